"""Problems as JSON lines: schema.md's names, the public id, and the report that each stands in (design.md §7).

A line for each problem, its measures inside; or one for each measure, its problem inside. The names of codes stand
beside them, in Chinese for everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reports.exports.columns import MEASURE, Address, Names, chinese_name
from reports.exports.rows import MeasureRow, ProblemRow, problem_rows
from reports.links import link
from reports.models import Body, InspectionRound, Measure, Region, Report
from reports.models.choices import Status
from reports.models.dates import PartialDate

Object = dict[str, Any]


def json_lines(keys: Iterable[int], rows: str, names: Names, absolute: Address) -> Iterator[str]:
    """The lines, each with its line break, of the problems of these primary keys that are shown, in their order."""
    told: tuple[Report | None, Object] = (None, {})  # the last report, whose problems often follow each other
    for row in problem_rows(keys):
        if told[0] is not row.report:
            told = (row.report, report_object(row.report, absolute))
        problem = problem_object(row, told[1], names, absolute)
        for line in _of_measures(problem) if rows == MEASURE else [problem]:
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _of_measures(problem: Object) -> Iterator[Object]:
    """The measures of a problem, each with its place (from 1); one line of nothing where it has none."""
    inside = {name: value for name, value in problem.items() if name not in ("measures", "report")}
    empty = dict.fromkeys(("public_id", "text", "start", "end"), None) | {"types": [], "type_names": []}
    for place, measure in enumerate(problem["measures"], 1) if problem["measures"] else [(None, empty)]:
        yield {**measure, "place": place, "problem": inside, "report": problem["report"]}


def problem_object(row: ProblemRow, report: Object, names: Names, absolute: Address) -> Object:
    """One problem. `start` and `end` count characters in the report's text; null where an editor made the row."""
    problem = row.problem
    return {
        "public_id": problem.public_id,
        "url": absolute(link("problem", problem.public_id)),
        "label": problem.label or None,
        "number": problem.number or None,
        "path": problem.path,
        "text": problem.text,
        "text_missing": problem.text_missing,
        "start": problem.start,
        "end": problem.end,
        "status": problem.status,
        "status_name": chinese_name(Status, problem.status),
        "status_words": problem.status_words or None,
        "measures": [measure_object(measure, names) for measure in row.measures],
        "topics": row.topics,
        "topic_names": [names.categories.get(code, code) for code in row.topics],
        "continues": row.continues,
        "report": report,
    }


def measure_object(measure: Measure | MeasureRow, names: Names) -> Object:
    """One measure, without the problems that it stands under."""
    return {
        "public_id": measure.public_id,
        "text": measure.text,
        "start": measure.start,
        "end": measure.end,
        "types": measure.types,
        "type_names": [names.measure_types.get(code, code) for code in measure.types],
    }


def report_object(report: Report, absolute: Address) -> Object:
    """What a line says of the report: address, place, body, inspection and dates, as schema.md names them."""
    return {
        "public_id": report.public_id,
        "url": absolute(link("report", report.public_id)),
        "title": report.title or None,
        "origin": report.origin,
        "stage": report.stage,
        "region": place_object(report.round.body.region),
        "body": body_object(report.round.body),
        "inspection": inspection_object(report.round),
        "published": _iso(report.page_date),
        "published_year": report.published_year,
        "source": report.source or None,
        "source_url": report.source_text.document.url or None,
        "signed_by": report.signed_by or None,
        "signed": _iso(report.signed_date),
        "parser_version": report.parser_version,
    }


def body_object(body: Body) -> Object:
    """The inspected body, without its place."""
    return {
        "public_id": body.public_id,
        "name": body.name,
        "kind": body.kind or None,
        "level": body.level,
        "central": body.central,
    }


def place_object(region: Region | None) -> Object | None:
    """The place with its province and prefecture by name, each None where the place is not inside one."""
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


def inspection_object(inspection: InspectionRound) -> Object:
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
