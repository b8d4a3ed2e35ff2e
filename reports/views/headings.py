"""A report's problems under its headings, with the numbers that the source lost, and the outline that leads to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.models import Problem
from reports.views.continuing import Beside
from reports.views.measures import MeasureView, measure_views

SHORT = 18
"""Characters of a statement that the outline shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A problem with its measures, or (`problem` None) numbers that are missing before the next one.

    `shared_from` is the problem above under which the same measures were already shown. `deferred` is how many
    measures a long report leaves for a second request. `beside`: which problems of other rounds it goes on, or is gone
    on by.
    """

    problem: Problem | None
    measures: list[MeasureView] = field(default_factory=list)
    missing: tuple[int, int] | None = None
    shared_from: Problem | None = None
    deferred: int = 0
    beside: Sequence[Beside] = ()

    @property
    def short(self) -> str:
        return shortened(self.problem.statement) if self.problem else ""


def shortened(text: str) -> str:
    """The beginning of a statement, up to its first pause: what outlines show."""
    cut = min((at for mark in "，,。；;" if (at := text.find(mark)) > 3), default=len(text))
    return text[:cut] if cut <= SHORT else text[:SHORT] + "…"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `depth` counts from 0; a report without headings has one of no name."""

    heading: str
    depth: int
    anchor: str
    entries: list[Entry]


def sections(
    problems: Sequence[Problem],
    source: str | None,
    *,
    most: int | None = None,
    beside: Mapping[int, Sequence[Beside]] | None = None,
) -> list[Section]:
    """The problems in order, a section for every heading that opens above one of them. `beside` by primary key.

    With `most`, so many characters of measures at least are there, and those of later problems are deferred.
    """
    made: list[Section] = []
    written = 0
    path: list[str] = []
    previous: Problem | None = None
    for problem in problems:
        if not made or problem.path != path:
            same = _common(path, problem.path)
            for depth in range(same, len(problem.path)):
                made.append(Section(problem.path[depth], depth, f"s{len(made) + 1}", []))
            if len(problem.path) == same:
                made.append(Section("", same, f"s{len(made) + 1}", []))
            path = problem.path
        if previous is not None and (missing := missing_between(previous, problem)):
            made[-1].entries.append(Entry(None, missing=missing))
        shared = previous if previous is not None and _same_measures(previous, problem) else None
        measures = [link.measure for link in problem.measure_links.all()]
        others = (beside or {}).get(problem.pk, ())
        if shared or (most is not None and written >= most):
            entry = Entry(problem, shared_from=shared, deferred=0 if shared else len(measures), beside=others)
        else:
            entry = Entry(problem, measure_views(problem, source), beside=others)
            written += sum(len(measure.text or "") for measure in measures)
        made[-1].entries.append(entry)
        previous = problem
    return made


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many headings two paths share from the outside."""
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    return same


def _same_measures(first: Problem, second: Problem) -> bool:
    """Whether one rectification text stands under both (38-1 and 38-2): it is shown once."""
    measures = [[link.measure_id for link in problem.measure_links.all()] for problem in (first, second)]
    return bool(measures[0]) and measures[0] == measures[1]


def missing_between(first: Problem, second: Problem) -> tuple[int, int] | None:
    """The numbers that the source lost between two problems of one run, first and last; None when none is lost."""
    before, after = first.leading_number, second.leading_number
    if first.run != second.run or not (before and after and before.isdigit() and after.isdigit()):
        return None
    lost = (int(before) + 1, int(after) - 1)
    return lost if lost[0] <= lost[1] else None
