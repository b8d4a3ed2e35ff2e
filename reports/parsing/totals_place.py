"""Where in a report its totals are looked for: before the problems, after them, and where no problem was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.parsing.frame import Section
from reports.parsing.frame_words import ORGANISATION
from reports.parsing.lines import Line
from reports.parsing.structure import Structure
from reports.parsing.totals import read_totals
from reports.parsing.types import ParsedTotal

# 三、巡视移交问题线索办理情况, 三、整改成效, 三、建章立制情况; near-miss: 三、下一步打算, 三、建章立制,巩固成果
_ABOUT_RESULTS = re.compile("成效|总体|移交|问责|完成情况|办理情况|查处|(?:建章立制|制度(?:机制)?(?:建设|完善))情况")
# 截至12月底,…; 巡视反馈的38个问题; near-miss: 对已完成的30个问题,持续巩固
_SAYS_OF_WHAT = re.compile("截[至止]|集中整改期|整改以来|累计|共计|巡[视察]组?(?:反馈|移交|交办)的?")
# 二、巡视反馈问题整改落实情况, 二、集中整改期内整改进展情况; near-misses: 坚持问题导向,逐项整改; 二、整改取得的主要成效
_NAMES_PROBLEMS = re.compile("(?:反馈|重点|具体)(?:的)?(?:[^,。]{0,6})问题[^,。]{0,8}整改|整改(?:进展|落实|完成)情况")
# 巡视反馈的38个问题,…; 截至12月底,38个具体问题…; near-miss: 截至目前,修订制度4项
_OF_THE_WHOLE = re.compile(
    r"巡[视察]组?(?:反馈|移交|交办)的?[^。]{0,12}\d|(?:截[至止]|目前|整改期)[^。]{0,20}\d[个项条](?:具体|反馈)?问题"
)
_LONGEST_HEADING = 40


def declared_totals(original: str, structure: Structure, start: int, problem: int | None) -> tuple[ParsedTotal, ...]:
    """The totals of a report that opens on line `start` and whose first problem stands on line `problem`."""
    lines, sections = structure.lines, structure.frame.sections
    groups = {structure.units[heading.unit].line for heading in structure.headings}  # (一)学风不实,共3个问题
    if problem is not None:
        first = next((i for i, section in enumerate(sections) if section.kind == "problems"), len(sections))
        later = [section for section in sections[first:] if section.kind in ("section", "closing")]
        totals = read_totals(original, lines, start, problem, headings=groups)
        return _with_later(totals, original, lines, _ranges(structure, later))
    first = next((i for i, section in enumerate(sections) if _should_hold_problems(structure, section)), len(sections))
    if first == len(sections):
        return read_totals(original, lines, start, headings=groups)
    steps, end = _lead_end(structure, sections[first]), _line(structure, sections[first].end)
    totals = read_totals(original, lines, start, steps, headings=groups)
    totals = _joined(totals, read_totals(original, lines, steps, end, own=_OF_THE_WHOLE, headings=groups))
    return _with_later(totals, original, lines, _ranges(structure, sections[first + 1 :]))


def _should_hold_problems(structure: Structure, section: Section) -> bool:
    """Whether a heading promises problems: where none was told apart, what stands below it is still about each."""
    if section.heading is None:
        return False
    heading = structure.units[section.heading].text
    named = len(heading) <= _LONGEST_HEADING and _NAMES_PROBLEMS.search(heading) is not None
    return named and ORGANISATION.search(heading) is None


def _lead_end(structure: Structure, section: Section) -> int:
    """The line on which the first numbered item of a section stands, or its first 一是."""
    for unit in structure.units[section.start + 1 : section.end]:
        if unit.marker is not None or unit.text.find("一是", unit.start, unit.end) >= 0:
            return unit.line
    return _line(structure, section.end)


def _line(structure: Structure, unit: int) -> int:
    return structure.units[unit].line if unit < len(structure.units) else len(structure.lines)


def _ranges(structure: Structure, sections: Sequence[Section]) -> list[tuple[int, int]]:
    return [(structure.units[s.start].line, structure.units[s.end - 1].line + 1) for s in sections if s.start < s.end]


def _joined(totals: Sequence[ParsedTotal], more: Sequence[ParsedTotal]) -> tuple[ParsedTotal, ...]:
    """`totals`, and of `more` what they do not tell."""
    known = {total.key for total in totals}
    added = (total for total in more if total.key not in known)
    return tuple(sorted((*totals, *added), key=lambda total: (total.span.start, total.key)))


def _with_later(
    totals: Sequence[ParsedTotal], original: str, lines: Sequence[Line], sections: Sequence[tuple[int, int]]
) -> tuple[ParsedTotal, ...]:
    """`totals`, and what the `sections` (ranges of lines) after the problems state that was not stated before them.

    There the same words are often plans, or speak of the problems in general: a sentence counts only where it says
    since when or of what inspection (截至…, 巡视移交的…), or in a section about what came of it (三、移交线索办理情况).
    """
    for start, stop in sections:
        heading = lines[start].text if len(lines[start].text) <= _LONGEST_HEADING else ""
        own = None if _ABOUT_RESULTS.search(heading) else _SAYS_OF_WHAT
        totals = _joined(totals, read_totals(original, lines, start, stop, own=own))
    return tuple(totals)
