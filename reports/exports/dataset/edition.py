"""One export of the data set: written beside what is served, then put in its place in one step.

A folder of exports holds one folder for each edition and `current`, a link to the one in use, which is renamed over
the link before it: who asks finds the old edition or the new one, whole. Editions before that are removed, so that
what was withdrawn does not lie about.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from reports.exports.dataset import notes
from reports.exports.dataset.codebook import write_codebook
from reports.exports.dataset.package import CHECKSUMS, DATAPACKAGE, checksums, fingerprint, package
from reports.exports.dataset.snapshot import snapshot
from reports.exports.dataset.writing import SQLITE, write_tables
from reports.models import ArchiveState, Redaction, Report, Tombstone

CURRENT, LOCK = "current", ".lock"
_NEW, _EDITION = ".new-", "v"
READABLE = 0o755


class ExportRunningError(Exception):
    """Another process exports into the folder."""


@dataclass(frozen=True)
class Edition:
    """An export that is whole."""

    folder: Path

    @cached_property
    def description(self) -> dict[str, Any]:
        """What its datapackage.json says."""
        found: dict[str, Any] = json.loads((self.folder / DATAPACKAGE).read_text(encoding="utf-8"))
        return found

    @property
    def files(self) -> dict[str, str]:
        """Its files by name, each with its SHA-256."""
        described = [*self.description["resources"], *self.description["further_files"]]
        return {each["path"]: each["hash"].removeprefix("sha256:") for each in described}

    @property
    def outdated_by_withdrawal(self) -> bool:
        """Whether something was withdrawn or redacted after it was made: it may hold those words."""
        return bool(self.description["taken_back"] != taken_back())


def served_folder() -> Path:
    """The folder whose current edition the site gives out."""
    return Path(settings.ARCHIVE_HOME) / "dataset"


def current(root: Path) -> Edition | None:
    """The edition in use, None before the first export."""
    edition = Edition(root / CURRENT)
    return edition if (edition.folder / DATAPACKAGE).is_file() else None


def taken_back() -> str:
    """A mark that no withdrawal and no redaction leaves as it was. Three small queries."""
    withdrawn = Report.objects.aggregate(n=Count("withdrawn_at"), last=Max("withdrawn_at"))
    buried, redacted = (
        model.objects.aggregate(n=Count("pk"), last=Max("created_at")) for model in (Tombstone, Redaction)
    )
    return " ".join(
        f"{each['n']}:{each['last'].isoformat() if each['last'] else ''}" for each in (withdrawn, buried, redacted)
    )


def export(root: Path) -> Edition:
    """Writes an edition of the archive as it is now and makes it the current one. ExportRunningError, OSError."""
    with _alone(root):
        before = current(root)
        beside = Path(tempfile.mkdtemp(prefix=_NEW, dir=root))
        try:
            name = _write(beside, before)
            beside.chmod(READABLE)
            place = _free(root, name)
            beside.rename(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _put_in_use(root, place)
        return Edition(place)


def _write(folder: Path, before: Edition | None) -> str:
    """Fills the folder; the edition's name."""
    made = timezone.now()
    with snapshot():
        version = ArchiveState.objects.values_list("version", flat=True).get(pk=1)
        mark = taken_back()
        counts = write_tables(folder)
    write_codebook(folder)
    heading = f"{version} · {timezone.localdate(made).isoformat()}"
    found, earlier = None, ""
    if before is not None:
        found = notes.differences((before.folder / SQLITE).resolve(), folder / SQLITE)
        earlier = (before.folder / notes.CHANGES).read_text(encoding="utf-8")
    (folder / notes.CHANGES).write_text(notes.written(heading, counts, found, earlier), encoding="utf-8")
    prints = {path.name: fingerprint(path) for path in sorted(folder.iterdir())}
    described = package(version, made, counts, prints, mark)
    (folder / DATAPACKAGE).write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    prints[DATAPACKAGE] = fingerprint(folder / DATAPACKAGE)
    (folder / CHECKSUMS).write_text(checksums(prints), encoding="ascii")
    return f"{_EDITION}{version}"


def _free(root: Path, name: str) -> Path:
    """A folder of this name, or with a number where an edition of the same version is there."""
    places = (root / (name if number == 1 else f"{name}-{number}") for number in range(1, 10_000))
    return next(place for place in places if not place.exists())


def _put_in_use(root: Path, place: Path) -> None:
    link = root / f"{_NEW}{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(place.name)
    os.replace(link, root / CURRENT)
    for path in root.iterdir():
        if path.name.startswith((_NEW, _EDITION)) and path != place:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One export at a time; a dead one holds nothing."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ExportRunningError from error
        yield
