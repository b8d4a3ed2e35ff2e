"""The outline: blocks that tile the text, from the site's chrome above to its footer (types.OutlineBlock)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from reports.parsing.frame_words import is_tail_line
from reports.parsing.statements import statement_of
from reports.parsing.structure import Structure
from reports.parsing.types import OutlineBlock, ParsedMeasure, ParsedProblem, Span
from reports.parsing.units import Unit

# Where a block begins (it runs to the start of the next): offset, order, kind, depth, heading, problem.
_Start = tuple[int, int, str, int, str | None, int | None]
_PLACE = itemgetter(0, 1)


def build_outline(
    text: str,
    structure: Structure,
    problems: Sequence[ParsedProblem],
    measures: Sequence[ParsedMeasure],
    *,
    title: tuple[int, int] | None,
    opening: tuple[int, int] | None,
    footer: int,
    totals: frozenset[int],
) -> tuple[OutlineBlock, ...]:
    """The blocks of `text` in order, without gap or overlap; none for an empty text.

    `title`, `opening` are half-open ranges of lines, `footer` is the first line of the page's footer, `totals` are
    lines that state totals.
    """
    outliner = _Outliner(text, structure, title, opening, footer, totals)
    starts = [*outliner.unit_starts(), *_measure_starts(problems, measures, outliner.depths)]
    return tuple(_tiles(text, starts))


def _tiles(text: str, starts: Sequence[_Start]) -> Iterator[OutlineBlock]:
    if not text:
        return
    ordered = sorted(starts, key=_PLACE)
    if not ordered:
        yield OutlineBlock("text", 0, Span(0, len(text)))
        return
    begin = 0
    ends = [*(start[0] for start in ordered[1:]), len(text)]
    for (offset, _, kind, depth, heading, problem), end in zip(ordered, ends, strict=True):
        if offset < end:  # of several at one place the last tells what begins there
            yield OutlineBlock(kind, depth, Span(begin, end), heading, problem)
            begin = end


def _measure_starts(
    problems: Sequence[ParsedProblem], measures: Sequence[ParsedMeasure], depths: dict[int, int]
) -> Iterator[_Start]:
    owner: dict[int, int] = {}
    for index, problem in enumerate(problems):
        for measure in problem.measures:
            owner[measure] = index  # of several sharing problems the one directly above
    for index, problem_index in sorted(owner.items()):
        depth = depths.get(problem_index, 0) + 1
        yield measures[index].span.start, 1, "measure", depth, None, problem_index


class _Outliner:
    """Walks the units and says what each is."""

    def __init__(
        self,
        text: str,
        structure: Structure,
        title: tuple[int, int] | None,
        opening: tuple[int, int] | None,
        footer: int,
        totals: frozenset[int],
    ) -> None:
        self.text = text
        self.structure = structure
        self.title = title
        self.opening = opening
        self.footer = footer
        self.totals = totals
        self.depths: dict[int, int] = {}
        self.problem_at = {p.draft.unit: i for i, p in enumerate(structure.problems) if p.draft.unit is not None}
        self.lost_at = {p.draft.first: i for i, p in enumerate(structure.problems) if p.draft.unit is None}
        self.rank_at = {h.unit: h.rank for h in structure.headings}

    def unit_starts(self) -> list[_Start]:
        """One start for every unit."""
        starts: list[_Start] = []
        frame = self.structure.frame
        for position in range(frame.body):
            starts.append(self._start(position, self._before_body(position), 0))
        for section in frame.sections:
            starts.extend(self._section(section.kind, section.start, section.end, section.heading))
        for position in range(frame.tail, len(self.structure.units)):
            starts.append(self._start(position, self._after_body(position), 0))
        return starts

    def _start(
        self, position: int, kind: str, depth: int, *, heading: bool = False, problem: int | None = None
    ) -> _Start:
        unit = self.structure.units[position]
        line = self.structure.lines[unit.line]
        words = self._heading(unit) if heading else None
        return line.place_of(unit.start), 0, kind, depth, words, problem

    def _heading(self, unit: Unit) -> str:
        words = statement_of(unit).words
        line = self.structure.lines[unit.line]
        if words is None:
            return line.source_text(self.text, unit.start, unit.end)
        return line.source_text(self.text, words.start, words.end)

    def _before_body(self, position: int) -> str:
        line = self.structure.units[position].line
        if self.title is not None and self.title[0] <= line < self.title[1]:
            return "title"
        if self.opening is not None and self.opening[0] <= line < self.opening[1]:
            return "opening"
        return "wrapper" if position < self.structure.frame.opening else "opening"

    def _after_body(self, position: int) -> str:
        unit = self.structure.units[position]
        if self.footer and unit.line >= self.footer:
            return "footer"
        if len(unit.text) < 40 and is_tail_line(unit):
            return "signature"
        return "contact"

    def _section(self, kind: str, start: int, end: int, heading: int | None) -> Iterator[_Start]:
        units = self.structure.units
        plain = {"organisation": "organisation", "closing": "closing", "problems": "text"}.get(kind, "text")
        above = 0
        stack: list[float] = []
        current: int | None = None
        for position in range(start, end):
            if position == heading and position not in self.rank_at:
                above = 1
                yield self._start(position, "section", 0, heading=True)
                continue
            if position in self.rank_at:
                while stack and stack[-1] >= self.rank_at[position]:
                    stack.pop()
                depth = above + len(stack)
                stack.append(self.rank_at[position])
                current = self.problem_at.get(position)
                if current is not None:
                    self.depths[current] = depth
                    yield self._start(position, "problem", depth, heading=True, problem=current)
                else:
                    name = "group" if depth == above else "subgroup"
                    yield self._start(position, name, depth, heading=True)
                continue
            if position in self.lost_at:
                current = self.lost_at[position]
                self.depths[current] = above + len(stack)
            kind_of_unit = plain
            if units[position].label is not None and kind == "problems":
                kind_of_unit = "label"
            elif units[position].line in self.totals:
                kind_of_unit = "totals"
            yield self._start(
                position, kind_of_unit, above + len(stack), problem=current if kind == "problems" else None
            )
