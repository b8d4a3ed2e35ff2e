"""A report's problems under its headings, with the numbers that the source lost, and the outline that leads to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.models import Problem
from reports.views.continuing import Beside
from reports.views.measures import MeasureView, ShownMeasure, ShownTopic, views_of

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
    topics: Sequence[ShownTopic] = ()
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
    measures: Mapping[int, Sequence[ShownMeasure]],
    topics: Mapping[int, Sequence[ShownTopic]],
    source: str | None,
    *,
    most: int | None = None,
    beside: Mapping[int, Sequence[Beside]] | None = None,
) -> list[Section]:
    """The problems in order, a section for every heading that opens above one of them. `measures`, `topics` and
    `beside` are by primary key.

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
        own, of = measures[problem.pk], topics[problem.pk]
        # One rectification text under both (38-1 and 38-2) is shown once.
        shared = previous if previous is not None and own and own == measures[previous.pk] else None
        others = (beside or {}).get(problem.pk, ())
        if shared or (most is not None and written >= most):
            entry = Entry(problem, [], of, shared_from=shared, deferred=0 if shared else len(own), beside=others)
        else:
            entry = Entry(problem, views_of(own, source), of, beside=others)
            written += sum(len(measure.text or "") for measure in own)
        made[-1].entries.append(entry)
        previous = problem
    return made


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many headings two paths share from the outside."""
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    return same


def missing_between(first: Problem, second: Problem) -> tuple[int, int] | None:
    """The numbers that the source lost between two problems of one run, first and last; None when none is lost."""
    before, after = first.leading_number, second.leading_number
    if first.run != second.run or not (before and after and before.isdigit() and after.isdigit()):
        return None
    lost = (int(before) + 1, int(after) - 1)
    return lost if lost[0] <= lost[1] else None
