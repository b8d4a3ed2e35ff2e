"""Makes a backup, while the site goes on."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import timezone

from reports.exports.dataset.snapshot import snapshot
from reports.models import ArchiveState, Redaction, SourceDocument
from reports.ops.backup import manifest as manifests
from reports.ops.backup.manifest import BackupError, Manifest, Member, StoredTable, applied_migrations, secret_mark
from reports.ops.backup.tables import Table, tables

PIECE = 1 << 20
SPEEDY = 1
"""The level of compression: Chinese JSON shrinks to a quarter, and the next level takes twice the time."""


def write_backup(path: Path) -> Manifest:
    """Writes all rows, as of one moment, and all originals into a new file. It appears under its name when it is
    whole and on the disk. Raises BackupError when the file is there already, or an original is missing or altered.
    """
    if path.exists():
        raise BackupError(f"{path} 已经存在，不会改写。{path} exists already and is not overwritten.")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)  # it holds what readers may not see
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=SPEEDY) as archive, snapshot():
                manifest = _write(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(archive: zipfile.ZipFile) -> Manifest:
    members: dict[str, Member] = {}
    stored = []
    for table in tables():
        row = StoredTable(table.name, table.columns, table.model._base_manager.count())
        members[row.member] = _add(archive, row.member, in_pieces(table))
        stored.append(row)
    for sha256 in SourceDocument.objects.order_by("sha256").values_list("sha256", flat=True).iterator():
        name = f"{manifests.ORIGINALS}{sha256}"
        members[name] = _add(archive, name, _bytes_of(sha256))
        if members[name].sha256 != sha256:
            raise BackupError(f"原件 {sha256} 已被改动。The original {sha256} was altered; see check_archive.")
    manifest = Manifest(
        made_at=timezone.now().isoformat(),
        version=ArchiveState.objects.get().version,
        migrations=applied_migrations(),
        secret=secret_mark(),
        redactions=Redaction.objects.count(),
        tables=tuple(stored),
        members=members,
    )
    archive.writestr(manifests.NAME, manifest.to_json())
    return manifest


def in_pieces(table: Table) -> Iterator[bytes]:
    """The table's lines in pieces of about a megabyte."""
    held: list[bytes] = []
    size = 0
    for line in table.lines():
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _bytes_of(sha256: str) -> Iterator[bytes]:
    path = SourceDocument(sha256=sha256).path
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError as error:
        raise BackupError(f"找不到原件 {sha256}。The original {sha256} is missing; see check_archive.") from error


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Member:
    found, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            found.update(piece)
            size += len(piece)
    return Member(size, found.hexdigest())
