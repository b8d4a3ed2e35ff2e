"""Counters in a database: each question is one statement that reads and writes at once, so that any number of
processes may ask. PostgreSQL has the tables beside the archive's, SQLite in a file of its own, where no import that
holds the archive's write lock is waited for.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connections

Rows = list[tuple[Any, ...]]

TABLES = {
    "limit_counters": "name varchar(80) PRIMARY KEY, free_at double precision NOT NULL",
    "limit_slots": (
        "name varchar(80) NOT NULL, slot integer NOT NULL, holder varchar(32) NOT NULL, "
        "until double precision NOT NULL, PRIMARY KEY (name, slot)"
    ),
}
"""Name and columns of the two tables, the same in both databases."""

# One number tells all of a client: the moment at which its budget will be whole again (GCRA, ITU-T I.371). A request
# moves it on by one interval, unless it would then lie further ahead than the burst allows: no row comes back.
SPEND = """
INSERT INTO limit_counters AS held (name, free_at) VALUES ({p}, {p})
ON CONFLICT (name) DO UPDATE SET free_at = {greatest}(held.free_at, {p}) + {p}
WHERE {greatest}(held.free_at, {p}) <= {p}
RETURNING free_at
"""
FREE_AT = "SELECT free_at FROM limit_counters WHERE name = {p}"
TAKE = """
INSERT INTO limit_slots AS held (name, slot, holder, until) VALUES ({p}, {p}, {p}, {p})
ON CONFLICT (name, slot) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.until < {p}
RETURNING slot
"""
RENEW = "UPDATE limit_slots SET until = {p} WHERE name = {p} AND holder = {p}"
RELEASE = "DELETE FROM limit_slots WHERE name = {p} AND holder = {p}"
FORGET = ("DELETE FROM limit_counters WHERE free_at < {p}", "DELETE FROM limit_slots WHERE until < {p}")

FORGETS_ONCE_IN = 2000
"""Requests, on average, between two clearings of what has run out."""


class SqlStore:
    """Counters in two tables of a database; `run` sends one statement and gives its rows."""

    def __init__(self, run: Callable[[str, Sequence[Any]], Rows], *, placeholder: str, greatest: str) -> None:
        self.run = run
        words = {"p": placeholder, "greatest": greatest}
        self.spending, self.asking = SPEND.format(**words), FREE_AT.format(**words)
        self.taking, self.renewing, self.releasing = (each.format(**words) for each in (TAKE, RENEW, RELEASE))
        self.forgetting = [each.format(**words) for each in FORGET]

    def spend(self, name: str, *, burst: int, interval: float) -> float:
        """Counts one request of `name`. Returns 0 when it may pass, else the seconds after which one may."""
        now = time.time()
        if random.random() * FORGETS_ONCE_IN < 1:
            self.forget(now)
        latest = now + (burst - 1) * interval
        if self.run(self.spending, (name, now + interval, now, interval, now, latest)):
            return 0.0
        found = self.run(self.asking, (name,))
        return max(found[0][0] - latest, 0.001) if found else 0.001

    def take(self, name: str, slots: int, holder: str, lease: float) -> bool:
        """Takes one of the `slots` of `name` for `lease` seconds; False when all are taken."""
        now = time.time()
        return any(self.run(self.taking, (name, slot, holder, now + lease, now)) for slot in range(slots))

    def renew(self, name: str, holder: str, lease: float) -> None:
        self.run(self.renewing, (time.time() + lease, name, holder))

    def release(self, name: str, holder: str) -> None:
        self.run(self.releasing, (name, holder))

    def forget(self, now: float) -> None:
        """Deletes counters of whole budgets, and slots that nobody renewed."""
        for statement in self.forgetting:
            self.run(statement, (now,))


def postgres_store() -> SqlStore:
    """Counters in the archive's own database, on the connection of the request."""

    def run(statement: str, values: Sequence[Any]) -> Rows:
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    return SqlStore(run, placeholder="%s", greatest="greatest")


class SqliteFile:
    """The file of the counters: a connection for each thread, no waiting for a disk, at most a second for a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.local = threading.local()

    def run(self, statement: str, values: Sequence[Any]) -> Rows:
        connection: sqlite3.Connection | None = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = self._opened()
        return connection.execute(statement, values).fetchall()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        for name, columns in TABLES.items():
            connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
        return connection


def sqlite_store(path: Path) -> SqlStore:
    return SqlStore(SqliteFile(path).run, placeholder="?", greatest="max")
