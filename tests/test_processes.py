"""Processes that work for long: what they hold meanwhile."""

from __future__ import annotations

import weakref
from collections import deque

from reports.processes import collected_rarely


class Row:
    """As rows of the database are: it knows its neighbour, which knows it."""

    def __init__(self) -> None:
        self.neighbour: Row | None = None

    def beside(self, other: Row) -> Row:
        self.neighbour, other.neighbour = other, self
        return self


def report_of_rows() -> list[Row]:
    return [Row().beside(Row()) for _ in range(200)]


def test_what_a_long_import_has_done_with_is_let_go_while_it_goes_on() -> None:
    alive: weakref.WeakSet[Row] = weakref.WeakSet()
    most = 0
    with collected_rarely():
        in_hand: deque[list[Row]] = deque(maxlen=24)
        for _ in range(3_000):
            in_hand.append(report_of_rows())
            alive.add(in_hand[-1][0])
            most = max(most, len(alive))
    assert 24 < most < 400
