"""Corrections as operations kept beside the parse (design.md §5): `apply` is the one door, `undo` the way back."""

from reports.corrections.audit import mark_reviewed
from reports.corrections.effective import InForce, effective
from reports.corrections.payloads import CorrectionError
from reports.corrections.redacting import redact
from reports.corrections.services import NothingChangedError, RestedOnError, apply, resolve, resting, undo
from reports.corrections.state import ReportState
from reports.corrections.withdrawing import withdraw, withdraw_document

__all__ = [
    "CorrectionError",
    "InForce",
    "NothingChangedError",
    "ReportState",
    "RestedOnError",
    "apply",
    "effective",
    "mark_reviewed",
    "redact",
    "resolve",
    "resting",
    "undo",
    "withdraw",
    "withdraw_document",
]
