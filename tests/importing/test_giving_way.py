"""An import gives readers of the same PostgreSQL server their turns, and loses none of its work by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from reports.importing import giving_way, run
from reports.importing.giving_way import asked_within, give_way
from reports.importing.run import import_paths
from reports.models import Report

pytestmark = pytest.mark.django_db(transaction=True)

LONG_ENOUGH = 10.0


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """So many as stand here last have asked the server."""
    told = [0]
    monkeypatch.setattr(giving_way, "asked_within", lambda _seconds: told[-1])
    return told


def waited(seconds: float) -> tuple[float, int]:
    """How long it was given way after so long a transaction, and how often something was done meanwhile."""
    looks: list[float] = []
    began = time.monotonic()
    give_way(seconds, lambda: looks.append(time.monotonic()))
    return time.monotonic() - began, len(looks)


def test_nobody_is_waited_for_where_nobody_asks(others: list[int]) -> None:
    took, looks = waited(60.0)
    assert (took < 30, looks) == (True, 0)


def test_each_who_asks_has_a_turn_as_long(others: list[int]) -> None:
    others.append(3)
    took, looks = waited(0.1)
    assert took >= 0.3
    assert looks >= 3


def test_many_have_no_more_than_four(others: list[int]) -> None:
    others.append(1_000)
    took, _ = waited(0.05)
    assert 0.2 <= took < 10


def test_on_sqlite_nobody_is_told_of() -> None:
    if connection.vendor == "sqlite":
        assert asked_within(60.0) == 0


@pytest.fixture
def a_reader() -> Iterator[threading.Event]:
    """Another connection, which asks when the event is set."""
    ask, asked, over = threading.Event(), threading.Event(), threading.Event()

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            asked.set()
            ask.wait(LONG_ENOUGH)
            cursor.execute("select 1")
            over.wait(LONG_ENOUGH)
        connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    assert asked.wait(LONG_ENOUGH)
    yield ask
    ask.set()
    over.set()
    thread.join(LONG_ENOUGH)


def test_a_server_tells_who_asked_a_moment_ago(a_reader: threading.Event) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    time.sleep(0.3)
    assert asked_within(0.1) == 0
    a_reader.set()
    until = time.monotonic() + LONG_ENOUGH
    while asked_within(0.5) != 1:
        assert time.monotonic() < until
    assert asked_within(60.0) == 1, "this connection is not counted"


def test_an_import_waits_after_what_it_stored_and_stores_all(
    samples_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[int] = []

    def note(seconds: float, _meanwhile: object) -> None:
        assert seconds > 0
        stored.append(Report.objects.count())

    monkeypatch.setattr(run, "give_way", note)
    monkeypatch.setattr(run, "TOGETHER", 2)
    import_paths(sorted(samples_folder.glob("0[126]-*.txt")), origin="sample")
    assert stored == [2, 3]


def test_where_nothing_is_stored_nobody_is_waited_for(samples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(samples_folder.glob("0[126]-*.txt"))
    import_paths(files, origin="sample")
    monkeypatch.setattr(run, "give_way", lambda *_: pytest.fail("nothing was stored"))
    assert import_paths(files, origin="sample").counts["unchanged"] == 3
