"""Restores a backup, proves its rows the same, and takes out again what was taken out since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from reports.importing.originals import keep
from reports.models import ArchiveState, Report
from reports.ops.backup.later import Later, apply_later, taken_out
from reports.ops.backup.loading import is_older, load_rows, migrate_to, reset_sequences
from reports.ops.backup.manifest import BackupError, Manifest, secret_mark
from reports.ops.backup.reading import Backup, open_backup
from reports.ops.backup.tables import tables
from reports.ops.backup.writing import in_pieces
from reports.search.rebuild import rebuild_index

NOTHING = Later((), ())


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, what was taken out again, and in which reports (public ids) words could not be. `older`: the
    backup was of an earlier version, and its tables were brought to the form of this one."""

    manifest: Manifest
    withdrawn: int
    redacted: int
    not_found: tuple[str, ...]
    older: bool


def restore(path: Path, *, replace: bool = False, other_secret: bool = False) -> Restored:
    """Puts the backup's rows into the database, its originals into the home, and builds the index.

    The database must hold no report and no user, unless `replace`: then what it holds is given up, but for what was
    withdrawn or redacted in it. With `other_secret` a backup with redactions is taken although this site has another
    secret, so that later texts of these reports cannot be redacted by themselves. Raises BackupError; the database
    is then as it was, or newly made and empty.
    """
    with open_backup(path) as backup:
        _require_secret(backup.manifest, other_secret)
        held = _holds_archive()
        if held and not replace:
            raise BackupError(
                "数据库里已有档案。要换成备份请加 --replace；现有的内容会被丢弃。"
                "The database holds an archive. --replace gives it up for the backup."
            )
        migrate_to(backup.manifest)
        later = taken_out()
        version = ArchiveState.objects.get().version if held else 0
        for sha256, data in backup.originals():
            keep(data, sha256)
        load_rows(backup)
        older = is_older(backup.manifest)
        if not older:
            _require_same_rows(backup)
    call_command("migrate", verbosity=0, interactive=False)
    reset_sequences()
    _count_for_the_planner()
    _go_past(version)
    withdrawn, redacted, not_found = apply_later(later)
    rebuild_index()
    return Restored(backup.manifest, withdrawn, redacted, tuple(not_found), older)


def _require_secret(manifest: Manifest, other_secret: bool) -> None:
    if manifest.redactions and manifest.secret != secret_mark() and not other_secret:
        raise BackupError(
            "备份中有遮盖，它们的散列要用原来的 SECRET_KEY（或主目录里的 secret_key 文件）才能用于以后的文本。"
            "请先放好它；实在没有，请加 --other-secret。"
            "The backup has redactions, which need the SECRET_KEY (or the file secret_key) that they were made with: "
            "set it first, or, if it is lost, add --other-secret."
        )


def _holds_archive() -> bool:
    if Report._meta.db_table not in connection.introspection.table_names():
        return False
    return Report.objects.exists() or User.objects.exists()


def _require_same_rows(backup: Backup) -> None:
    """Every table, written out again, gives the bytes of the backup. Of tables of an older form it cannot be asked."""
    wanted = {table.name: backup.manifest.members[table.member].sha256 for table in backup.manifest.tables}
    for table in tables():
        found = hashlib.sha256()
        for piece in in_pieces(table):
            found.update(piece)
        if found.hexdigest() != wanted.get(table.name):
            raise BackupError(f"恢复后的 {table.name} 与备份不同。The restored table differs from the backup.")


def _count_for_the_planner() -> None:
    """PostgreSQL counts new tables by itself minutes later. Until then it takes them for empty, and plans pages that
    take longer than they may (seen: suggestions, over 15 s with 8,600 problems).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _go_past(version: int) -> None:
    """No page or index made from the archive that was given up may pass for one of this."""
    ArchiveState.objects.filter(version__lte=version).update(version=version + 1)
