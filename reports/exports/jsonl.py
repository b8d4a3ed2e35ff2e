"""Problems as JSON lines: SCHEMA.md's names, the public id, and the report that each stands in (DESIGN.md §7).

Which problems come, and in which order, is one state of the index; each text is the one shown when its line is
written, and what was withdrawn or retired meanwhile is left out: redacted words never leave by a slow download.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.urls import reverse

from reports.models import InspectionRound, Measure, Problem, ProblemCategory, ProblemMeasure, Report
from reports.models.dates import PartialDate

PROBLEMS_AT_ONCE = 500
"""With their measures about a megabyte, four queries."""

Address = Callable[[str], str]
"""Makes a path of the site an absolute address."""


def problem_lines(keys: Iterable[int], absolute: Address) -> Iterator[str]:
    """A line of JSON, its line break included, for each problem of these primary keys that is shown, in their order."""
    rest = iter(keys)
    reports: dict[int, dict[str, Any]] = {}
    while chunk := list(islice(rest, PROBLEMS_AT_ONCE)):
        problems = Problem.objects.public().filter(pk__in=chunk).defer("parsed").order_by().in_bulk()
        wanted = {problem.report_id for problem in problems.values()}
        reports = {pk: facts for pk, facts in reports.items() if pk in wanted}
        reports |= _reports(wanted - reports.keys(), absolute)
        measures, topics = _measures(problems), _topics(problems)
        for key in chunk:
            problem = problems.get(key)
            if problem is None or problem.report_id not in reports:
                continue
            line = problem_object(
                problem, measures.get(key, []), topics.get(key, []), reports[problem.report_id], absolute
            )
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _measures(problems: Iterable[int]) -> dict[int, list[Measure]]:
    """The shown measures of each problem, in order."""
    found: dict[int, list[Measure]] = defaultdict(list)
    links = ProblemMeasure.objects.filter(problem__in=list(problems), measure__retired_at=None)
    for link in links.select_related("measure").defer("measure__parsed").order_by("problem_id", "position"):
        found[link.problem_id].append(link.measure)
    return found


def _topics(problems: Iterable[int]) -> dict[int, list[str]]:
    """The categories' codes of each problem, the most important first."""
    found: dict[int, list[str]] = defaultdict(list)
    given = ProblemCategory.objects.filter(problem__in=list(problems)).order_by("problem_id", "position")
    for problem, code in given.values_list("problem_id", "category__code"):
        found[problem].append(code)
    return found


def _reports(keys: Iterable[int], absolute: Address) -> dict[int, dict[str, Any]]:
    rows = Report.objects.public().filter(pk__in=list(keys)).order_by()
    rows = rows.select_related(
        "round__body__region__parent__parent",
        "round__authority_region",
        "round__authority_body",
        "source_text__document",
    ).defer("parsed", "outline", "warnings", "round__parsed", "source_text__text", "source_text__metadata")
    return {report.pk: report_object(report, absolute) for report in rows}


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
