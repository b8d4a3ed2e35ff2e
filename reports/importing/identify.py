"""Which report of the archive a parsed text is: a copy or new version of one, another report of a known round, or
the first of a new round. Facts decide, likeness only confirms; nothing that contradicts is ever merged (design.md §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.corrections.rounds import contradicts, same_date
from reports.importing.states import ParsedValues
from reports.models import InspectionRound, Report
from reports.models.choices import DeclaredKey

SHINGLE = 6
SAME_TEXT = 0.3
"""Copies of one report share most runs of six characters, even with a third of the text lost or a word in twenty
spun; two reports of one body share the set phrases of the genre only, a tenth or less."""

STATUS_KEYS = (
    DeclaredKey.COMPLETED,
    DeclaredKey.MOSTLY_COMPLETED,
    DeclaredKey.IN_PROGRESS,
    DeclaredKey.LONG_TERM,
    DeclaredKey.NOT_COMPLETED,
)


def find_report(round_: InspectionRound, values: ParsedValues, text: str) -> Report | None:
    """The round's report that the text is a copy or new version of: same stage, no other status counts, no other
    signature date, and most of the words in common."""
    for report in round_.reports.select_related("source_text").order_by("pk"):
        parsed = (report.parsed or {}).get("report", {})
        if _other_publication(parsed, values.report):
            continue
        if alike(report.source_text.text, text):
            return report
    return None


def may_be_copy(report: Report, file_round: Mapping[str, Any], header: Mapping[str, Any]) -> bool:
    """Whether nothing that a text of unknown body tells of round and publication contradicts the report."""
    told = (report.parsed or {}).get("round", {})
    published = (report.parsed or {}).get("report", {})
    return not contradicts(told, file_round) and not _other_publication(published, header)


def _other_publication(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    stages = {one.get("stage"), other.get("stage")} - {None, "unknown"}
    if len(stages) == 2 or not same_date(one.get("signed"), other.get("signed")):
        return True
    mine, theirs = one.get("declared", {}), other.get("declared", {})
    return any(key in mine and key in theirs and mine[key]["value"] != theirs[key]["value"] for key in STATUS_KEYS)


def alike(one: str, other: str) -> bool:
    """True when the shorter text shares at least SAME_TEXT of its runs of six characters with the longer one."""
    first, second = _shingles(one), _shingles(other)
    smaller = min(len(first), len(second))
    return smaller > 0 and len(first & second) / smaller >= SAME_TEXT


def _shingles(text: str) -> set[str]:
    squeezed = "".join(text.split())
    return {squeezed[index : index + SHINGLE] for index in range(len(squeezed) - SHINGLE + 1)}
