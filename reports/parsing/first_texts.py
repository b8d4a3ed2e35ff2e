"""Paragraphs directly below a numbered problem that are its text, though their words or a field behind them would speak
for a problem without a number.

(2)关于特色不明显的问题 ⏎ 换届党支部18个,整顿软弱涣散党组织6个。完成情况:已完成
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from reports.parsing.units import Unit

_FAILS = 1  # voice: 整顿软弱涣散党组织 names a failing, 组织软弱涣散 states one
_MOST = 0.5


def first_texts(units: Sequence[Unit], section: Sequence[int]) -> frozenset[int]:
    """The unnumbered units of one section that stand directly below a numbered line, and state no failing; where
    most lines of that style that hold one have steps, a label, or what reports a step below.

    Near-miss, problems without a number: (一)党的领导弱化 ⏎ 会议记录有缺页 ⏎ 整改情况:…
    """
    plain: dict[str, list[int]] = defaultdict(list)
    others: dict[str, int] = defaultdict(int)
    kept = [p for p in section if not units[p].duplicate]
    for place, (above, position) in enumerate(pairwise(kept)):
        heading, unit = units[above], units[position]
        if heading.marker is None or heading.is_step or heading.label is not None:
            continue
        following = units[kept[place + 2]] if place + 2 < len(kept) else None
        if _may_be_text(unit, following):
            plain[heading.key].append(position)
        elif unit.is_step or unit.opens_rectification:
            others[heading.key] += 1
        elif unit.marker is None:
            others[heading.key] -= 1
    return frozenset(
        p
        for key, row in plain.items()
        if others[key] + sum(units[q].voice < 0 for q in row) > _MOST * len(row)
        for p in row
    )


def _may_be_text(unit: Unit, following: Unit | None) -> bool:
    """Near-misses: 会议记录有缺页 ⏎ 整改情况:…, 关于台账不全的问题"""
    if unit.marker is not None or unit.label is not None or unit.wrapper is not None or unit.is_sector():
        return False
    above_label = following is not None and following.start == 0 and following.opens_rectification
    return unit.voice < _FAILS and unit.is_closed() and not above_label
