"""Rounds of reports: what the reports of one say of it together, and reports that move to another body's round."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from reports.importing.identify import find_round
from reports.models import Body, Correction, InspectionRound, Report
from reports.models.choices import Stage, TargetType
from reports.models.identity import mint

STAGE_ORDER = {Stage.CONCENTRATED: 0, Stage.UNKNOWN: 1, Stage.CONTINUED: 2, Stage.SPECIAL: 3}
UNDATED = "9999"


def mint_id(report_id: str) -> str:
    """The public id of a round, from its first report's."""
    return mint("round", report_id, taken=lambda each: InspectionRound.objects.filter(public_id=each).exists())


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
