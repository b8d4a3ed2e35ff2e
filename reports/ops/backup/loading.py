"""Puts the rows of a backup into the database, whichever it is, in the form that its tables had."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from reports.batches import batches
from reports.models import Change
from reports.ops.backup.manifest import BackupError, Manifest, StoredTable
from reports.ops.backup.reading import Backup
from reports.ops.backup.tables import BOOL, CONTENT_TYPE, DATE, JSON, MOMENT, PERMISSION, keys_by_name

AT_ONCE = 1000
BESIDE = (Change._meta.db_table, "django_session")
"""Emptied too: what the old index had still to take up, and logins of users who may be others now."""

Reader = Callable[[Any], Any]


def migrate_to(manifest: Manifest) -> None:
    """Brings the tables to the form that the backup's had. Raises BackupError when this software does not know that
    form, or when tables that are there already are past it.
    """
    executor = MigrationExecutor(connection)
    wanted = set(manifest.migrations)
    if newer := sorted(wanted - set(executor.loader.graph.nodes)):
        raise BackupError(
            f"备份出自更新的版本（{'.'.join(newer[0])}），请先升级软件。"
            "The backup was made by a newer version; upgrade the software first."
        )
    if past := sorted(set(executor.loader.applied_migrations) - wanted):
        raise BackupError(
            f"数据库已升级到备份之后（{'.'.join(past[0])}）：请恢复到空的数据库，恢复时会自动升级。"
            "The database is newer than the backup: restore into an empty one, which is then upgraded."
        )
    for app, name in sorted(wanted):
        following = executor.loader.graph.node_map[app, name].children
        if not any(node.key[0] == app and node.key in wanted for node in following):
            call_command("migrate", app, name, verbosity=0, interactive=False)


def is_older(manifest: Manifest) -> bool:
    """Whether this software has migrations that the backup's tables had not seen."""
    return not set(MigrationExecutor(connection).loader.graph.nodes) <= set(manifest.migrations)


def load_rows(backup: Backup) -> None:
    """Replaces the rows of every table of the backup. One transaction: all of them, or none."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for name in (*(table.name for table in backup.manifest.tables), *BESIDE):
            cursor.execute(f"DELETE FROM {quote(name)}")
        keys = {kind: keys_by_name(kind) for kind in (CONTENT_TYPE, PERMISSION)}
        for table in backup.manifest.tables:
            readers = [_reader(column.kind, keys) for column in table.columns]
            rows = (_row(line, readers, table) for line in backup.lines(table))
            _insert(cursor, table, rows)


def reset_sequences() -> None:
    """New rows get keys after those that were loaded. SQLite sees to that itself."""
    models = [model for app in ("reports", "auth", "admin") for model in apps.get_app_config(app).get_models(True)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _row(line: bytes, readers: Sequence[Reader | None], table: StoredTable) -> list[Any]:
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(readers):
        raise BackupError(f"备份的 {table.member} 里有一行与表不符。A line of {table.member} does not fit its table.")
    return [
        value if value is None or read is None else read(value) for value, read in zip(values, readers, strict=True)
    ]


def _reader(kind: str, keys: dict[str, dict[str, int]]) -> Reader | None:
    """From a value of the backup that is not null to the one that the database driver takes; None: as it is."""
    if kind in keys:
        return keys[kind].__getitem__
    readers: dict[str, Reader] = {
        BOOL: bool,
        DATE: lambda text: connection.ops.adapt_datefield_value(dt.date.fromisoformat(text)),
        MOMENT: lambda text: connection.ops.adapt_datetimefield_value(dt.datetime.fromisoformat(text)),
        JSON: lambda value: json.dumps(value, ensure_ascii=False),
    }
    return readers.get(kind)


def _insert(cursor: Any, table: StoredTable, rows: Iterator[list[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join(["%s"] * len(table.columns))
    for batch in batches(rows, AT_ONCE):
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", batch)
