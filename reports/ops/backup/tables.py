"""Which rows a backup holds, and how their values are written: alike for every database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from reports.models import Change, Upload
from reports.models.upload import FINISHED

CHUNK = 2000
CONTENT_TYPE, PERMISSION = "content_type", "permission"
PLAIN, BOOL, DATE, MOMENT, JSON = "plain", "bool", "date", "moment", "json"

KINDS = {"BooleanField": BOOL, "DateField": DATE, "DateTimeField": MOMENT, "JSONField": JSON}
"""The other types of columns that the archive has (numbers, text, keys) stand in JSON as they are."""
NAMED: dict[Any, str] = {ContentType: CONTENT_TYPE, Permission: PERMISSION}
"""Rows that Django numbers anew in each database: they are pointed to by name."""
LEFT_OUT = frozenset({Change})
"""What the index has still to take up: a restored archive builds its index anew."""
ONLY: Mapping[type[models.Model], Q] = {Upload: Q(state__in=FINISHED)}
"""The files of an upload that waits lie outside the archive."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name in the database, and the kind of its values."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table of the archive; `columns` in the order of their values in a line."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(str(field.column), _kind(field)) for field in self.model._meta.concrete_fields)

    def lines(self) -> Iterator[bytes]:
        """The rows as lines of JSON, by primary key. Read in pieces: memory does not grow with the table."""
        fields = [field.attname for field in self.model._meta.concrete_fields]
        rows = self.model._base_manager.filter(ONLY.get(self.model, Q())).order_by("pk")
        names = {column.kind: _names(column.kind) for column in self.columns if column.kind in NAMED.values()}
        kinds = [(place, column.kind) for place, column in enumerate(self.columns) if column.kind in (MOMENT, *names)]
        for row in rows.values_list(*fields).iterator(chunk_size=CHUNK):
            values = list(row)
            for place, kind in kinds:
                if values[place] is not None:
                    values[place] = _moment(values[place]) if kind == MOMENT else names[kind][values[place]]
            yield json.dumps(values, ensure_ascii=False, sort_keys=True, default=_date).encode() + b"\n"


def tables() -> list[Table]:
    """All tables of a backup: the archive's own, its users and groups, and the admin's log. Sessions, failed logins
    and the rows that migrations make for Django itself are left out.
    """
    archive = apps.get_app_config("reports").get_models(include_auto_created=True)
    accounts: list[Any] = [
        Group,
        Group.permissions.through,
        User,
        User.groups.through,
        User.user_permissions.through,
        LogEntry,
    ]
    return [Table(model) for model in (*accounts, *archive) if model not in LEFT_OUT]


def _kind(field: models.Field[Any, Any]) -> str:
    if field.is_relation and field.related_model in NAMED:
        return NAMED[field.related_model]
    return KINDS.get(field.get_internal_type(), PLAIN)


def _names(kind: str) -> dict[int, str]:
    """The name of each row that is pointed to by name: `reports.problem`, `reports.problem.change_problem`."""
    if kind == CONTENT_TYPE:
        return {row.pk: f"{row.app_label}.{row.model}" for row in ContentType.objects.all()}
    return {
        row.pk: f"{row.content_type.app_label}.{row.content_type.model}.{row.codename}"
        for row in Permission.objects.select_related("content_type")
    }


def keys_by_name(kind: str) -> dict[str, int]:
    """The primary key in this database of each row that is pointed to by name."""
    return {name: key for key, name in _names(kind).items()}


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


def _date(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no form in a backup for {value!r}")
