"""Inserts many rows of one table at the speed of the database: COPY on PostgreSQL, one prepared statement on SQLite.

Django's `bulk_create` spends most of its time building SQL text for each batch; an import writes ten rows for each
problem, so that this decides how long a nation takes (docs/performance.md has the figures).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(given: Iterable[models.Model]) -> None:
    """Inserts rows of one model, giving each its primary key. Like `bulk_create`: no `save()`, no signals; `auto_now`
    values are set. Runs inside a transaction; IntegrityError when a constraint is broken.
    """
    rows = list(given)
    if not rows:
        return
    model = type(rows[0])
    for row, key in zip(rows, reserve_keys(model, len(rows)), strict=True):
        row.pk = key
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    columns = [str(field.column) for field in fields]
    getters = [_getter(field) for field in fields]
    values = ([getter(row) for getter in getters] for row in rows)
    if connection.vendor == "postgresql":
        _copy(model, columns, values)
    else:
        _execute(model, columns, values)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def reserve_keys(model: type[models.Model], number: int) -> Sequence[int]:
    """Primary keys that no other row has or will get. On SQLite the caller holds the write lock (IMMEDIATE)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, number]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return range(first, first + number)


def _getter(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """From a row to the value as the database driver takes it."""
    name = field.attname
    if isinstance(field, models.JSONField):
        encoder = json.JSONEncoder(ensure_ascii=False)
        return lambda row: None if getattr(row, name) is None else encoder.encode(getattr(row, name))
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    if isinstance(field, (models.DateField, models.DecimalField)):
        return lambda row: field.get_db_prep_save(getattr(row, name), connection)
    return lambda row: getattr(row, name)


def _copy(model: type[models.Model], columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    table, names = _quoted(model, columns)
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as copy:
        for row in values:
            copy.write_row(row)


def _execute(model: type[models.Model], columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    table, names = _quoted(model, columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"insert into {table} ({names}) values ({places})", list(values))


def _quoted(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(map(quote, columns))
