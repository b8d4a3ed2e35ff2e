"""On SQLite: a request's reading ends in time, and a command's Ctrl-C is heard whatever the database does meanwhile."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from types import FrameType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from xunshi_site.bounds import BoundedConnection, Bounds, deadline

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT max(i) FROM n"
SOON = 0.02


@pytest.fixture
def connection() -> Iterator[BoundedConnection]:
    made = sqlite3.connect(":memory:", factory=BoundedConnection)
    yield made
    made.close()


@pytest.fixture
def interrupted_soon() -> Iterator[None]:
    """What Ctrl-C does, a moment after the test has begun."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, SOON)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_command_interrupted_in_a_long_statement_hears_of_it(
    connection: BoundedConnection, interrupted_soon: None
) -> None:
    with pytest.raises(KeyboardInterrupt):
        connection.cursor().execute(LONG)


def test_a_connection_is_bounded_while_there_is_a_deadline_and_no_longer(connection: BoundedConnection) -> None:
    for _ in range(2):
        token = deadline.set(time.monotonic())
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.cursor().execute(LONG)
        deadline.reset(token)
        assert connection.cursor().execute(LONG).fetchone() == (1_500_000,)


@pytest.mark.parametrize(("path", "bounded"), [("/problems/export.xlsx", False), ("/problems/", True)])
def test_a_workbook_that_takes_minutes_has_no_deadline_and_a_page_has_one(path: str, bounded: bool) -> None:
    seen: list[bool] = []

    def answer(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve(request.path)
        bounds.process_view(request, None, (), {})
        seen.append(deadline.get() is not None)
        return HttpResponse()

    bounds = Bounds(answer)
    bounds(RequestFactory().get(path))
    assert seen == [bounded]
    assert deadline.get() is None
