"""Rounds of reports: which are the same, what the reports of one say of it together, and reports that move to another
body's round. Facts decide; nothing that contradicts is ever merged (design.md §5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from reports.models import Body, Correction, InspectionRound, Report
from reports.models.bulk import in_use, looked_up
from reports.models.choices import RoundKind, Stage, TargetType
from reports.models.identity import mint

STAGE_ORDER = {Stage.CONCENTRATED: 0, Stage.UNKNOWN: 1, Stage.CONTINUED: 2, Stage.SPECIAL: 3}
UNDATED = "9999"

# Round facts that contradict when both sides have one and they differ.
DECISIVE = ("verb", "authority_level", "term", "round", "batch")
DATES = ("start", "end", "feedback")


def find_round(body: Body, told: Mapping[str, Any]) -> InspectionRound | None:
    """The body's round that the report tells of: no fact contradicts and at least one that tells rounds apart agrees.

    Where a text tells none at all (title and dates lost), the body's only round that nothing contradicts.
    """
    if not looked_up(InspectionRound, "body_id", [body.pk], give="id"):
        return None
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
    return any(not same_date(one.get(name), other.get(name)) for name in DATES)


def agrees(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when both tell the same start, feedback, or term and round."""
    if any(one.get(name) and other.get(name) for name in ("start", "feedback")):
        return True
    return bool(one.get("term") and other.get("term") and one.get("round") and other.get("round"))


def same_date(one: Mapping[str, str] | None, other: Mapping[str, str] | None) -> bool:
    """Whether both dates may be one day, as exactly as both are known; an unknown date contradicts none."""
    if not one or not other:
        return True
    length = min({"day": 10, "month": 7, "year": 4}[value["precision"]] for value in (one, other))
    return one["date"][:length] == other["date"][:length]


def mint_id(report_id: str) -> str:
    """The public id of a round, from its first report's."""
    return mint("round", report_id, taken=lambda each: bool(in_use(InspectionRound, [each])))


def tellings(reports: Iterable[Mapping[str, Any] | None]) -> list[Mapping[str, Any]]:
    """What each of a round's reports (`Report.parsed`) tells of it, in the order of stage, then date of publication."""
    found = [_telling(parsed) for parsed in reports if parsed]
    return [told for _, told in sorted(found, key=lambda each: each[0])]


def _telling(parsed: Mapping[str, Any]) -> tuple[tuple[int, str, str], Mapping[str, Any]]:
    header = parsed.get("report", {})
    published = header.get("published") or header.get("signed")
    told = parsed.get("round", {})
    stage = STAGE_ORDER[Stage(header.get("stage", Stage.UNKNOWN))]
    # The words themselves last, so that the order never depends on which row was stored first.
    return (stage, published["date"] if published else UNDATED, json.dumps(told, sort_keys=True)), told


def move(report: Report, body: Body, told: Mapping[str, Any]) -> None:
    """A newer parser reads another body: the report's round becomes that body's, or the report joins its round there.

    Rows that this leaves behind (a round without reports, a body without rounds) are deleted.
    """
    left, former = report.round, report.round.body
    there = find_round(body, told)
    if there is None and left.reports.count() == 1:
        left.body = body
        left.save(update_fields=["body"])
    else:
        if there is None:
            there = InspectionRound.objects.create(public_id=mint_id(report.public_id), body=body)
        report.round = there
        report.save(update_fields=["round"])
        if not left.reports.exists():
            # What was corrected in the round that goes is corrected in the one that takes its place.
            Correction.objects.filter(target_type=TargetType.ROUND, target=left.public_id).update(
                target=there.public_id
            )
            left.delete()
    if not former.rounds.exists() and not former.children.exists() and not former.sent_rounds.exists():
        former.delete()


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
