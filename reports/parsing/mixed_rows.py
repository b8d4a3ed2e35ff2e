"""Rows of steps of which some begin with what they are about, as problems do.

2.关于岸线保护不力的问题 ⏎ (1)修订办法2项。 ⏎ (2)针对码头整治不彻底问题,拆除码头5座。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from reports.parsing.step_rows import states_problem
from reports.parsing.units import Unit

_FEWEST = 2
_MOST_PLAIN = 0.5
_SAYS_STEP = -0.5  # mean voice
_FAILS = 1  # voice: 对低效项目调减预算 names a failing, 项目进展不快 states one


def mixed_rows(units: Sequence[Unit], sections: Sequence[Sequence[int]]) -> frozenset[int]:
    """The units of rows (1)(2)(3) directly below a line that states a problem, of which some are wrapped, with their
    step on the line, and the others report steps without a wrapper: no row is half problems, half steps.

    Only where most members of such rows have no wrapper. Near-misses: (1)针对账目不清问题,核对账目。
    ⏎ (2)针对码头整治不彻底问题,拆除码头5座。 (all alike), (1)研究不多 ⏎ (2)关于码头整治不彻底的问题 (none a step)
    """
    rows: dict[str, list[Sequence[int]]] = defaultdict(list)
    for section in sections:
        for row in _rows(units, section):
            rows[units[row[0]].key].append(row)
    return frozenset(
        p
        for alike in rows.values()
        if _are_mostly_steps([units[p] for row in alike for p in row])
        for row in alike
        if _is_mixed([units[q] for q in row])
        for p in row
    )


def _are_mostly_steps(members: Sequence[Unit]) -> bool:
    """Of all members of such rows: most have no wrapper, and these report steps."""
    plain = [unit for unit in members if unit.wrapper is None]
    return len(plain) > _MOST_PLAIN * len(members) and sum(u.voice for u in plain) <= _SAYS_STEP * len(plain)


def _is_mixed(row: Sequence[Unit]) -> bool:
    wrapped = [unit for unit in row if unit.wrapper is not None]
    plain = [unit for unit in row if unit.wrapper is None]
    on_line = all(unit.wrapper is not None and unit.wrapper.after < unit.end - 1 for unit in wrapped)
    return bool(wrapped and plain) and on_line and all(unit.voice < _FAILS for unit in plain)


def _rows(units: Sequence[Unit], section: Sequence[int]) -> Iterator[Sequence[int]]:
    """Lines that count 1, 2, 3 with nothing between them, directly below a line that states a problem, up to a line
    with a number of another style.
    """
    place = 1
    while place < len(section):
        first, unit = place, units[section[place]]
        place += 1
        if unit.number != (1,) or not _is_member(unit) or not states_problem(units[section[first - 1]], unit):
            continue
        while place < len(section) and _goes_on(units[section[place]], unit, place - first + 1):
            place += 1
        ends = place == len(section) or units[section[place]].marker is not None or units[section[place]].is_field
        if ends and place - first >= _FEWEST and not (place < len(section) and units[section[place]].is_step):
            yield section[first:place]


def _goes_on(unit: Unit, first: Unit, number: int) -> bool:
    return unit.key == first.key and unit.number == (number,) and _is_member(unit)


def _is_member(unit: Unit) -> bool:
    return not unit.is_step and unit.label is None and unit.issue is None
