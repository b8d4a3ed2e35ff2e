"""Groups that only their place shows: lines without a number, closed like sentences, or behind a sign of their own.

聚焦干部作风                        (二)聚焦干部作风。                      ◆聚焦干部作风
3.会议文件偏多。                    3.会议文件偏多。一是精简文件20件。      ●会议文件偏多
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.parsing.depths import custom_rank
from reports.parsing.statements import statement_of
from reports.parsing.units import Unit

_SHORTEST, _LONGEST = 4, 60
_LONGEST_MARKED = 60
_FEWEST = 2
_MOST_INTRODUCING = 3
_MOST = 0.6
_SIGNS = ("bullet", "dash")


class Groups(NamedTuple):
    """Unit positions: group lines without a number, rows of marked ones, and what introduces the problems below one."""

    titles: frozenset[int]
    marked: frozenset[int]
    introductions: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Above:
    """Place `group` stands above the problem `unit`, with `between` paragraphs between the two."""

    unit: Unit
    first: bool  # of its style in the section
    group: int
    between: int


def find_groups(units: Sequence[Unit], positions: Sequence[int], problems: frozenset[int]) -> Groups:
    """The groups among the units of one section at `positions`; `problems` are units that show to be such."""
    kept = [p for p in positions if not units[p].duplicate]
    found = list(_aboves(units, kept, problems))
    titles = _titles(units, kept, found, problems)
    marked = _marked(units, kept, found)
    introductions = {
        kept[each.group + 1 + i]
        for each in found
        for i in range(each.between)
        if kept[each.group] in titles or _may_hold(units[kept[each.group]], each.unit)
    }
    return Groups(titles, marked - titles, frozenset(introductions))


def _aboves(units: Sequence[Unit], kept: Sequence[int], problems: frozenset[int]) -> Iterator[_Above]:
    """What stands above each of the `problems` that begins or continues the count of its style, or has no number."""
    last: dict[str, tuple[int, ...]] = {}
    for place, position in enumerate(kept):
        unit = units[position]
        if position not in problems:
            continue
        before = last.get(unit.key)
        last[unit.key] = unit.number
        if unit.number and unit.number[-1:] != (1,) and not _is_next(before, unit.number):
            continue
        group = _above_paragraphs(units, kept, place)
        if group >= 0:
            yield _Above(unit, before is None, group, place - 1 - group)


def _above_paragraphs(units: Sequence[Unit], kept: Sequence[int], place: int) -> int:
    """The place of what stands above `place`, paragraphs that introduce it left out."""
    above = place - 1
    while above > max(0, place - 1 - _MOST_INTRODUCING) and _is_paragraph(units[kept[above]]):
        above -= 1
    return above


def group_above(units: Sequence[Unit], start: int, first: int, end: int) -> int:
    """Where a group stands above the `first` problem of the units `[start, end)`, as another like it stands above a
    later problem; else `first`. For sections that no heading opens: what stands above may be the organisation.
    """
    section = range(start, end)
    above = _above_paragraphs(units, section, first - start)
    if above < 0:
        return first
    group, key = units[section[above]], units[first].key
    if not (_is_title(group) or (_may_hold(group, units[first]) and group.number == (1,))):
        return first
    for place in range(first - start + 1, end - start):
        if units[section[place]].key != key:
            continue
        other = units[section[_above_paragraphs(units, section, place)]]
        if other.key == group.key and (other.number == (2,) if group.number else _is_title(other)):
            return section[above]
    return first


def _is_next(before: tuple[int, ...] | None, number: tuple[int, ...]) -> bool:
    return not before or (number[:-1] == before[:-1] and number[-1:] == (before[-1] + 1,))


def _is_paragraph(unit: Unit) -> bool:
    """局党委坚持从严从实,着力破解难题。 Near-misses: 聚焦干部作风, 聚焦干部作风方面。"""
    plain = unit.marker is None and unit.label is None and unit.wrapper is None
    return plain and unit.is_closed() and not unit.is_sector()


def _titles(
    units: Sequence[Unit], kept: Sequence[int], found: Sequence[_Above], problems: frozenset[int]
) -> frozenset[int]:
    """Short lines without a number: one above the first problem of the section, and another where the text before it
    has come to its end.

    一是精简文件20件。 ⏎ 聚焦干部作风 ⏎ 3.… Near-misses: 整改情况: ⏎ 精简各类文件 ⏎ 3.…, 精简文件 ⏎ 合并会议 ⏎ 3.…
    """
    rows: dict[tuple[str, str], list[_Above]] = defaultdict(list)
    for each in found:
        group = units[kept[each.group]]
        same = group.marker is not None and group.key == each.unit.key
        if _is_title(group) and not same and _is_free(units, kept, each, problems):
            rows[group.key, each.unit.key].append(each)
    return frozenset(
        kept[each.group]
        for row in rows.values()
        if row[0].first and len({units[kept[each.group]].words() for each in row}) >= _FEWEST
        for each in row
    )


def _is_title(unit: Unit) -> bool:
    """聚焦干部作风, 聚焦干部作风方面。 ◆党的领导弱化问题. Near-misses: 整改情况:, 具体做法:, 精简文件20件。"""
    if unit.label is not None or unit.wrapper is not None or unit.start > 0:
        return False
    if unit.marker is not None and unit.style not in _SIGNS:
        return False
    return _SHORTEST <= unit.size <= _LONGEST and (unit.is_sector() or not (unit.is_closed() or unit.leads_in()))


def _is_free(units: Sequence[Unit], kept: Sequence[int], each: _Above, problems: frozenset[int]) -> bool:
    """Whether nothing above still waits for a text: no label, no problem without one, no sentence that goes on."""
    if each.group == 0:
        return True
    above = units[kept[each.group - 1]]
    if above.label is not None and above.body >= above.end:
        return False
    if kept[each.group - 1] in problems and above.key == each.unit.key:
        return statement_of(above).rest is not None
    return (above.marker is not None and not above.is_step) or above.is_closed()


def _marked(units: Sequence[Unit], kept: Sequence[int], found: Sequence[_Above]) -> frozenset[int]:
    """The units of a style most of which stand directly above a problem of a deeper one, or of another sign."""
    totals = Counter(units[p].key for p in kept)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in found:
        group = units[kept[each.group]]
        if _may_hold(group, each.unit):
            rows[group.key, each.unit.key].append(kept[each.group])
    return frozenset(
        p for (key, _below), row in rows.items() if len(row) >= _FEWEST and len(row) >= _MOST * totals[key] for p in row
    )


def _may_hold(group: Unit, problem: Unit) -> bool:
    """(二)聚焦干部作风。 above 3.会议文件偏多。 Near-miss: (二)精简文件20件。合并会议6次。"""
    if group.marker is None or group.label is not None or group.key == problem.key:
        return False
    if group.size > _LONGEST_MARKED or group.sentences() > 1 or group.holds_steps():
        return False
    if group.style in _SIGNS:
        return problem.style in _SIGNS or problem.marker is None
    return not group.is_step and custom_rank(group.key) < custom_rank(problem.key)


def lone_problems(units: Sequence[Unit], section: Sequence[int], chosen: Sequence[int]) -> frozenset[int]:
    """Paragraphs without a number that are the only problem of their group, while the other headings of its style,
    among those `chosen` in the `section`, hold headings.

    (三)巡视整改方面 ⏎ 上轮反馈的问题尚未整改到位。一是清理61名。
    Near-miss: (三)组织生活不规范 ⏎ 有的支部没有计划。一是…
    """
    holds: dict[str, list[bool]] = defaultdict(list)
    lone: dict[str, list[int]] = defaultdict(list)
    places = {position: place for place, position in enumerate(section)}
    for heading, following in zip(chosen, [*chosen[1:], None], strict=False):
        unit, place = units[heading], places[heading]
        if unit.marker is None:
            continue
        deeper = following is not None and custom_rank(units[following].key) > custom_rank(unit.key)
        if deeper or not _is_lone(unit, [units[p] for p in section[place + 1 : place + 3]]):
            holds[unit.key].append(deeper)
        else:
            lone[unit.key].append(section[place + 1])
    return frozenset(p for key, row in lone.items() if any(holds[key]) and all(holds[key]) for p in row)


def _is_lone(heading: Unit, below: Sequence[Unit]) -> bool:
    """A field of work above a failing, whose steps follow on the line or below it."""
    if not below or heading.voice > 0 or heading.size > _LONGEST_MARKED or heading.wrapper is not None:
        return False
    unit = below[0]
    if unit.marker is not None or unit.label is not None or unit.wrapper is not None or unit.voice <= 0:
        return False
    words, rest, _status = statement_of(unit)
    if words is None or unit.text.count("。", words.start, words.end - 1) > 0:
        return False
    return rest is not None or (len(below) > 1 and below[1].starts_steps())
