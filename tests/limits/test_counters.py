"""The counters: exact for any number of processes that ask, whichever store keeps them."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from django.db import connections

from tests.served_site import free_port
from xunshi_site.limits import sql
from xunshi_site.limits.redis_store import RedisStore
from xunshi_site.limits.store import Store

SLOW = 3600.0
"""Seconds between two requests, so that nothing comes free while a test runs."""
AT_ONCE = 12


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        pytest.skip("Redis tests: no redis-server found")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        client = redis.Redis(port=port)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["database", "redis"])
def open_store(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Gives a store on each call, as each process of a site has its own; all keep the same counters."""
    if request.param == "redis":
        address = request.getfixturevalue("redis_address")
        redis.Redis.from_url(address).flushall()
        yield lambda: RedisStore(address)
    elif connections["default"].vendor == "postgresql":
        yield sql.postgres_store
        with connections["default"].cursor() as cursor:
            for table in sql.TABLES:
                cursor.execute(f"DELETE FROM {table}")
    else:
        yield lambda: sql.sqlite_store(tmp_path / "limits.sqlite3")


def all_at_once(open_store: Callable[[], Store], ask: Callable[[Store, int], object]) -> list[object]:
    def one(number: int) -> object:
        try:
            return ask(open_store(), number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


class TestBudget:
    def test_lets_exactly_the_burst_pass_when_all_ask_at_once(self, open_store: Callable[[], Store]) -> None:
        open_store().spend("someone else", burst=1, interval=SLOW)  # the tables are there before the race
        waits = all_at_once(open_store, lambda store, _: store.spend("a", burst=5, interval=SLOW))
        assert sum(wait == 0 for wait in waits) == 5

    def test_says_how_long_to_wait(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        assert store.spend("a", burst=2, interval=SLOW) == 0
        assert store.spend("a", burst=2, interval=SLOW) == 0
        assert SLOW - 60 < store.spend("a", burst=2, interval=SLOW) <= SLOW

    def test_grows_again_with_time(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        assert store.spend("a", burst=1, interval=0.2) == 0
        assert store.spend("a", burst=1, interval=0.2) > 0
        time.sleep(0.25)
        assert store.spend("a", burst=1, interval=0.2) == 0

    def test_is_each_name_s_own(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        assert store.spend("a", burst=1, interval=SLOW) == 0
        assert store.spend("b", burst=1, interval=SLOW) == 0


class TestSlots:
    def test_are_never_more_than_there_are(self, open_store: Callable[[], Store]) -> None:
        open_store().take("another", 1, "x", SLOW)
        taken = all_at_once(open_store, lambda store, number: store.take("export", 3, f"holder{number}", SLOW))
        assert sum(map(bool, taken)) == 3

    def test_are_free_when_released_by_their_holder_and_by_no_other(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        assert store.take("export", 1, "first", SLOW)
        store.release("export", "second")
        assert not store.take("export", 1, "second", SLOW)
        store.release("export", "first")
        assert store.take("export", 1, "second", SLOW)

    def test_are_free_when_their_lease_ran_out_unless_it_was_renewed(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        assert store.take("kept", 1, "first", 0.1)
        store.renew("kept", "first", SLOW)
        assert store.take("dropped", 1, "first", 0.1)
        time.sleep(0.15)
        assert not store.take("kept", 1, "second", SLOW)
        assert store.take("dropped", 1, "second", SLOW)


def test_what_has_run_out_is_forgotten(tmp_path: Path) -> None:
    file = sql.SqliteFile(tmp_path / "limits.sqlite3")
    store = sql.SqlStore(file.run, placeholder="?", greatest="max")
    store.spend("old", burst=1, interval=1.0)
    store.spend("new", burst=1, interval=SLOW)
    store.take("export", 1, "holder", 1.0)
    store.forget(time.time() + 10)
    assert file.run("SELECT name FROM limit_counters", ()) == [("new",)]
    assert file.run("SELECT name FROM limit_slots", ()) == []
