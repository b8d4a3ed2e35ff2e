"""Rows of numbered lines that show a section to list problems, where none of them shows it by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from reports.parsing.depths import custom_rank
from reports.parsing.units import Unit

SPEAKS = 0.5  # voice from which on a line states a failing
_FEWEST = 2


def down_to_failings(marked: Sequence[Unit]) -> list[Unit]:
    """The numbered lines without those that stand deeper than the outermost style in which failings are stated.

    1.集聚度不高 ⏎ (1)印发规划1项。 ⏎ (2)签约15个。: the steps say nothing of the section.
    """
    depth = min((custom_rank(unit.key) for unit in marked if unit.voice > SPEAKS), default=None)
    return [] if depth is None else [unit for unit in marked if custom_rank(unit.key) <= depth]


def rows_over_steps(units: Sequence[Unit]) -> bool:
    """Whether two lines or more that count 1, 2, 3 each stand above a (1) that reports a step, and report none.

    1.入学难。 ⏎ (1)新建学校2所。 ⏎ (2)招聘教师7名。 ⏎ 2.重签约轻落地。 ⏎ (1)…
    Near-miss: 1.开展培训。 ⏎ (1)新建学校2所。
    """
    rows: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    acting: set[str] = set()
    kept = [unit for unit in units if not unit.duplicate]
    for unit, below in pairwise(kept):
        if unit.marker is None or unit.is_step or unit.label is not None or unit.is_sector():
            continue
        if unit.voice < 0 and custom_rank(unit.key) <= custom_rank(below.key):
            acting.add(unit.key)
        elif _stands_over_step(unit, below):
            rows[unit.key].append(unit.number)
    return any(len(row) >= _FEWEST and row[:_FEWEST] == [(1,), (2,)] and key not in acting for key, row in rows.items())


def _stands_over_step(unit: Unit, below: Unit) -> bool:
    deeper = below.marker is not None and custom_rank(below.key) > custom_rank(unit.key)
    return deeper and below.number == (1,) and below.voice < 0 and unit.sentences() == 1
