"""Finds the files that an import means: those named, in folders and zips, of a manifest. In a fixed order."""

from __future__ import annotations

import glob
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from reports.importing.types import FoundFile, Given
from reports.models.upload import SUFFIXES
from reports.readers.zips import entry_name, read_entry

MAX_ZIP_ENTRIES = 100_000
INSIDE = "!"
"""Between a zip and its entry, in what names a file to people and in a manifest."""


def find_files(paths: Iterable[Path], given: Mapping[Path, Given] | None = None) -> Iterator[FoundFile]:
    """The files named, those with a known suffix inside folders and zips, and those that a pattern (`*.txt`) means.

    Each once, in path order. Files whose name begins with a dot are left out of folders. FileNotFoundError for
    a path that is not there. `given` maps resolved paths to what a manifest says of them.
    """
    seen: set[Path] = set()
    for path in _expanded(paths):
        for each in _inside(path) if path.is_dir() else [path]:
            key = each.resolve()
            if key in seen:
                continue
            seen.add(key)
            if each.suffix.lower() == ".zip":
                yield from zip_files(each, given or {})
            else:
                yield FoundFile(each.name, str(key), each.read_bytes, (given or {}).get(key, Given()))


def named_files(given: Mapping[Path, Given]) -> Iterator[FoundFile]:
    """The files that a manifest names, and no others: `甲.txt`, all of `乙.zip`, `乙.zip!丙.txt` of it. Errors as
    `find_files`; what it names inside a zip and is not there is left out."""
    holders = {place: _holder(place) for place in given}
    for file in find_files(dict.fromkeys(holders.values()), given):
        place = Path(file.place)
        if place in given or _holder(place) in given:
            yield file


def unmatched(given: Mapping[Path, Given], files: Iterable[FoundFile]) -> list[Path]:
    """What a manifest names and none of the files is; a zip is matched by any of its entries."""
    places = {Path(file.place) for file in files}
    return sorted(given.keys() - places - {_holder(place) for place in places})


def _holder(place: Path) -> Path:
    """The zip of `乙.zip!丙.txt`; any other place as it is."""
    before, mark, _entry = str(place).rpartition(INSIDE)
    return Path(before) if mark and before.lower().endswith(".zip") and not place.exists() else place


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    """Patterns that the shell left alone are expanded here. A file whose name holds a bracket is no pattern."""
    for path in paths:
        if path.exists():
            yield path
        elif glob.has_magic(str(path)) and (found := sorted(glob.glob(str(path), recursive=True))):
            yield from map(Path, found)
        else:
            raise FileNotFoundError(path)


def _inside(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES | {".zip"} and not path.name.startswith(".") and path.is_file()
    )


def zip_files(path: Path, given: Mapping[Path, Given]) -> Iterator[FoundFile]:
    """The entries of a zip with a known suffix, in name order. Nothing is unpacked to disk, so no name can lead out.

    An entry that cannot be read fails when it is read, not here; a file that is no zip is handed on as itself,
    so that the reader says what it is.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError):
        yield FoundFile(path.name, str(path.resolve()), path.read_bytes)
        return
    named = sorted((entry_name(entry), entry) for entry in entries[:MAX_ZIP_ENTRIES])
    for name, entry in named:
        if Path(name).suffix.lower() in SUFFIXES and not Path(name).name.startswith("."):
            place = f"{path.resolve()}{INSIDE}{name}"
            told = given.get(Path(place), Given())
            yield FoundFile(Path(name).name, place, partial(read_entry, path, entry), told)
