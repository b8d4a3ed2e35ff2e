"""The index on disk: generations in a folder, one of them current (design.md §6, Version).

    index/current                 names the generation in use
    index/v1-000003/              a tantivy index; its name says the schema's version
    index/v1-000003/applied_version
                                  the content version that it holds, written after the index's commit

A rebuild writes a new generation and swaps the name. Small files are replaced whole, so that a reader sees the old or
the new one, whenever a process dies.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from tantivy import Index, IndexWriter, Searcher

from reports.search.damage import META, damaged_file
from reports.search.guarded import EngineFailed, GuardedSearcher, IndexUnusable, contained
from reports.search.schema import SCHEMA_VERSION, register_tokenizers, schema

__all__ = [
    "Generation",
    "IndexFolder",
    "IndexUnusable",
    "Readers",
    "RebuildRunning",
    "Snapshot",
    "WriterBusy",
    "readers",
]

log = logging.getLogger(__name__)

READY, MISSING, OUTDATED = "ready", "missing", "outdated"

_GENERATION = re.compile(r"v(\d+)-(\d{6,})")
_ATTEMPTS = 3
_WRITER_HEAP = 64_000_000
"""Bytes that an applying writer may hold before it writes a segment."""


class WriterBusy(Exception):
    """Another process or thread writes this generation."""


class RebuildRunning(Exception):
    """Another process rebuilds the index of this folder."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One index. `state` of the folder tells whether it can be used; the methods expect that it is there."""

    path: Path

    def applied_version(self) -> int:
        """The content version that the index holds. 0 when none was written: then everything is to be applied again."""
        try:
            return int(read_small(f"{self.path}/applied_version"))
        except (FileNotFoundError, ValueError):
            return 0

    def written_at(self) -> float | None:
        """When that was written, in seconds as `time.time`; None when it never was."""
        try:
            return (self.path / "applied_version").stat().st_mtime
        except FileNotFoundError:
            return None

    def listed(self) -> bytes:
        """What the index says of itself: each commit has its own. Empty where it says nothing."""
        try:
            return (self.path / META).read_bytes()
        except OSError:
            return b""

    def set_applied_version(self, version: int) -> None:
        """To be called after the index's commit and before the writer is let go."""
        replace_text(self.path / "applied_version", str(version))

    def open(self) -> Index:
        """The index, readable and writable. ValueError or EngineFailed where it is damaged or gone."""
        with contained():
            index = Index.open(str(self.path))
            index.config_reader(reload_policy="manual")
            register_tokenizers(index)
        return index

    @contextmanager
    def writer(self, *, heap: int = _WRITER_HEAP, threads: int = 1) -> Iterator[IndexWriter]:
        """The only writer of this index, for any process. WriterBusy at once when it is taken, else IndexUnusable.

        At the end merges are waited for, so that segments do not pile up. What was not committed is dropped.
        """
        try:
            writer = self.open().writer(heap, threads)
        except (ValueError, OSError, EngineFailed) as error:
            raise (WriterBusy if "LockBusy" in str(error) else IndexUnusable)(str(error)) from error
        try:
            with contained():
                yield writer
        except EngineFailed as error:
            raise IndexUnusable(str(error)) from error
        finally:
            writer.wait_merging_threads()


def read_small(path: str) -> str:
    """What `replace_text` wrote: a page asks for ten, and Python's own files take four times as long."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, 4096).decode("ascii")
    finally:
        os.close(file)


def replace_text(path: Path, text: str) -> None:
    """Writes the file whole or not at all, and down to the disk."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    with beside.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """The folder of all generations (`settings.INDEX_DIR`)."""

    root: Path

    def current(self) -> Generation | None:
        """The generation in use, None where there is none or its folder is gone."""
        try:
            name = read_small(f"{self.root}/current").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        generation = Generation(self.root / name)
        there = _GENERATION.fullmatch(name) and os.path.isfile(f"{self.root}/{name}/{META}")
        return generation if there else None

    def state(self) -> str:
        """`ready`, `missing`, or `outdated` when the index has another schema's version."""
        generation = self.current()
        if generation is None:
            return MISSING
        return READY if generation.path.name.startswith(f"v{SCHEMA_VERSION}-") else OUTDATED

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """One rebuild at a time, for all processes. RebuildRunning when there is one; a dead one holds nothing."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "rebuild.lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RebuildRunning from error
            yield

    def prepare(self) -> Generation:
        """A new, empty generation that is not in use yet. Only for the holder of `rebuilding`."""
        self.root.mkdir(parents=True, exist_ok=True)
        numbers = [int(found[2]) for path in self.root.iterdir() if (found := _GENERATION.fullmatch(path.name))]
        path = self.root / f"v{SCHEMA_VERSION}-{max(numbers, default=0) + 1:06}"
        path.mkdir()
        Index(schema(), path=str(path))
        return Generation(path)

    def put_in_use(self, generation: Generation) -> None:
        """Makes `generation` the current one and removes the others; readers of those go on with what they have open.

        Only for the holder of `rebuilding`: another process's half-made generation would be removed.
        """
        replace_text(self.root / "current", generation.path.name)
        for path in self.root.iterdir():
            if _GENERATION.fullmatch(path.name) and path.name != generation.path.name:
                shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent view: everything asked of `searcher` is answered from the same commit, of `version` or later."""

    searcher: Searcher
    version: int


class Readers:
    """Keeps the current generation open for a process's threads, and looks for new commits by `applied_version`.

    A generation of which a file is gone, cut or altered is lost: that is logged, and it is not opened again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._open: dict[Path, tuple[Generation, Index, int]] = {}
        self._looked_at: dict[Path, set[str]] = {}
        self._sound: dict[Path, bytes] = {}
        self._lost: dict[Path, bytes] = {}

    def snapshot(self, folder: IndexFolder) -> Snapshot | None:
        """The newest commit; None where there is no usable index."""
        with self._lock:
            if self._process != os.getpid():  # a forked worker opens its own
                self._open.clear()
                self._process = os.getpid()
            failure: Exception | None = None
            for _ in range(_ATTEMPTS):
                generation = folder.current() if folder.state() == READY else None
                if generation is None or self._is_lost(generation):
                    return None
                try:
                    return self._newest(folder, generation)
                except (ValueError, OSError, EngineFailed) as error:  # swapped by a rebuild between two looks
                    self._open.pop(folder.root, None)
                    failure = error
            if not self._is_damaged(generation):
                log.warning("The search index cannot be opened: %s", failure)
        return None

    def _newest(self, folder: IndexFolder, generation: Generation) -> Snapshot:
        # Before the commit is looked for: the searcher holds this version or more.
        version = generation.applied_version()
        known = self._open.get(folder.root)
        index = known[1] if known and known[0] == generation else generation.open()
        if known is None or known[0] != generation or known[2] != version:
            with contained():
                index.reload()
            damaged = damaged_file(generation.path, self._looked_at.setdefault(generation.path, set()))
            if damaged:
                raise ValueError(damaged)
        self._open[folder.root] = (generation, index, version)
        searcher = GuardedSearcher(index.searcher(), partial(self._has_failed, folder, generation))
        return Snapshot(cast(Searcher, searcher), version)

    def _has_failed(self, folder: IndexFolder, generation: Generation) -> bool:
        """After a question has failed: whether it is the index's fault. Then the generation is given up."""
        with self._lock:
            damaged = self._is_damaged(generation)
            if damaged:
                self._open.pop(folder.root, None)
        return damaged

    def _is_damaged(self, generation: Generation | None) -> bool:
        """Reads every file, but those of one commit only once."""
        if generation is None or self._is_lost(generation):
            return True
        listed = generation.listed()
        if self._sound.get(generation.path) == listed:
            return False
        try:
            damaged = damaged_file(generation.path, set(), whole=True)
        except (ValueError, FileNotFoundError):
            damaged = META
        if damaged is None:
            self._sound[generation.path] = listed
            return False
        self._lost[generation.path] = listed
        log.error("The search index is damaged, run rebuild_index: %s", generation.path / damaged)
        return True

    def _is_lost(self, generation: Generation) -> bool:
        """Whether it was found damaged. A commit, or another index in its place, gets another chance."""
        return generation.path in self._lost and self._lost[generation.path] == generation.listed()


readers = Readers()
