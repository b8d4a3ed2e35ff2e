"""A real gunicorn of two processes: connections that came to one of them are shared out with the other."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests import served_site
from xunshi_site.seats import Board

CONNECTIONS = 12
CONFIG = """
from xunshi_site.gunicorn import *
workers, threads, keepalive = 2, 8, 30
"""
APPLICATION = """
import os

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
    return [b"%8d" % os.getpid()]
"""


@pytest.fixture
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served_site.gunicorn(tmp_path_factory.mktemp("gunicorn"), CONFIG, APPLICATION) as port:
        yield port


def asked(connection: http.client.HTTPConnection) -> int:
    """The process that answers; http.client opens the connection anew where the answer before said «close»."""
    connection.request("GET", "/")
    return int(connection.getresponse().read())


def both_processes(port: int) -> set[int]:
    found: set[int] = set()
    for _ in range(500):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        found.add(asked(connection))
        connection.close()
        if len(found) == 2:
            break
        time.sleep(0.01)
    return found


def test_connections_that_all_came_to_one_process_are_shared_out(port: int) -> None:
    first, other = sorted(both_processes(port))
    os.kill(other, signal.SIGSTOP)
    try:
        connections = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(CONNECTIONS)]
        assert {asked(each) for each in connections} == {first}
    finally:
        os.kill(other, signal.SIGCONT)
    held: Counter[int] = Counter()
    until = time.monotonic() + 20
    while time.monotonic() < until and not _shared(held):
        held = Counter(asked(each) for each in connections)
    assert _shared(held), held
    for each in connections:
        each.close()


def _shared(held: Counter[int]) -> bool:
    return len(held) == 2 and max(held.values()) - min(held.values()) <= 2


def test_a_process_is_crowded_when_it_holds_more_than_one_above_the_mean() -> None:
    board = Board()
    one, other = board.take(), board.take()
    assert one is not None
    assert other is not None
    for mine, theirs, crowded in (
        (0, 0, False),
        (2, 0, False),
        (3, 0, True),
        (11, 9, False),
        (12, 8, True),
        (8, 12, False),
    ):
        one.note(mine)
        other.note(theirs)
        assert one.is_crowded() is crowded, (mine, theirs)


def test_who_has_left_counts_no_more_and_its_seat_is_taken_again() -> None:
    board = Board()
    one, other = board.take(), board.take()
    assert one is not None
    assert other is not None
    one.note(12)
    assert one.is_crowded()
    board.leave(other)
    assert not one.is_crowded()
    again = board.take()
    assert again is not None
    assert again.place == other.place
    assert board.counts() == [12, 0]


def test_more_processes_than_seats_go_without() -> None:
    board = Board()
    assert [board.take() is None for _ in range(65)] == [False] * 64 + [True]
