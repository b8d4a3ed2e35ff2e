"""An import beside readers: how it gives them their turn at a PostgreSQL server.

The import's own processes are nice (`processes.settle_for_long`), and on SQLite that is all of them. A server works for
an import as readily as for a page: it cannot be told from here which of its clients matter less.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

MOST_TURNS = 4
"""However many others ask, an import goes on at a fifth of its pace."""
SLICE = 0.1
"""Seconds between two looks at what is to be done meanwhile."""

_WHO_ASKED = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
    and (state = 'active' or state_change > clock_timestamp() - make_interval(secs => %s))
"""


def asked_within(seconds: float) -> int:
    """How many others, at a PostgreSQL server, were answered in the last `seconds` or are being answered; 0 on SQLite.

    The server tells it of connections by the same user, or by any where this one may read its statistics.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WHO_ASKED, [seconds])
        (others,) = cursor.fetchone()
    return int(others)


def give_way(seconds: float, meanwhile: Callable[[], None]) -> None:
    """After a transaction that took so many seconds: waits as long again for each connection that asked the server in
    that time, as if they had turns. `meanwhile` is called again and again."""
    until = time.monotonic() + seconds * min(MOST_TURNS, asked_within(seconds))
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(SLICE, left))
        meanwhile()
