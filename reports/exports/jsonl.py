"""Problems as JSON lines: SCHEMA.md's names, the public id, and the report that each stands in (DESIGN.md §7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import reverse

from reports.exports.rows import problem_rows
from reports.models import InspectionRound, Measure, Problem, Report
from reports.models.dates import PartialDate

Address = Callable[[str], str]
"""Makes a path of the site an absolute address."""


def problem_lines(keys: Iterable[int], absolute: Address) -> Iterator[str]:
    """A line of JSON, its line break included, for each problem of these primary keys that is shown, in their order."""
    told: tuple[Report | None, dict[str, Any]] = (None, {})  # the last report, whose problems often follow each other
    for row in problem_rows(keys):
        if told[0] is not row.report:
            told = (row.report, report_object(row.report, absolute))
        line = problem_object(row.problem, row.measures, row.topics, told[1], absolute)
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def problem_object(
    problem: Problem, measures: Iterable[Measure], topics: list[str], report: dict[str, Any], absolute: Address
) -> dict[str, Any]:
    """One problem. `start` and `end` count characters in the report's text; null where an editor made the row."""
    return {
        "public_id": problem.public_id,
        "url": absolute(reverse("reports:problem", args=[problem.public_id])),
        "label": problem.label or None,
        "number": problem.number or None,
        "path": problem.path,
        "text": problem.text,
        "text_missing": problem.text_missing,
        "start": problem.start,
        "end": problem.end,
        "status": problem.status,
        "status_words": problem.status_words or None,
        "measures": [
            {
                "public_id": measure.public_id,
                "text": measure.text,
                "start": measure.start,
                "end": measure.end,
                "types": measure.types,
            }
            for measure in measures
        ],
        "topics": topics,
        "report": report,
    }


def report_object(report: Report, absolute: Address) -> dict[str, Any]:
    """What a line says of the report: address, place, body, inspection and dates, as SCHEMA.md names them."""
    return {
        "public_id": report.public_id,
        "url": absolute(reverse("reports:report", args=[report.public_id])),
        "title": report.title or None,
        "origin": report.origin,
        "stage": report.stage,
        "region": _region(report.round),
        "body": {
            "public_id": report.round.body.public_id,
            "name": report.round.body.name,
            "kind": report.round.body.kind or None,
            "level": report.round.body.level,
            "central": report.round.body.central,
        },
        "inspection": _inspection(report.round),
        "published": _iso(report.page_date),
        "published_year": report.published_year,
        "source": report.source or None,
        "source_url": report.source_text.document.url or None,
        "signed_by": report.signed_by or None,
        "signed": _iso(report.signed_date),
        "parser_version": report.parser_version,
    }


def _region(inspection: InspectionRound) -> dict[str, str | None] | None:
    """The place with its province and prefecture by name, each None where the place is not inside one."""
    region = inspection.body.region
    if region is None:
        return None
    above = {place.level: place.name for place in region.chain()}
    return {
        "name": region.name,
        "code": region.code,
        "level": region.level,
        "province": above.get("province"),
        "prefecture": above.get("prefecture"),
    }


def _inspection(inspection: InspectionRound) -> dict[str, Any]:
    """`kind` has the words of the text, `kind_code` and `verb` the codes that the filters take."""
    return {
        "public_id": inspection.public_id,
        "year": inspection.year,
        "verb": inspection.verb,
        "authority": inspection.authority_level,
        "authority_region": inspection.authority_region.code if inspection.authority_region else None,
        "authority_body": inspection.authority_body.name if inspection.authority_body else None,
        "team": inspection.team or None,
        "kind": inspection.kind_words or None,
        "kind_code": inspection.kind,
        "term": inspection.term,
        "round": inspection.round,
        "batch": inspection.batch,
        "start": _iso(inspection.start_date),
        "end": _iso(inspection.end_date),
        "feedback": _iso(inspection.feedback_date),
    }


def _iso(date: PartialDate | None) -> str | None:
    return date.iso() if date is not None else None
