"""Lines -> the structure of a report: its frame, its problems and their measures, all as ranges of lines.

The second and third stage of parsing. Facts (dates, totals, regions, categories) are read afterwards from what this
module has found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.parsing.areas import areas, cut_behind_area
from reports.parsing.depths import Heading
from reports.parsing.drafts import Draft
from reports.parsing.frame import Frame, Section, build_frame, is_item_heading
from reports.parsing.glue import find_glued
from reports.parsing.headings import find_headings, lists_paragraphs
from reports.parsing.inline_texts import cut_inline_texts
from reports.parsing.measures import MeasureRange, split_measures
from reports.parsing.numbering import settle_numbers
from reports.parsing.physical import Line
from reports.parsing.problems import build_tree, collect, grouping_styles
from reports.parsing.statements import TextRange, statement_of
from reports.parsing.symptoms import without_symptoms
from reports.parsing.tables import Table, find_tables, on_units
from reports.parsing.two_parts import join_parts
from reports.parsing.units import Unit, make_units

_NO_HEADING = 3.0  # the rank of a problem in a section without any heading


@dataclass(slots=True)
class FoundProblem:
    """A problem with its measures (positions in `Structure.measures`) and the numbering run it belongs to."""

    draft: Draft
    run: int
    number: str | None
    measures: tuple[int, ...]


@dataclass(slots=True)
class Structure:
    """What the text is made of. `headings` are the heading units of the problem sections with their depth."""

    lines: Sequence[Line]
    units: Sequence[Unit]
    frame: Frame
    headings: Sequence[Heading] = ()
    problems: list[FoundProblem] = field(default_factory=list)
    measures: list[MeasureRange] = field(default_factory=list)


def read_structure(lines: Sequence[Line]) -> Structure:
    """Frame, problems and measures of the report that `lines` hold."""
    tables = find_tables(lines)
    structure, positions = _outlined(lines, tables, {})
    glued = find_glued(structure.units, structure.headings, structure.frame.body, structure.frame.tail)
    if glued:
        structure, positions = _outlined(lines, tables, glued)
    units = structure.units
    drafts = on_units(tables, _first_units(units, len(lines)))
    groups = grouping_styles(units, structure.headings)
    sections = [s for s in structure.frame.sections if s.kind == "problems"]
    joined = _joined(units, sections)
    ranks = {heading.unit: heading.rank for heading in structure.headings}
    deepest = max(ranks.values(), default=_NO_HEADING)
    trees = [
        build_tree(units, [p for s in together for p in positions[s.start]], ranks, deepest, groups)
        for together in joined
    ]
    cut_inline_texts(units, trees)
    for together, tree in zip(joined, trees, strict=True):
        drafts.extend(collect(units, tree, _prefix(units, together[0]), groups))
    drafts.sort(key=lambda d: d.first)
    _add_measures(structure, join_parts(units, structure.frame.sections, drafts))
    return structure


def _outlined(
    lines: Sequence[Line], tables: Sequence[Table], cuts: Mapping[int, Sequence[int]]
) -> tuple[Structure, dict[int, list[int]]]:
    """Units, frame and headings; and for each problem section, by its start, the positions of its units."""
    units = make_units(lines, cuts)
    in_table = frozenset(i for table in tables for i in range(table.start, table.end))
    for unit in units:
        unit.in_table = unit.line in in_table
    frame = build_frame(units)
    positions = {s.start: _positions(units, s) for s in frame.sections if s.kind == "problems"}
    everything = [p for s in frame.sections if s.kind == "problems" for p in positions[s.start]]
    named = areas(units, [p for s in frame.sections if s.by_area for p in positions[s.start]])
    for position in named:
        cut_behind_area(units[position])
    headings = find_headings(
        units,
        list(positions.values()),
        listed=lists_paragraphs(units, everything),
        named=named,
    )
    return Structure(lines, units, frame, without_symptoms(units, headings)), positions


def _first_units(units: Sequence[Unit], lines: int) -> list[int]:
    """Per line the position of its first unit."""
    first = [0] * lines
    for position in range(len(units) - 1, -1, -1):
        first[units[position].line] = position
    return first


def _positions(units: Sequence[Unit], section: Section) -> list[int]:
    """Unit positions of a problem section; its heading is among them only where it is an item itself."""
    heading = section.heading
    start = section.start
    if heading is not None and (section.part or not is_item_heading(units[heading])):
        start += 1
    return [p for p in range(start, section.end) if not units[p].in_table]


def _joined(units: Sequence[Unit], sections: Sequence[Section]) -> list[list[Section]]:
    """Sections that are items of one list (一、关于…的问题 二、…) form one tree; every other section its own."""
    result: list[list[Section]] = []
    for section in sections:
        item = section.heading is not None and not section.part and is_item_heading(units[section.heading])
        if item and result and not result[-1][-1].part:
            result[-1].append(section)
        else:
            result.append([section])
    return result


def _prefix(units: Sequence[Unit], section: Section) -> tuple[TextRange, ...]:
    if not section.part or section.heading is None:
        return ()
    words = statement_of(units[section.heading]).words
    return (words,) if words is not None else ()


def _add_measures(structure: Structure, drafts: Sequence[Draft]) -> None:
    """Measures once per rectification text, though several problems may share it; then numbers and runs."""
    known: dict[tuple[TextRange, ...], tuple[int, ...]] = {}  # each block of a text is split by itself
    numbers = settle_numbers(drafts)
    for draft, (run, number) in zip(drafts, numbers, strict=True):
        key = tuple(draft.text)
        if key not in known:
            bounds = [0, *draft.blocks, len(draft.text)]
            found = [m for a, b in pairwise(bounds) for m in split_measures(structure.lines, draft.text[a:b])]
            first = len(structure.measures)
            structure.measures.extend(found)
            known[key] = tuple(range(first, first + len(found)))
        structure.problems.append(FoundProblem(draft, run, number, known[key]))
