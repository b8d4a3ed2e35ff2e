"""The child of `sandbox`: limits itself, reads one file or unpacks one zip, answers with one line of JSON.

Arguments: `read` or `unpack`, seconds of processor time, megabytes of memory; then path (`-`: standard input) and name
of the file, or path of the zip and the folder to unpack into.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from reports.readers import ReadError, read_bytes, read_file
from reports.readers.errors import refusal
from reports.readers.limits import MAX_FILE_BYTES, MAX_UNPACKED_BYTES, MAX_UPLOAD_ENTRIES, MB, in_words
from reports.readers.zips import UnsafeEntryError, data_of, entry_name

try:
    import resource
except ImportError:  # Windows has no such limits: there the parent's clock is the only one
    resource = None  # type: ignore[assignment]

_OPEN_FILES = 64


def limit_resources(seconds: int, memory_mb: int, file_bytes: int) -> None:
    """From here on: so much processor time and memory, files written up to `file_bytes` each, no core left behind."""
    if resource is None:
        return  # type: ignore[unreachable]
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory_mb * MB,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but does not set it
            continue


def read(path: str, name: str) -> dict[str, Any]:
    """{"document": …}. Raises ReadError."""
    document = read_bytes(sys.stdin.buffer.read(), name) if path == "-" else read_file(Path(path), name=name)
    return {"document": dataclasses.asdict(document)}


def unpack(path: str, folder: str) -> dict[str, Any]:
    """{"entries": [{"name", "file", "refused"}, …]}, in the order of the names. Raises ReadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {"entries": list(_unpacked(archive, Path(folder)))}
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise refusal("bad_archive", detail=str(error)) from error


def _unpacked(archive: zipfile.ZipFile, folder: Path) -> Iterator[dict[str, str]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_UPLOAD_ENTRIES:
        raise refusal("too_many_entries", limit=MAX_UPLOAD_ENTRIES)
    left = MAX_UNPACKED_BYTES
    for number, (name, entry) in enumerate(sorted(((entry_name(each), each) for each in entries), key=_by_name)):
        if Path(name).name.startswith(".") or "__MACOSX" in Path(name).parts:
            continue  # what a system leaves in every folder
        try:
            data = data_of(archive, entry)
        except UnsafeEntryError as error:
            yield {"name": name, "file": "", "refused": str(error)}
            continue
        left -= len(data)
        if left < 0:
            raise refusal("unpacked_too_large", limit=in_words(MAX_UNPACKED_BYTES))
        (folder / f"{number:04}").write_bytes(data)
        yield {"name": name, "file": f"{number:04}", "refused": ""}


def _by_name(named: tuple[str, zipfile.ZipInfo]) -> tuple[str, int]:
    return named[0], named[1].header_offset


ACTS: dict[str, tuple[Callable[[str, str], dict[str, Any]], int]] = {
    "read": (read, 0),
    "unpack": (unpack, MAX_FILE_BYTES),
}
"""What can be asked for, and how large the files may be that it writes."""


def answer(act: Callable[[str, str], dict[str, Any]], arguments: Sequence[str]) -> dict[str, Any]:
    """What the act gives, or {"error": {"code", "zh", "en"}}."""
    try:
        return act(*arguments)
    except ReadError as error:
        return {"error": {"code": error.code, "zh": error.zh, "en": error.en}}
    except MemoryError:
        return {"error": {"code": "memory", "zh": "", "en": ""}}


def main() -> None:
    """Does as the arguments say."""
    name, seconds, memory_mb, *arguments = sys.argv[1:]
    act, file_bytes = ACTS[name]
    limit_resources(int(seconds), int(memory_mb), file_bytes)
    # Escaped: a name out of a zip may hold half a character.
    sys.stdout.write(json.dumps(answer(act, arguments)))


if __name__ == "__main__":
    main()
