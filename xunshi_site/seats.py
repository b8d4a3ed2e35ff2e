"""How many connections each process of the server holds, seen by all of them.

A browser, and a proxy even more, keeps a connection open and asks again and again over it; so chance decides, when
connections are opened, how many of them one process has to answer for as long as they last. With twenty among two
processes one of them had fourteen, worked without rest, and the other half idle. A process that holds more than its
share says «close» with its next answers: who asks again then comes to whichever process takes a connection first.
"""

from __future__ import annotations

import mmap

_SEATS = 64
_SLACK = 1
"""Connections above the mean that are nobody's trouble."""


class Board:
    """A number for each process, in memory that all share. To be made before the processes are."""

    def __init__(self) -> None:
        self._numbers = memoryview(mmap.mmap(-1, 4 * _SEATS)).cast("i")

    def take(self) -> Seat | None:
        """A seat for a process that is about to be made; None when all are taken, and it goes without."""
        free = next((place for place in range(_SEATS) if not self._numbers[place]), None)
        if free is None:
            return None
        seat = Seat(self, free)
        seat.note(0)
        return seat

    def leave(self, seat: Seat) -> None:
        """The process has ended."""
        self._numbers[seat.place] = 0

    def note(self, place: int, connections: int) -> None:
        """Writes what a process holds; 0 on the board means that nobody sits there."""
        self._numbers[place] = connections + 1

    def counts(self) -> list[int]:
        """What each process holds."""
        return [number - 1 for number in self._numbers if number]


class Seat:
    """One process's place on the board."""

    def __init__(self, board: Board, place: int) -> None:
        self._board, self.place, self._held = board, place, 0

    def note(self, connections: int) -> None:
        """So many connections this process holds now."""
        self._held = connections
        self._board.note(self.place, connections)

    def is_crowded(self) -> bool:
        """Whether this process holds more than its share."""
        counts = self._board.counts()
        return self._held > sum(counts) / len(counts) + _SLACK
