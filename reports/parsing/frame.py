"""The frame of a report: where it opens, its top sections, and where problems can stand.

Numbering alone does not tell: organisation, problems and plans are all numbered 一、(一)1. A section is what stands in
it (labels, wrappers, 问题n); the words of its heading decide only where that does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from reports.parsing.areas import areas, names_area
from reports.parsing.frame_words import (
    CLOSING,
    ORGANISATION,
    PART,
    PART_STATUS,
    PROBLEMS,
    announces,
    heads_feedback,
    is_tail_line,
    names_contact,
    opens_report,
    tells_visit,
)
from reports.parsing.groups import group_above
from reports.parsing.plans import plans_within
from reports.parsing.problem_rows import SPEAKS, down_to_failings, rows_over_steps
from reports.parsing.statements import statement_of
from reports.parsing.units import Unit
from reports.parsing.unnumbered import failing_signs, failing_titles
from reports.parsing.voice import ends_failing

SectionKind = Literal["organisation", "problems", "closing", "section"]

_SEARCHED_FOR_OPENING = 80
_HEADING_LENGTH = 120
_SECTION_LENGTH = 40
_FEWEST_TARGETS = 2
_FEWEST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Section:
    """Units `[start, end)`; `heading` is the position of its heading unit, which stands at `start`, or None.

    `part` says that the heading tells a part (已完成整改事项) and so belongs to the paths of its problems, `by_area`
    that its problems are named by their field of work only (`areas`).
    """

    kind: SectionKind
    start: int
    end: int
    heading: int | None = None
    part: bool = False
    by_area: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Unit positions: the opening is `[opening, body)`; sections tile `[body, tail)`; contact and footer follow."""

    opening: int
    body: int
    tail: int
    sections: tuple[Section, ...]


def build_frame(units: Sequence[Unit]) -> Frame:
    """The frame of the document that `units` make."""
    opening, body = _find_opening(units)
    heads = _top_headings(units, body)
    tail = _find_tail(units, body)
    heads = [h for h in heads if h < tail]
    _see_groups([units[h] for h in heads])
    bounds = sorted({body, *heads, tail})
    pieces = [(a, b) for a, b in pairwise(bounds) if a < b]
    sections = _classify(units, pieces, set(heads))
    return Frame(opening, body, tail, tuple(_settle(units, sections)))


def is_signal(unit: Unit) -> bool:
    """Whether the unit shows by itself that problems are being listed: a label, 问题n, 关于“…”的问题."""
    if unit.in_table:
        return True
    if unit.duplicate or (unit.is_step and not _names_behind_sign(unit)):
        return False
    if unit.opens_rectification or unit.issue is not None or unit.states_problem:
        return True
    wrapper = unit.wrapper
    if wrapper is None or wrapper.kind == "rectified":  # a second part may be headed so, group by group
        return False
    if wrapper.kind == "cure":  # organisation and plans solve problems too
        return wrapper.quoted and unit.marker is not None
    return wrapper.kind != "target" or unit.marker is not None or wrapper.quoted


def _names_behind_sign(unit: Unit) -> bool:
    """●关于占用林地的问题。 Near-miss: ●针对占用林地的问题,拆除厂房。"""
    return unit.style in ("bullet", "dash") and unit.wrapper is not None and unit.wrapper.kind == "about"


def _find_opening(units: Sequence[Unit]) -> tuple[int, int]:
    """(first unit of the opening, first unit after it); equal where no opening is found."""
    limit = min(len(units), _SEARCHED_FOR_OPENING)
    for test in (opens_report, tells_visit):
        for i in range(limit):
            if units[i].marker is None and test(units[i].text):
                end = i + 1
                if not announces(units[i].text):
                    for k in range(i + 1, min(i + 6, len(units))):
                        if units[k].marker is not None or is_signal(units[k]):
                            break
                        if announces(units[k].text):
                            end = k + 1
                            break
                return i, end
            if units[i].style in ("cn_dun", "part") and i > 3:
                break
    first = next((i for i, unit in enumerate(units) if unit.marker is not None or is_signal(unit)), 0)
    return first, first


def _top_headings(units: Sequence[Unit], body: int) -> list[int]:
    """Positions of the headings that part the text at the top: 第一部分 where there are parts, else 一、"""
    found = [
        i
        for i in range(body, len(units))
        if units[i].style in ("cn_dun", "part")
        and units[i].start == 0
        and not (units[i].duplicate or units[i].in_table)
    ]
    if not found:
        return _other_top_headings(units, body)
    parts = [i for i in found if units[i].style == "part"]
    if len(parts) < 2:
        return found if not parts else [i for i in found if units[i].style == "cn_dun"]
    before = [i for i in found if i < parts[0]]
    inside = [i for i in found if i > parts[0] and units[i].style == "cn_dun"]
    return before + parts + (inside if _goes_on(units, before, inside) and inside[0] > parts[-1] else [])


def _goes_on(units: Sequence[Unit], before: Sequence[int], after: Sequence[int]) -> bool:
    """二、整改进展情况 ⏎ 第一部分 … 第二部分 … ⏎ 三、下一步打算: the count above the parts goes on below them."""
    return bool(before and after) and units[after[0]].number == (len(before) + 1,) == (units[before[-1]].number[0] + 1,)


def _other_top_headings(units: Sequence[Unit], body: int) -> list[int]:
    """Where there is no 一、: short lines of another style, counting 1, 2, 3, worded as sections (1 整改组织情况)."""
    rows: dict[str, list[int]] = {}
    for i in range(body, len(units)):
        unit = units[i]
        if unit.marker is None or unit.is_step or unit.in_table or unit.is_closed() or unit.size > _SECTION_LENGTH:
            continue
        row = rows.setdefault(unit.style, [])
        if unit.number == (len(row) + 1,) and not is_signal(unit) and _is_section_title(unit.words()):
            row.append(i)
    for row in rows.values():
        titles = [units[i].words() for i in row]
        if len(row) >= 2 and any(CLOSING.search(t) or ORGANISATION.search(t) for t in (titles[0], titles[-1])):
            return row
    return []


def _see_groups(heads: Sequence[Unit]) -> None:
    """一、贯彻上级部署方面 二、落实整改责任方面 三、从严治党方面: what could be a section by its words groups problems
    like its neighbours, unless it opens or closes the row.
    """
    sectors = [head for head in heads if head.is_sector()]
    plain = [head for head in sectors if not (ORGANISATION.search(head.words()) or CLOSING.search(head.words()))]
    if len(plain) < _FEWEST_GROUPS:
        return
    for head in sectors:
        opens = head is heads[0] and ORGANISATION.search(head.words()) is not None
        closes = head is heads[-1] and CLOSING.search(head.words()) is not None
        head.among_groups = not (opens or closes)


def _is_section_title(words: str) -> bool:
    return any(pattern.search(words) for pattern in (ORGANISATION, PROBLEMS, CLOSING, PART))


def _find_tail(units: Sequence[Unit], body: int) -> int:
    """Where contact, signature and footer begin: the first such line after the last heading-like unit."""
    last = next((i for i in range(len(units) - 1, body - 1, -1) if _is_anchor(units[i])), body - 1)
    for i in range(last + 1, len(units)):
        if is_tail_line(units[i]):
            return i
    return len(units)


def _is_anchor(unit: Unit) -> bool:
    if unit.duplicate or names_contact(unit):
        return False
    counts = unit.marker is not None and unit.style not in ("dash", "bullet")
    return counts or unit.opens_rectification or is_signal(unit)


def _classify(units: Sequence[Unit], pieces: Sequence[tuple[int, int]], heads: set[int]) -> list[Section]:
    """A kind for every piece, from the signals in it and in the others, then from its heading's words."""
    # A table's cells count for less than lines that speak for themselves.
    signals = [
        sum(0.1 if u.in_table else 1.0 for u in units[a + (a in heads) : b] if is_signal(u))
        + (_unquoted_targets(units, a, b) if a in heads else 0)
        for a, b in pieces
    ]
    items = [a in heads and _is_item(units, a, b) for a, b in pieces]
    most = max(signals, default=0)
    some = most > 0 or any(items)
    sections: list[Section] = []
    for (start, end), count, item in zip(pieces, signals, items, strict=True):
        heading = start if start in heads else None
        words = units[start].words() if heading is not None else ""
        kind: SectionKind = "section"
        if (
            item
            or (count and count >= 0.1 * most)
            or (heading is not None and _lists_failings(units, start + 1, end, words, alone=not some))
            or (not heads and _lists_failings(units, start, end, words, alone=not some))
        ):
            kind = "problems"
        part = kind == "problems" and heading is not None and not item and PART.search(words) is not None
        sections.append(Section(kind, start, end, heading, part))
    if any(section.kind == "problems" for section in sections):
        return sections
    if any(_lists_areas(units, section) for section in sections):
        return [replace(s, kind="problems", by_area=True) if _lists_areas(units, s) else s for s in sections]
    return _with_areas_at_the_top(units, sections)


def _with_areas_at_the_top(units: Sequence[Unit], sections: list[Section]) -> list[Section]:
    """一、在推进产业项目方面。一是… 二、在落实主体责任方面。一是…: the top headings are the problems themselves."""
    items = [s for s in sections if s.heading is not None and names_area(units[s.heading])]
    if not areas(units, [s.start for s in items]):
        return sections
    for item in items:
        units[item.start].among_groups = True
    return [replace(s, kind="problems", by_area=True) if s in items else s for s in sections]


def _lists_areas(units: Sequence[Unit], section: Section) -> bool:
    """Where nothing else shows a problem: whether a heading announces them, and fields of work are listed below it."""
    if section.heading is None:
        return False
    words = units[section.heading].words()
    named = PROBLEMS.search(words) and not (ORGANISATION.search(words) or CLOSING.search(words))
    return named is not None and bool(areas(units, range(section.start + 1, section.end)))


def _unquoted_targets(units: Sequence[Unit], start: int, end: int) -> int:
    """How many paragraphs 针对台账不全的问题,… stand below a heading that announces problems; one alone is a step."""
    words = units[start].words()
    if not PROBLEMS.search(words) or CLOSING.search(words):
        return 0
    found = sum(
        u.marker is None and u.wrapper is not None and u.wrapper.kind == "target" and not is_signal(u)
        for u in units[start + 1 : end]
    )
    return found if found >= _FEWEST_TARGETS else 0


def _is_item(units: Sequence[Unit], start: int, end: int) -> bool:
    """Whether a top heading is itself a problem or a group: 一、关于“…”问题的整改情况, 一、在…方面, 一、学习不深入."""
    return is_item_heading(units[start]) and end - start > 0


def is_item_heading(unit: Unit) -> bool:
    """Whether a top heading is worded as a problem or a group, not as a section of the report."""
    if unit.style == "part":
        return False
    if unit.issue is not None or unit.states_problem or unit.wrapper is not None or unit.among_groups:
        return True
    words = unit.words()
    if unit.is_sector() and (words[0] == "在" or not (ORGANISATION.search(words) or CLOSING.search(words))):
        return True
    if any(pattern.search(words) for pattern in (PART, CLOSING, PROBLEMS, ORGANISATION)) and not ends_failing(words):
        return False
    return unit.voice > 0.3 and unit.size <= _HEADING_LENGTH


def _lists_failings(units: Sequence[Unit], start: int, end: int, words: str, *, alone: bool) -> bool:
    """Whether numbered lines state failings; unless `alone`, without signals elsewhere, the `words` of the heading must
    say so too.
    """
    marked = [u for u in units[start:end] if u.marker is not None and not u.is_step and not u.duplicate]
    if CLOSING.search(words) and not (PROBLEMS.search(words) or PART.search(words)):
        return False
    named = PROBLEMS.search(words) is not None or PART.search(words) is not None
    if named and (failing_titles(units, range(start, end)) or failing_signs(units, range(start, end))):
        return True
    if _counts_by_state(words) and any(statement_of(u).rest is not None for u in marked):
        return True
    if named and heads_feedback(words) and rows_over_steps(units[start:end]):
        return True
    marked = down_to_failings(marked)
    failing = sum(u.voice > SPEAKS for u in marked)
    if failing == 0:
        return False
    if alone:
        return (failing >= 2 and (named or failing >= 0.3 * len(marked))) or (named and failing >= 0.3 * len(marked))
    return named and failing >= 0.3 * len(marked)


def _counts_by_state(words: str) -> bool:
    """取得阶段性成效的问题: what is listed below are problems, whatever their words. Near-miss: 持续推进事项"""
    return words.rstrip("。").endswith("问题") and PART_STATUS.match(words) is not None


def _settle(units: Sequence[Unit], sections: list[Section]) -> list[Section]:
    """Organisation before the problems, plans after; a problem section is cut where one of these runs into it."""
    places = [i for i, s in enumerate(sections) if s.kind == "problems"]
    if not places:
        return [Section("organisation", s.start, s.end, s.heading) for s in sections]
    result: list[Section] = []
    for i, section in enumerate(sections):
        if section.kind != "problems":
            kind: SectionKind = "organisation" if i < places[0] else "closing" if i > places[-1] else "section"
            result.append(Section(kind, section.start, section.end, section.heading))
            continue
        start, end = section.start, section.end
        head = section.heading
        item = head is not None and _is_item(units, head, end)
        if not item and (head is None or ORGANISATION.search(units[head].words())):
            begin = _first_problem_unit(units, start + (head is not None), end)
            if begin > start + (head is not None):
                result.append(Section("organisation", start, begin, head))
                start, head = begin, None
        cut = end
        if i == places[-1]:
            problems = range(sections[places[0]].start, end)
            last = _last_problem_unit(units, start, end)
            cut = plans_within(units, problems, start, last, titled=_has_title(units, sections[i + 1 :]))
        result.append(replace(section, start=start, end=cut, heading=head))
        if cut < end:
            result.append(Section("closing", cut, end))
    return result


def _first_problem_unit(units: Sequence[Unit], start: int, end: int) -> int:
    """The first signal, or the first of the headings that stand directly above it."""
    first = next((i for i in range(start, end) if is_signal(units[i]) or _states_failing(units[i])), start)
    # 1.账目混乱。 ⏎ 完成情况:已完成 ⏎ 整改情况:…: a field between the heading and its label
    if first - 1 > start and units[first - 1].is_field and _may_head(units[first - 2], units[first]):
        first -= 2
    while first > start and _may_head(units[first - 1], units[first]):
        first -= 1
    return group_above(units, start, first, end)


def _may_head(unit: Unit, below: Unit) -> bool:
    if (unit.is_step and unit.style != "bullet") or unit.duplicate or unit.size > _HEADING_LENGTH:
        return False
    if unit.marker is None:
        return unit.is_sector() or (below.opens_rectification and unit.voice > 1)
    if below.opens_rectification and below.start == 0 and unit.sentences() == 1:
        return True  # 1.整改责任压得不实。 ⏎ 整改情况:…, whatever its words
    return unit.is_sector() or unit.voice > 0 or not unit.is_closed()


def _has_title(units: Sequence[Unit], sections: Sequence[Section]) -> bool:
    """Whether one of the `sections` is headed 下一步打算."""
    return any(s.heading is not None and CLOSING.search(units[s.heading].words()) for s in sections)


def _last_problem_unit(units: Sequence[Unit], start: int, end: int) -> int:
    return next((i for i in range(end - 1, start - 1, -1) if is_signal(units[i]) or _states_failing(units[i])), start)


def _states_failing(unit: Unit) -> bool:
    return unit.marker is not None and not unit.is_step and unit.voice > 1 and not unit.duplicate
