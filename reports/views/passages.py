"""The source beside the parse: the passage of one problem in its context, and the whole text with its problems lit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reports.models import Problem
from reports.views.marking import Fact, Mark, Measured, render, source_fact_marks

CONTEXT = 140
"""Characters of the source shown before and after a problem's passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]`, in lines, with the statement marked, between bits of what stands around it."""

    start: int
    end: int
    before: str
    lines: list[SafeString]
    after: str
    cut_before: bool
    cut_after: bool


def passage(
    problem: Problem, text: str, measures: Iterable[Measured] = (), facts: Iterable[Fact] = ()
) -> Passage | None:
    """The problem's block of the source (heading, statement, measures); None when it has no place there.

    Statement, measures and facts are marked in it, each by the name that it has on the page (`data-of`).
    """
    start = problem.start if problem.block_start is None else problem.block_start
    end = problem.end if problem.block_end is None else problem.block_end
    if start is None or end is None or not start < end <= len(text):
        return None
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    marks = [*source_marks([problem], measures), *source_fact_marks(facts)]
    marks = [Mark(mark.start, mark.end, mark.tag, mark.css, of=mark.of or mark.anchor) for mark in marks]
    return Passage(
        start=start,
        end=end,
        before=without_blank_lines(text[first:start]),
        lines=[line for _, line in marked_lines(text, marks, start, end)],
        after=without_blank_lines(text[end:last]),
        cut_before=first > 0,
        cut_after=last < len(text),
    )


def line_of(text: str, offset: int) -> int:
    """The offset at which the line of a character begins: the whole text has an anchor `c…` there."""
    return text.rfind("\n", 0, offset) + 1


def without_blank_lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def marked_lines(
    text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None
) -> list[tuple[int, SafeString]]:
    """The lines of `text[start:end]` that hold anything: (offset of the line, its safe text). Marks count in `text`."""
    end = len(text) if end is None else end
    ordered = sorted(marks, key=lambda mark: mark.start)
    found: list[tuple[int, SafeString]] = []
    running: list[Mark] = []
    upcoming = 0
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        while upcoming < len(ordered) and ordered[upcoming].start < stop:
            running.append(ordered[upcoming])
            upcoming += 1
        running = [mark for mark in running if mark.end > at]
        line = text[at:stop]
        if line.strip():
            here = [
                Mark(
                    mark.start - at, mark.end - at, mark.tag, mark.css, mark.anchor if mark.start >= at else "", mark.of
                )
                for mark in running
            ]
            found.append((at, render(line, here)))
        at = stop + 1
    return found


def source_marks(problems: Iterable[Problem], measures: Iterable[Measured]) -> list[Mark]:
    """Statements lit and anchored (`p-…`), measures underlined: the parse drawn on the source."""
    marks = [
        Mark(problem.start, problem.end, "mark", "", f"p-{problem.public_id}")
        for problem in problems
        if problem.start is not None and problem.end is not None
    ]
    marks += [
        Mark(measure.start, measure.end, "span", "step", f"m-{measure.public_id}")
        for measure in measures
        if measure.start is not None and measure.end is not None
    ]
    return marks
