"""Queries that Django writes down once for a process and asks with other values each time.

To build a query of some joins and to write its SQL takes Django five times as long as a database takes to answer it.
What a page asks for differs in keys only. So such a query is made once with `asked("…")` where its values belong, and
its rows are made by Django from then on as they always are: models, or the values of a `values_list`. PostgreSQL plans
it once for a connection (`prepared`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from reports.models import prepared

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Place:
    name: str


def asked(name: str) -> Value:
    """Stands for a value, or alone in a list for all values of a list: `filter(pk=asked("key"))`,
    `filter(pk__in=[asked("keys")])`. It is given to the database as it is: a number, a text, never None. Of a relation
    the key has to be named (`report__pk__in`), since Django would make numbers of a relation's list itself.
    """
    return Value(_Place(name))


class WrittenQuery(Generic[Row]):
    """The queryset that `make` gives, without what Django does after its query (`prefetch_related`).

    It is made when it is first asked, since models have to be loaded. Its SQL is the same for every value.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._queryset: QuerySet[Any, Row] | None = None
        self._written: dict[str, _Written] = {}

    def rows(self, *, using: str | None = None, **values: Any) -> list[Row]:
        """The rows for these values, from the database that is read from or from another one (`using`).

        A list without any values finds nothing, and is not asked for: it has to be one that every row must fulfil.
        """
        if any(isinstance(value, list) and not value for value in values.values()):
            return []
        queryset = self._made() if self._queryset is None else self._queryset
        alias = using or queryset.db
        written = self._written.get(alias) or self._write(queryset, alias)
        iterable: Any = queryset._iterable_class
        return list(iterable(_Asked(queryset, alias, written.ready(alias, values))))

    def _made(self) -> QuerySet[Any, Row]:
        with self._lock:
            if self._queryset is None:
                self._queryset = self._make()
            return self._queryset

    def _write(self, queryset: QuerySet[Any, Row], alias: str) -> _Written:
        """One thread at a time: while Django writes a query it makes notes in it."""
        with self._lock:
            if alias not in self._written:
                self._written[alias] = _Written.of(queryset, alias)
            return self._written[alias]

    def first(self, *, using: str | None = None, **values: Any) -> Row | None:
        """The first of the rows; the query should be cut to one."""
        return next(iter(self.rows(using=using, **values)), None)


@dataclass(frozen=True, slots=True)
class _Written:
    """A query's SQL in the pieces between its values, the values with places among them, what Django knows of its
    columns, and the places of the columns that it has to convert. `prepared`: a list is one value.
    """

    pieces: Sequence[str]
    values: Sequence[Any]
    compiler: dict[str, Any]
    converted: Sequence[int]
    prepared: bool

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any], alias: str) -> _Written:
        compiler = queryset.query.get_compiler(using=alias)
        sql, values = compiler.as_sql()
        pieces = sql.split("%s")
        if len(pieces) != len(values) + 1:
            raise ValueError(f"a % in the SQL itself: {sql}")
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converted = list(compiler.get_converters(columns))
        prepares = prepared.prepares(connections[alias])
        if prepares:
            pieces = prepared.for_lists_of_any_length(pieces)
        # Each thread has a connection of its own.
        return cls(pieces, values, {**vars(compiler), "connection": None}, converted, prepares)

    def ready(self, alias: str, given: dict[str, Any]) -> _ReadyCompiler:
        if self.prepared:
            sent = [prepared.sent(given[each.name]) if isinstance(each, _Place) else each for each in self.values]
            return _PreparedCompiler(self, alias, "%s".join(self.pieces), tuple(sent))
        sql, values = [self.pieces[0]], []
        for value, piece in zip(self.values, self.pieces[1:], strict=True):
            meant = given[value.name] if isinstance(value, _Place) else value
            if isinstance(meant, list):
                sql.append(", ".join(["%s"] * len(meant)))
                values += meant
            else:
                sql.append("%s")
                values.append(meant)
            sql.append(piece)
        return _ReadyCompiler(self, alias, "".join(sql), tuple(values))


class _ReadyCompiler(SQLCompiler):
    """Django's compiler of a query, which has written it already, and knows which columns to ask for converters."""

    def __init__(self, written: _Written, alias: str, sql: str, values: tuple[Any, ...]) -> None:
        vars(self).update(written.compiler)
        self.connection = connections[alias]
        self._sql, self._converted = (sql, values), written.converted

    def as_sql(self, *_args: Any, **_named: Any) -> tuple[str, tuple[Any, ...]]:
        return self._sql

    def get_converters(self, expressions: Sequence[Any]) -> dict[int, Any]:
        return {place: super(_ReadyCompiler, self).get_converters([expressions[place]])[0] for place in self._converted}


class _PreparedCompiler(_ReadyCompiler):
    """The same for a statement that the server keeps a plan of."""

    def execute_sql(self, *_args: Any, **_named: Any) -> list[list[tuple[Any, ...]]]:  # type: ignore[override]
        found = prepared.rows(self.connection, *self._sql)
        return [[row[: self.col_count] for row in found] if self.has_extra_select else found]


class _Asked:
    """What Django makes rows from: of a queryset and of its query as much as that needs."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, queryset: QuerySet[Any, Any], alias: str, compiler: SQLCompiler) -> None:
        self.db, self.model, self.query, self._compiler = alias, queryset.model, self, compiler

    def get_compiler(self, *_args: Any, **_named: Any) -> SQLCompiler:
        return self._compiler
