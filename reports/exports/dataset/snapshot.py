"""One state of the database for a long read, while the site goes on: nobody waits, nobody's writes disturb it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {
    # A plain transaction reads one state of a WAL database and locks nobody out; `atomic` would take the write lock.
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries of this connection inside the block see the state of the first one. Only to read; not to be nested.

    Inside a transaction of the caller's, that one decides what is seen.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
