"""Inserts many rows of one table at the speed of the database: COPY on PostgreSQL, one prepared statement on SQLite.

Rows are plain values: model instances and the SQL text of each batch cost `bulk_create` most of its time, and an
import writes ten rows for each problem, so that this decides how long a nation takes (docs/performance.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

Converter = Callable[[Any], Any]

_PAGES_IN_BULK = 16_384
_CACHE_IN_BULK = 131_072
"""Kilobytes: the inner pages of a nation's indexes, and the leaves that were changed last."""
_KEYS_AHEAD = 2_000
"""Primary keys that an import into PostgreSQL takes for a table beside those that it needs at once: one question for
ten reports. Those left at its end are never used."""
_reserved: ContextVar[dict[str, list[int]] | None] = ContextVar("reserved_keys", default=None)
_may_vouch: ContextVar[bool] = ContextVar("may_vouch_for_references", default=False)
ASKED_AT_ONCE = 500
"""SQLite takes at least 999 values in a statement."""

_AFTER_EVERY_LETTER = "~"
"""Of public ids, which are small letters and digits."""

_encode_at_leisure = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_AS_JSON_ALONE = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
"""Values that the standard library refuses are refused."""
_EMPTY: dict[type[Any], str] = {list: "[]", dict: "{}"}


def _encode(value: Any) -> str:
    """As `_encode_at_leisure`, at a fifth of its cost: an import encodes four hundred values a report."""
    if not value and (empty := _EMPTY.get(type(value))):
        return empty
    try:
        return orjson.dumps(value, option=_AS_JSON_ALONE).decode()
    except TypeError:  # a number of more than 64 bits, which a text may well state
        return _encode_at_leisure(value)


def insert(model: type[models.Model], given: Iterable[Mapping[str, Any]]) -> Sequence[int]:
    """Inserts rows, each a mapping from column attribute (`report_id`, `text`) to value; returns their primary keys.

    Columns left out get the field's default, `auto_now` ones the present moment. No `save()`, no signals. Runs inside
    a transaction; IntegrityError when a constraint is broken, TypeError for a name that is no column.
    """
    return insert_ready(model, ready(model, given))


def insert_row(row: models.Model) -> None:
    """Inserts an instance that has not been saved, as `insert` does; it has its primary key afterwards."""
    table = _table(type(row))
    for name, make in table.defaults.items():
        if make is None:
            setattr(row, name, timezone.now())
    values = {name: getattr(row, name) for name in table.defaults}
    given = {"id": None, **{k: v.value if isinstance(v, Enum) else v for k, v in values.items()}}
    row.pk = _insert_one(type(row), table, table.row(given))
    row._state.adding = False
    row._state.db = connection.alias


@dataclass(frozen=True, slots=True)
class ReadyRows:
    """Rows as the database driver takes them, made without asking the database, perhaps by another process.

    `pointing`: of a column that points to rows without a primary key yet, what each row points to.
    """

    rows: list[list[Any]]
    pointing: Mapping[str, Sequence[Any]]


def ready(
    model: type[models.Model],
    given: Iterable[Mapping[str, Any]],
    pointing: Mapping[str, Sequence[Any]] | None = None,
) -> ReadyRows:
    """As `insert`, but for primary keys and the columns that `insert_ready` is told."""
    table = _table(model)
    moment = timezone.now()
    defaults = {name: moment if make is None else make() for name, make in table.defaults.items()}
    defaults["id"] = None
    return ReadyRows([table.row({**defaults, **row}) for row in given], pointing or {})


def json_values(model: type[models.Model], ready: ReadyRows, column: str) -> list[Any]:
    """What the rows hold in a JSON column, none of them empty."""
    place = _table(model).places[column]
    return [json.loads(row[place]) for row in ready.rows]


def insert_ready(
    model: type[models.Model],
    ready: ReadyRows,
    *,
    same: Mapping[str, Any] | None = None,
    keys_of: Mapping[str, Mapping[Any, int] | Sequence[int]] | None = None,
) -> Sequence[int]:
    """Inserts the rows, with the columns of `same` alike in all; returns their primary keys.

    `keys_of` gives for each column that points to rows the primary keys, by what `ReadyRows.pointing` names.
    """
    if not ready.rows:
        return []
    table = _table(model)
    keys = reserve_keys(model, len(ready.rows))
    columns: dict[str, Iterable[Any]] = {"id": keys}
    columns |= {name: repeat(value) for name, value in (same or {}).items()}
    for name, found in (keys_of or {}).items():
        columns[name] = map(found.__getitem__, ready.pointing[name])
    for name, values in columns.items():
        place = table.places[name]
        for row, value in zip(ready.rows, values, strict=False):
            row[place] = value
    if connection.vendor == "postgresql":
        _copy(model, table, ready.rows)
    else:
        _execute(model, table, ready.rows)
    return keys


@contextmanager
def written_in_bulk() -> Iterator[None]:
    """For an import: what its connection does otherwise while it writes many rows, put back afterwards."""
    with _log_written_back_late() if connection.vendor == "sqlite" else _told_what_import_means():
        yield


@contextmanager
def references_made_here() -> Iterator[None]:
    """Around inserts of rows that point only to rows of the same transaction or of tables that nobody empties.

    PostgreSQL looks for the target of every reference, eight hundred times a report; an import may leave that out where
    it is the database's superuser (as in docker-compose.yml) or was granted `session_replication_role`. Elsewhere, and
    on SQLite, whose look costs little, nothing is different.
    """
    if not _may_vouch.get():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")  # an error ends the transaction, and this with it


@contextmanager
def _log_written_back_late() -> Iterator[None]:
    """SQLite writes its log back into the database every 64 MB instead of every 4: pages of an index that one report
    after the other changes are then written once, and the disk is waited for less often."""
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_autocheckpoint")
        (pages,) = cursor.fetchone()
        cursor.execute(f"pragma wal_autocheckpoint={_PAGES_IN_BULK}")
        cursor.execute(f"pragma cache_size={-_CACHE_IN_BULK}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"pragma wal_autocheckpoint={pages}")


@contextmanager
def _told_what_import_means() -> Iterator[None]:
    """PostgreSQL packs long texts with LZ4 where it was built with it: its own method takes a twentieth of the import,
    and rows of both kinds stand in one table and are read alike. It looks up what an import asks for by index: of
    tables that have just been filled it knows nothing yet, and would read them from end to end for every report.
    """
    with connection.cursor() as cursor:
        cursor.execute("select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression'")
        (known,) = cursor.fetchone()
        if known:
            cursor.execute("set default_toast_compression = 'lz4'")
        cursor.execute("set enable_seqscan = off")
        cursor.execute("select has_parameter_privilege('session_replication_role', 'set')")
        (may_vouch,) = cursor.fetchone()
    reserved, vouching = _reserved.set({}), _may_vouch.set(may_vouch)
    try:
        yield
    finally:
        _reserved.reset(reserved)
        _may_vouch.reset(vouching)
        with connection.cursor() as cursor:
            cursor.execute("reset default_toast_compression")
            cursor.execute("reset enable_seqscan")


def reserve_keys(model: type[models.Model], number: int) -> Sequence[int]:
    """Primary keys that no other row has or will get. On SQLite the caller holds the write lock (IMMEDIATE)."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        held = _reserved.get()
        kept = [] if held is None else held.setdefault(table, [])
        if len(kept) < number:
            kept += _next_keys(table, number if held is None else number + _KEYS_AHEAD)
        keys = kept[:number]
        del kept[:number]
        return keys
    with connection.cursor() as cursor:
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return range(first, first + number)


def _next_keys(table: str, number: int) -> list[int]:
    """Of PostgreSQL's sequence, which gives each number once, whether its transaction is rolled back or not."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [table])  # together with nextval: once a key
        (sequence,) = cursor.fetchone()
        cursor.execute("select nextval(%s::regclass) from generate_series(1, %s)", [sequence, number])
        return [key for (key,) in cursor.fetchall()]


def holds_any(model: type[models.Model]) -> bool:
    """Whether the table has a row: what an empty one cannot hold need not be looked for."""
    with connection.cursor() as cursor:
        cursor.execute(f"select 1 from {_quoted(model, ())[0]} limit 1")
        return cursor.fetchone() is not None


def in_use(model: type[models.Model], public_ids: Iterable[str]) -> set[str]:
    """Those of the public ids that rows have."""
    return set(looked_up(model, "public_id", public_ids, give="public_id"))


def in_use_beginning(model: type[models.Model], beginning: str, public_ids: Iterable[str]) -> set[str]:
    """The same for ids that all begin so. SQLite is asked for the few that do, and not for each of two hundred."""
    if connection.vendor == "postgresql":
        return in_use(model, public_ids)
    table, column = _quoted(model, ("public_id",))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {column} from {table} where {column} >= %s and {column} < %s",
            [beginning, beginning + _AFTER_EVERY_LETTER],
        )
        return {key for (key,) in cursor.fetchall()}.intersection(public_ids)


def looked_up(model: type[models.Model], column: str, wanted: Iterable[Any], *, give: str) -> list[Any]:
    """The column `give` of each row whose `column` is among `wanted`. In plain SQL, since an import asks for every row
    that it is going to insert."""
    values = list(wanted)
    name, given = _quoted(model, (give,))
    asked = connection.ops.quote_name(column)
    found: list[Any] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"select {given} from {name} where {asked} = any(%s)", [values])
            return [value for (value,) in cursor.fetchall()]
        for first in range(0, len(values), ASKED_AT_ONCE):
            batch = values[first : first + ASKED_AT_ONCE]
            places = ", ".join(["%s"] * len(batch))
            cursor.execute(f"select {given} from {name} where {asked} in ({places})", batch)
            found += [value for (value,) in cursor.fetchall()]
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    """What inserting into a table needs to know: columns, what makes each default (None: the present moment), and
    the places of the values that the database driver takes in another form."""

    columns: tuple[str, ...]
    places: dict[str, int]
    defaults: dict[str, Callable[[], Any] | None]
    values: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    converters: tuple[tuple[int, Converter], ...]

    def row(self, given: Mapping[str, Any]) -> list[Any]:
        if len(given) != len(self.columns):
            raise TypeError(f"no columns: {sorted(given.keys() - self.places.keys())}")
        row = list(self.values(given))
        for place, convert in self.converters:
            if row[place] is not None:
                row[place] = convert(row[place])
        return row


@cache
def _table(model: type[models.Model]) -> _Table:
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    names = [field.attname for field in fields]
    defaults: dict[str, Callable[[], Any] | None] = {
        field.attname: None if _is_moment(field) else field.get_default for field in fields if not field.primary_key
    }
    converters = ((place, _converter(field)) for place, field in enumerate(fields))
    return _Table(
        tuple(str(field.column) for field in fields),
        {name: place for place, name in enumerate(names)},
        defaults,
        itemgetter(*names),
        tuple((place, convert) for place, convert in converters if convert is not None),
    )


def _is_moment(field: models.Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def _converter(field: models.Field[Any, Any]) -> Converter | None:
    """From a value that is not None to the one that the database driver takes, where they differ."""
    if isinstance(field, models.JSONField):
        return _encode
    if isinstance(field, (models.DateField, models.DecimalField)):
        return lambda value: field.get_db_prep_save(value, connection)
    return None


def _copy(model: type[models.Model], table: _Table, rows: Iterable[Sequence[Any]]) -> None:
    name, columns = _quoted(model, table.columns)
    with connection.cursor() as cursor, cursor.copy(f"copy {name} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _execute(model: type[models.Model], table: _Table, rows: Iterable[Sequence[Any]]) -> None:
    name, columns = _quoted(model, table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"insert into {name} ({columns}) values ({places})", list(rows))


def _insert_one(model: type[models.Model], table: _Table, row: list[Any]) -> int:
    """Returns the primary key that the database gave it: a question less than reserving one."""
    place = table.places["id"]
    name, columns = _quoted(model, table.columns[:place] + table.columns[place + 1 :])
    values = row[:place] + row[place + 1 :]
    statement = f"insert into {name} ({columns}) values ({', '.join(['%s'] * len(values))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement} returning id", values)
            return int(cursor.fetchone()[0])
        cursor.execute(statement, values)
        return int(cursor.lastrowid)


@cache
def _quoted(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(map(quote, columns))
