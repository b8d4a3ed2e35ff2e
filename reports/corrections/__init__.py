"""Corrections as operations kept beside the parse (DESIGN.md §5): `apply` is the one door, `undo` the way back."""

from reports.corrections.effective import InForce, effective
from reports.corrections.services import CorrectionError, NothingChangedError, apply, undo
from reports.corrections.state import ReportState

__all__ = ["CorrectionError", "InForce", "NothingChangedError", "ReportState", "apply", "effective", "undo"]
