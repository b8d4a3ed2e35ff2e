"""Which report of the archive a parsed text is: a copy or new version of one, another report of a known round, or
the first of a new round. Facts decide, likeness only confirms; nothing that contradicts is ever merged (DESIGN.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.importing.states import ParsedValues
from reports.models import Body, InspectionRound, Report
from reports.models.choices import DeclaredKey, RoundKind

SHINGLE = 6
SAME_TEXT = 0.3
"""Copies of one report share most runs of six characters, even with a third of the text lost or a word in twenty
spun; two reports of one body share the set phrases of the genre only, a tenth or less."""

# Round facts that contradict when both sides have one and they differ.
DECISIVE = ("verb", "authority_level", "term", "round", "batch")
DATES = ("start", "end", "feedback")
STATUS_KEYS = (
    DeclaredKey.COMPLETED,
    DeclaredKey.MOSTLY_COMPLETED,
    DeclaredKey.IN_PROGRESS,
    DeclaredKey.LONG_TERM,
    DeclaredKey.NOT_COMPLETED,
)


def find_round(body: Body, told: Mapping[str, Any]) -> InspectionRound | None:
    """The body's round that the report tells of: no fact contradicts and at least one that tells rounds apart agrees.

    Where a text tells none at all (title and dates lost), the body's only round that nothing contradicts.
    """
    rounds = [each for each in body.rounds.order_by("pk") if not contradicts(each.parsed or {}, told)]
    agreeing = [each for each in rounds if agrees(each.parsed or {}, told)]
    if agreeing:
        return agreeing[0]
    if len(rounds) == 1 and not any(told.get(name) for name in ("term", "round", *DATES)):
        return rounds[0]
    return None


def contradicts(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when a fact that both tell differs. Dates are compared as exactly as the less exact of the two."""
    if any(one.get(name) and other.get(name) and one[name] != other[name] for name in DECISIVE):
        return True
    kinds = {one.get("kind"), other.get("kind")} - {None, RoundKind.UNKNOWN}
    if len(kinds) == 2:
        return True
    return any(not _same_date(one.get(name), other.get(name)) for name in DATES)


def agrees(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when both tell the same start, feedback, or term and round."""
    if any(one.get(name) and other.get(name) for name in ("start", "feedback")):
        return True
    return bool(one.get("term") and other.get("term") and one.get("round") and other.get("round"))


def _same_date(one: Mapping[str, str] | None, other: Mapping[str, str] | None) -> bool:
    if not one or not other:
        return True
    length = min({"day": 10, "month": 7, "year": 4}[value["precision"]] for value in (one, other))
    return one["date"][:length] == other["date"][:length]


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
    if len(stages) == 2 or not _same_date(one.get("signed"), other.get("signed")):
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


def merged_round(tellings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the reports of a round say together: of each fact the first that is told (`tellings` in the order of
    stage, then date)."""
    merged: dict[str, Any] = {}
    for told in tellings:
        for name, value in told.items():
            if merged.get(name) in (None, "", RoundKind.UNKNOWN) and value not in (None, "", RoundKind.UNKNOWN):
                merged[name] = value
            else:
                merged.setdefault(name, value)
    return merged
