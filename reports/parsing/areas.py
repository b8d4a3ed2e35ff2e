"""Problems that are named by their field of work only, in a report that shows none in any other way.

二、巡视反馈问题整改落实情况 ⏎ 1.在推进产业项目方面。一是… ⏎ 2.在落实主体责任方面。一是…
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from reports.parsing.frame_words import ORGANISATION
from reports.parsing.statements import Statement, TextRange, statement_of
from reports.parsing.units import Unit

# 在推进产业项目方面。 关于干部管理方面的问题: 针对党建方面问题, near-miss: 在推进产业项目方面出台办法3项。
_AREA = re.compile(
    r"([^,。;:]{2,60}?方面(?:存在)?的?(?:突出|主要|有关|反馈)?(?:问题)?(?:的?整改)?(?:落实|进展)?(?:情况)?)([。:,]|$)"
)
_LONGEST_TITLE = 60
_FEWEST = 2
_SIGNS = ("bullet", "dash")


def names_area(unit: Unit) -> bool:
    """Whether the unit begins with the name of a field of work."""
    return _AREA.match(unit.text, unit.content, unit.end) is not None


def areas(units: Sequence[Unit], positions: Sequence[int]) -> frozenset[int]:
    """The lines, among the units at `positions` of sections that show problems in no other way, that name a field of
    work, or whose steps begin behind a short title: where two of a style count on, or two without numbers have steps,
    or behind one sign, and do not tell of steps themselves.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for position, below in zip(positions, [*positions[1:], None], strict=False):
        unit = units[position]
        if unit.duplicate or (unit.is_step and unit.style not in _SIGNS) or unit.label is not None:
            continue
        following = units[below] if below is not None else None
        if names_area(unit) or (unit.marker is not None and _heads_steps(unit, following)):
            rows[unit.key].append(position)
    return frozenset(p for key, row in rows.items() if _is_list(units, key, row) for p in row)


def _is_list(units: Sequence[Unit], key: str, row: Sequence[int]) -> bool:
    if len(row) < _FEWEST:
        return False
    if units[row[0]].style in _SIGNS:
        # ★会议记录由他人代签。一是… near-miss: ★健全服务网络。一是…
        return sum(units[p].voice for p in row) >= 0
    if not key:
        return all(units[p].holds_steps() for p in row)
    return units[row[0]].number == (1,) and units[row[1]].number == (2,)


def _heads_steps(unit: Unit, following: Unit | None) -> bool:
    """关于干部管理。一是轮岗12人。二是…, 会议记录由他人代签。 ⏎ 一是…

    Near-misses: 提高政治站位。一是召开会议3次。二是… (of the organisation), 完善制度。 ⏎ 一是修订办法3项。
    """
    words, rest, _status = statement_of(unit)
    if words is None or words.end - words.start > _LONGEST_TITLE:
        return False
    if rest is None and (following is None or following.style != "shi" or unit.voice < 0 or unit.sentences() > 1):
        return False
    return ORGANISATION.search(unit.text, words.start, words.end) is None


def cut_behind_area(unit: Unit) -> None:
    """The field of work is the statement, and what stands behind it on the line is its text: 在产业方面。开工12个。"""
    match = _AREA.match(unit.text, unit.content, unit.end)
    if match is None or unit.wrapper is not None:
        return
    kept = match.end() if match.group(2) == "。" else match.end(1)
    rest = TextRange(unit.line, match.end(), unit.end) if match.end() < unit.end else None
    unit.statement = Statement(TextRange(unit.line, match.start(), kept), rest, None)
