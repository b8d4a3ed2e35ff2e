"""Problems without a number: lines that were bold, or behind dashes, above what was done about each.

防范化解债务风险不到位。
制定化债方案,压降债务2.6亿元。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from reports.parsing.units import Unit
from reports.parsing.voice import ends_failing

_LONGEST = 60
_SPEAKS, _MOST = 0.5, 0.75
_FEWEST = 3  # fewer lines that end in a failing may be prose


def failing_titles(units: Sequence[Unit], positions: Sequence[int]) -> frozenset[int]:
    """The unnumbered lines, among the units of one section at `positions`, that are its problems; none where any line
    has a label or a wrapper, which show the problems by themselves, or where fewer than three are found.
    """
    if any(_shows_problem(units[p]) for p in positions):
        return frozenset()
    titles = [
        p
        for p, following in pairwise(positions)
        if _is_title(units[p]) and not _is_title(units[following]) and units[following].voice <= 0
    ]
    return frozenset(titles) if len(titles) >= _FEWEST else frozenset()


def _shows_problem(unit: Unit) -> bool:
    return (
        unit.opens_rectification
        or unit.states_problem
        or unit.issue is not None
        or (unit.wrapper is not None and not unit.is_step)
    )


def _is_title(unit: Unit) -> bool:
    """防范化解债务风险不到位。 Near-miss: 经过整改,基础设施有所改善,但干部能力仍然不足。 (of several clauses)"""
    if unit.marker is not None or unit.label is not None or unit.duplicate or not 4 <= unit.size <= _LONGEST:
        return False
    words = unit.words().rstrip("。")
    return words.count(",") <= 1 and "。" not in words and unit.voice > 0 and (unit.voice > 1 or ends_failing(words))


def failing_signs(units: Sequence[Unit], positions: Sequence[int]) -> frozenset[int]:
    """The units behind dashes or bullets, at `positions`, of a sign behind which three quarters state a failing.

    ——责任意识不强。约谈9人。 Near-miss: ——强化责任意识。约谈9人。
    """
    behind: dict[str, list[int]] = defaultdict(list)
    for p in positions:
        if units[p].style in ("dash", "bullet") and not units[p].duplicate:
            behind[units[p].key].append(p)
    return frozenset(
        p
        for row in behind.values()
        if len(row) >= _FEWEST and sum(units[q].voice > _SPEAKS for q in row) >= _MOST * len(row)
        for p in row
    )
