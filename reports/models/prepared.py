"""Statements that PostgreSQL plans once for a connection.

To plan a query of some joins takes the server longer than to answer it, and Django sends each as new words with the
values in them. Here values go beside the words (`$1`), as `prepare_threshold` of the settings wants it: what a
connection has asked so many times is prepared by psycopg, and planned by the server no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_LISTS = ((" NOT IN (", " <> ALL("), (" IN (", " = ANY("))


def prepares(connection: BaseDatabaseWrapper) -> bool:
    """Whether statements are prepared on this connection: not on SQLite, and not where the settings say no."""
    return (
        connection.vendor == "postgresql" and connection.settings_dict["OPTIONS"].get("prepare_threshold") is not None
    )


def for_lists_of_any_length(pieces: Sequence[str]) -> list[str]:
    """The SQL between places for values, with each list as one value: `IN (` + `)` becomes `= ANY(` + `)`.

    Lists of three and of four keys would else be two statements. `id IN (` + `) AND …` is such a list, `id IN (` +
    `, ` + `)` is none.
    """
    found = list(pieces)
    for place, following in enumerate(pieces[1:]):
        for written, meant in _LISTS:
            if found[place].endswith(written) and following.startswith(")"):
                found[place] = found[place].removesuffix(written) + meant
                break
    return found


def sent(value: Any) -> Any:
    """A value as the server takes it for whatever type it has where it stands: a number as its digits, numbers as
    `{1,2}`. As a number it would be one of 16, 32 or 64 bits, and each of these another statement.
    """
    if isinstance(value, list):
        return f"{{{','.join(map(str, value))}}}" if isinstance(value[0], int) else value
    return str(value) if isinstance(value, int) else value


def rows(connection: BaseDatabaseWrapper, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%s` for each value. Errors are Django's, and its logs and counts know of it."""
    made: Any = connection
    made.close_if_health_check_failed()
    made.ensure_connection()
    with made.wrap_database_errors, made._prepare_cursor(_binding()(made.connection)) as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@cache
def _binding() -> type[Any]:
    """Django's cursor that leaves it to the server to put values into a statement. Only PostgreSQL's backend has it."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415

    class Cursor(ServerBindingCursor):
        """psycopg forgets the words of a statement that is prepared, which Django's log of queries asks for."""

        def _send_query_prepared(self, name: bytes, query: Any, **how: Any) -> None:
            self._query = query
            super()._send_query_prepared(name, query, **how)  # type: ignore[misc]

    return Cursor
