"""Opens a backup and trusts nothing in it that its manifest does not vouch for."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reports.ops.backup.manifest import MOST_BYTES, NAME, ORIGINALS, BackupError, Manifest, Member, StoredTable

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup whose members are those of its manifest, with the bytes that the manifest names."""

    manifest: Manifest
    archive: zipfile.ZipFile

    def lines(self, table: StoredTable) -> Iterator[bytes]:
        with self.archive.open(table.member) as file:
            yield from file

    def originals(self) -> Iterator[tuple[str, bytes]]:
        """(SHA-256, bytes) of each original, one in memory at a time."""
        for name in self.manifest.members:
            if name.startswith(ORIGINALS):
                yield name.removeprefix(ORIGINALS), self.archive.read(name)


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Reads the whole file once before anything is done with it. Raises BackupError, saying what is wrong, for a file
    that is no backup, is cut off or altered, or holds members that its manifest does not name.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _require_members(archive, manifest)
            for name, member in manifest.members.items():
                if _read(archive, name) != member:
                    raise BackupError(f"备份已损坏：{name} 与清单不符。The backup is damaged: {name} is not as listed.")
            yield Backup(manifest, archive)
    except FileNotFoundError as error:
        raise BackupError(f"没有这个文件：{path}。There is no such file.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupError(f"备份不完整或已损坏（{error}）。The backup is cut off or damaged.") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(NAME)
    except KeyError:
        raise BackupError("文件里没有清单，不是备份。There is no manifest in the file: it is no backup.") from None
    if info.file_size > MOST_BYTES:
        raise BackupError("备份的清单大得不合情理。The backup's manifest is larger than any backup has.")
    return Manifest.from_json(archive.read(NAME))


def _require_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    held = [info.filename for info in archive.infolist() if info.filename != NAME]
    wanted = {*manifest.members, *(table.member for table in manifest.tables)}
    if strange := sorted(set(held) - wanted):
        raise BackupError(f"备份里有清单之外的文件：{strange[0]}。The backup holds a file that its manifest lacks.")
    if missing := sorted(wanted - set(held)):
        raise BackupError(f"备份里缺少 {missing[0]}。The backup lacks {missing[0]}.")
    if len(held) != len(set(held)):
        raise BackupError("备份里有重名的文件。The backup holds two files of one name.")
    for info in archive.infolist():
        if info.filename != NAME and info.file_size != manifest.members[info.filename].size:
            raise BackupError(f"备份已损坏：{info.filename} 的大小不对。The backup is damaged: a size is wrong.")


def _read(archive: zipfile.ZipFile, name: str) -> Member:
    found, size = hashlib.sha256(), 0
    with archive.open(name) as file:
        while piece := file.read(PIECE):
            found.update(piece)
            size += len(piece)
    return Member(size, found.hexdigest())
