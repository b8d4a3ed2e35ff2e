"""Files to parsed files, in the order of the files: in this process, or in several while this one stores.

Memory stays bounded: only a window of files is held at any time, however many there are.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from reports import processes
from reports.importing.fresh import fresh_rows, lists_of
from reports.importing.hashing import data_hash
from reports.importing.reading import Reader, RefusedError, gazetteer_of, parse_bytes
from reports.importing.types import FoundFile, Given, ParsedFile
from reports.readers import read_bytes
from reports.readers.types import ReadError
from reports.readers.zips import UnsafeEntryError

logger = logging.getLogger(__name__)

AHEAD = 24
"""Files held for each worker: enough that none waits while the index commits. Some 0.4 MB each."""
PATIENCE = 0.25
"""So many seconds a worker is waited for before `meanwhile` is called (again)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gave no report: a code, and a sentence in Chinese and English."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file and what became of it: parsed, failed, or (None) skipped since the archive holds these bytes already."""

    file: FoundFile
    sha256: str
    result: ParsedFile | Failure | None


_Answer = bytes | ParsedFile | Failure
"""What a worker gives for a file; bytes are a packed `ParsedFile` (`_work`)."""


@dataclass(slots=True)
class _Waiting:
    file: FoundFile
    sha256: str
    data: bytes
    result: Future[_Answer] | Failure | None


def parsed_in_order(
    files: Iterable[FoundFile],
    *,
    to_parse_with: Callable[[str, Given], Given | None],
    gazetteer: Path | None,
    workers: int,
    reader: Reader = read_bytes,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[Taken]:
    """Each file, read and parsed with what `to_parse_with` makes of its SHA-256 and of what is given with it; None
    says that nothing is to be done.

    `gazetteer` names the samples' table; `reader` makes text of the bytes; `workers` above 1 parse in processes of
    their own. A worker that dies (out of memory, killed) costs the file that it died of, and no other. `meanwhile` is
    called again and again while a worker is waited for. NoWorkersError when none can be started.
    """
    if workers <= 1:
        yield from (_alone(file, to_parse_with, gazetteer, reader) for file in files)
        return
    with _Pool(workers, gazetteer, reader, meanwhile) as pool:
        window: deque[_Waiting] = deque()
        for file in files:
            window.append(pool.start(file, to_parse_with))
            if len(window) >= AHEAD * workers:
                yield pool.finish(window)
        while window:
            yield pool.finish(window)


def parse_or_fail(data: bytes, name: str, given: Given, gazetteer: Path | None, reader: Reader) -> ParsedFile | Failure:
    """One file parsed, or why not. Never raises for what a file may hold."""
    try:
        return parse_bytes(data, name, gazetteer_of(gazetteer), given, reader)
    except (ReadError, RefusedError) as error:
        return Failure(error.code, str(error))
    except Exception as error:  # a fault of ours must cost this file only, and be told
        logger.exception("parsing %s failed", name)
        said = f"{type(error).__name__}: {error}"
        return Failure("internal", f"程序出错，请报告：{said}。A fault of the program, please report it: {said}.")


def _alone(
    file: FoundFile, to_parse_with: Callable[[str, Given], Given | None], gazetteer: Path | None, reader: Reader
) -> Taken:
    data = _bytes(file)
    if isinstance(data, Failure):
        return Taken(file, "", data)
    sha256 = data_hash(data)
    given = to_parse_with(sha256, file.given)
    if given is None:
        return Taken(file, sha256, None)
    return Taken(file, sha256, parse_or_fail(data, file.name, given, gazetteer, reader))


def _bytes(file: FoundFile) -> bytes | Failure:
    try:
        return file.read()
    except UnsafeEntryError as error:
        return Failure("damaged_archive", str(error))
    except OSError as error:
        said = error.strerror or str(error)
        return Failure("unreadable", f"文件无法读取：{said}。The file cannot be read: {said}.")


class NoWorkersError(Exception):
    """Worker processes die before they do anything; the message says what to do, in Chinese and English."""


class _Pool:
    """Worker processes that can be replaced when one dies."""

    def __init__(self, workers: int, gazetteer: Path | None, reader: Reader, meanwhile: Callable[[], None]) -> None:
        self.workers, self.gazetteer, self.reader, self.meanwhile = workers, gazetteer, reader, meanwhile
        self._executor = self._fresh()

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _fresh(self) -> ProcessPoolExecutor:
        return processes.pool(self.workers)

    def start(self, file: FoundFile, to_parse_with: Callable[[str, Given], Given | None]) -> _Waiting:
        data = _bytes(file)
        if isinstance(data, Failure):
            return _Waiting(file, "", b"", data)
        sha256 = data_hash(data)
        given = to_parse_with(sha256, file.given)
        if given is None:
            return _Waiting(file, sha256, b"", None)
        waiting = _Waiting(replace(file, given=given), sha256, data, None)
        self._submit(waiting)
        return waiting

    def _submit(self, waiting: _Waiting) -> None:
        try:
            waiting.result = self._executor.submit(
                _work, waiting.data, waiting.file.name, waiting.file.given, self.gazetteer, self.reader
            )
        except BrokenProcessPool:
            self._executor = self._fresh()
            self._submit(waiting)

    def finish(self, window: deque[_Waiting]) -> Taken:
        """The oldest file of the window, when it is done."""
        waiting = window.popleft()
        if not isinstance(waiting.result, Future):
            return Taken(waiting.file, waiting.sha256, waiting.result)
        try:
            result = self._result(waiting.result)
        except BrokenProcessPool:
            result = self._again(waiting, window)
        file = _unpacked(result, waiting.data) if isinstance(result, bytes) else result
        return Taken(waiting.file, waiting.sha256, file)

    def _result(self, future: Future[_Answer]) -> _Answer:
        """What the worker gives, or BrokenProcessPool."""
        while not wait([future], PATIENCE).done:
            self.meanwhile()
        return future.result()

    def _again(self, waiting: _Waiting, window: deque[_Waiting]) -> _Answer:
        """After a worker died, nobody knows of which file: this one is tried alone, the others go to new workers."""
        self._executor = self._fresh()
        self._see_that_workers_start()
        self._submit(waiting)
        assert isinstance(waiting.result, Future)
        result: _Answer
        try:
            result = self._result(waiting.result)
        except BrokenProcessPool:
            self._executor = self._fresh()
            result = Failure(
                "worker_died", "解析这份文件的进程意外终止。The process that parsed this file died (out of memory?)."
            )
        for each in window:
            if isinstance(each.result, Future):
                self._submit(each)
        return result

    def _see_that_workers_start(self) -> None:
        """Raises NoWorkersError where they do not, lest every file be blamed for it after two starts each."""
        try:
            self._executor.submit(os.getpid).result()
        except BrokenProcessPool as error:
            raise NoWorkersError(
                "解析进程无法启动（内存不足，或系统不允许）。请用 --workers 1 再试。"
                "The worker processes cannot start (out of memory, or forbidden). Try again with --workers 1."
            ) from error


def _work(data: bytes, name: str, given: Given, gazetteer: Path | None, reader: Reader) -> bytes | Failure:
    """In a worker, which makes the rows too. Neither the bytes are sent back, which the process that stores has, nor
    the values that the rows were made from.

    Packed here: what is not packed yet the executor makes objects of in a thread of its own, as soon as it comes, and
    the thread that stores stands still for it again and again.
    """
    result = parse_or_fail(data, name, given, gazetteer, reader)
    if isinstance(result, Failure):
        return result
    result = replace(result, data=b"", rows=fresh_rows(result), values=result.values.without_lists())
    return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes, data: bytes) -> ParsedFile:
    """The file that a worker made of these bytes."""
    file: ParsedFile = pickle.loads(packed)
    if file.rows is not None:
        file.values.recovered_by(partial(lists_of, file.rows))
    return replace(file, data=data)
