"""Rows of numbered steps that the lines around them prove to be steps.

A label or a field after the last of them speaks for the problem above the row, and not for that last step:

    1.台账不全。 ⏎ 整改措施: ⏎ (1)清理旧账。 ⏎ (2)建立新账。 ⏎ 整改成效:…
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from reports.parsing.markers import marker_at
from reports.parsing.units import Unit

_SAYS_STEP = -0.5  # mean voice of a row that reports what was done
_SAYS_NOTHING = 0.5
_BRIEF = 150
_NEAR = 60  # units within which the next of the count is looked for
_AFTER_SENTENCE = re.compile(r"[。;][ \t]{0,3}(?=[(\d一二])")
_MOST_SENTENCES = 40


def step_rows(units: Sequence[Unit], positions: Sequence[int]) -> frozenset[int]:
    """The units at `positions` (one section) that are steps: rows 1, 2, 3… of one style, without a gap but for
    unnumbered paragraphs, below a label that has no other text, or between a problem and a label or field; and rows
    that stand in one paragraph.
    """
    found: set[int] = set()
    for first, after in _rows(units, positions):
        row = [p for p in positions[first:after] if units[p].marker is not None]
        above = units[positions[first - 1]] if first else None
        below = units[positions[after]] if after < len(positions) else None
        if (
            above is not None
            and below is not None
            and row[-1] == positions[after - 1]
            and _begins_a_cycle(above, below)
        ):
            row.pop()
        if above is None or not row or not _are_steps([units[p] for p in row], above, below):
            continue
        if above.opens_rectification or not _goes_on(units, row[-1], positions, after):
            found.update(row)
    return frozenset(found)


def _begins_a_cycle(above: Unit, below: Unit) -> bool:
    """整改情况:1.公开账目。 ⏎ 2.会议记录不完整。 ⏎ 整改情况:… where a label comes again, a problem stands above it."""
    if above.label is None or below.label is None:
        return False
    return above.opens_rectification and above.label.word == below.label.word


def _goes_on(units: Sequence[Unit], last: int, positions: Sequence[int], after: int) -> bool:
    """Whether the count goes on below the label, at `after`: then every member has a text of its own: a problem."""
    key, number = units[last].key, units[last].number[0]
    for place in range(after, min(after + _NEAR, len(positions))):
        if units[positions[place]].key == key:
            return units[positions[place]].number[:1] == (number + 1,)
    return False


def _rows(units: Sequence[Unit], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(place of the first member, place after the last one and its paragraphs) of every row, in `positions`."""
    place = 0
    while place < len(positions):
        unit = units[positions[place]]
        if not _begins(unit, units[positions[place - 1]] if place else None):
            place += 1
            continue
        first, number = place, unit.number[0]
        place += 1
        while place < len(positions):
            following = units[positions[place]]
            if following.label is not None or following.wrapper is not None or following.issue is not None:
                break
            if following.key == unit.key and following.number == (number + 1,):
                number += 1
            elif following.marker is not None:
                break
            place += 1
        yield first, place


def _begins(unit: Unit, above: Unit | None) -> bool:
    """(1), or the (2) below a label whose own line has the (1)."""
    if unit.marker is None or unit.is_step or len(unit.number) != 1 or unit.label is not None:
        return False
    if unit.number == (1,):
        return True
    if above is None or not above.opens_rectification:
        return False
    inside = marker_at(above.text, above.body)
    return inside is not None and inside.style == unit.style and (inside.number[:1] + unit.number) == (1, 2)


def _are_steps(row: Sequence[Unit], above: Unit, below: Unit | None) -> bool:
    if any(unit.wrapper is not None or unit.issue is not None or unit.is_sector() for unit in row):
        return False
    if len(row) == 1 and _counts_on_inside(row[0]):
        return row[0].voice <= _SAYS_NOTHING
    voice = sum(unit.voice for unit in row) / len(row)
    if above.opens_rectification:
        return voice <= _SAYS_NOTHING if above.body < above.end else voice < _SAYS_NOTHING and row[0].voice <= 0
    ends_at_label = below is not None and (below.opens_rectification or (below.is_field and below.start == 0))
    return ends_at_label and voice <= _SAYS_STEP and states_problem(above, row[0])


def _counts_on_inside(unit: Unit) -> bool:
    """1.修订办法3项。2.清理台账126条。 in one paragraph. Near-miss: 1.修订办法3项,追回2.5万元。"""
    for match in islice(_AFTER_SENTENCE.finditer(unit.text, unit.content, unit.end), _MOST_SENTENCES):
        marker = marker_at(unit.text, match.end())
        if marker is not None and marker.style == unit.style and marker.number == (2,):
            return True
    return False


def states_problem(unit: Unit, step: Unit) -> bool:
    """Whether the line above a `step` states a problem: 台账不全。 关于台账不全的问题, 河道巡查有空档。

    Near-miss: 落实主体责任方面, which groups.
    """
    if unit.key == step.key or unit.is_step or unit.size > _BRIEF or unit.is_field:
        return False
    if unit.wrapper is not None or unit.issue is not None or unit.states_problem:
        return True
    return not unit.is_sector() and (unit.voice > 0 or (unit.voice == 0 and unit.is_closed()))
