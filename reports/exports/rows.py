"""The problems of an export with all that its forms say of them, read a few hundred at a time.

Which problems come, and in which order, is one state of the index; each text is the one shown when its row is
written, and what was withdrawn or retired meanwhile is left out: redacted words never leave by a slow download.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from reports.batches import batches
from reports.corrections.continuing import shown_earlier
from reports.models import Problem, ProblemCategory, ProblemMeasure, Report

PROBLEMS_AT_ONCE = 500
"""With their measures about a megabyte, four queries."""


class MeasureRow(NamedTuple):
    """What an export says of a measure, as plain values: whole models are half of what an export costs."""

    public_id: str
    text: str
    start: int | None
    end: int | None
    types: list[str]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem that is shown, its shown measures in order, its categories' codes, the most important first, its
    report with round, body, place and document at hand, and the public id of the earlier problem that it goes on."""

    problem: Problem
    measures: list[MeasureRow]
    topics: list[str]
    report: Report
    continues: str | None = None


def problem_rows(keys: Iterable[int]) -> Iterator[ProblemRow]:
    """A row for each problem of these primary keys that is shown, in their order. Flat memory, however many."""
    reports: dict[int, Report] = {}
    for chunk in batches(keys, PROBLEMS_AT_ONCE):
        problems = Problem.objects.public().filter(pk__in=chunk).defer("parsed").order_by().in_bulk()
        wanted = {problem.report_id for problem in problems.values()}
        reports = {pk: report for pk, report in reports.items() if pk in wanted}
        reports |= _reports(wanted - reports.keys())
        measures, topics = _measures(problems), _topics(problems)
        earlier = shown_earlier(problem.continues_id for problem in problems.values())
        for key in chunk:
            problem = problems.get(key)
            if problem is not None and problem.report_id in reports:
                report, before = reports[problem.report_id], earlier.get(problem.continues_id)
                continues = before.public_id if before else None
                yield ProblemRow(problem, measures.get(key, []), topics.get(key, []), report, continues)


def _measures(problems: Iterable[int]) -> dict[int, list[MeasureRow]]:
    """The shown measures of each problem, in order."""
    found: dict[int, list[MeasureRow]] = defaultdict(list)
    links = ProblemMeasure.objects.filter(problem__in=list(problems), measure__retired_at=None)
    fields = (f"measure__{name}" for name in MeasureRow._fields)
    for problem, *values in links.order_by("problem_id", "position").values_list("problem_id", *fields):
        found[problem].append(MeasureRow(*values))
    return found


def _topics(problems: Iterable[int]) -> dict[int, list[str]]:
    """The categories' codes of each problem, the most important first."""
    found: dict[int, list[str]] = defaultdict(list)
    given = ProblemCategory.objects.filter(problem__in=list(problems)).order_by("problem_id", "position")
    for problem, code in given.values_list("problem_id", "category__code"):
        found[problem].append(code)
    return found


def _reports(keys: Iterable[int]) -> dict[int, Report]:
    rows = Report.objects.public().filter(pk__in=list(keys)).order_by()
    rows = rows.select_related(
        "round__body__region__parent__parent",
        "round__authority_region",
        "round__authority_body",
        "source_text__document",
    ).defer("parsed", "outline", "warnings", "round__parsed", "source_text__text", "source_text__metadata")
    return {report.pk: report for report in rows}
