"""Builds the index anew beside the one in use, and puts it in its place.

Reading rows and folding texts takes most of the time, and the engine has one writer: so other processes read, and hand
documents to this one, which writes. Killed at any moment it leaves the index in use as it is.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache

from reports.models import Problem, Report
from reports.processes import pool
from reports.search.applying import apply_changes
from reports.search.documents import ReadyDocument
from reports.search.folder import Generation, IndexUnusable, WriterBusy
from reports.search.places import Places
from reports.search.rows import REPORTS_AT_ONCE, all_documents, batches_of_reports, documents_of_batch
from reports.search.standing import archive_version, index_folder

Progress = Callable[[Iterator[ReadyDocument], int], Iterable[ReadyDocument]]

_HEAP = 400_000_000
_THREADS = 2
_PATIENCE = 60.0
"""Seconds to wait, at the end, until the old index's writer is free."""
_ALONE = 4 * REPORTS_AT_ONCE
"""Up to so many reports are read by this process: starting others takes longer."""
_AHEAD = 3
"""Batches that each reading process may be ahead of the writer. Some 10 MB each."""


def _silent(documents: Iterator[ReadyDocument], _total: int) -> Iterable[ReadyDocument]:
    return documents


def rebuild_index(progress: Progress = _silent, *, workers: int | None = None) -> int:
    """Indexes the whole archive into a new folder, puts it in use at once, and applies what changed meanwhile.

    Pages go on with the old index until then. `progress` is given the documents and how many there are, and gives
    them on. `workers` processes read, one for each core unless told; a small archive is read by this one. Returns how
    many documents were indexed. Raises RebuildRunning when another rebuild is under way, and WriterBusy when the old
    index was still being written a minute after the new one was ready.
    """
    folder = index_folder()
    with folder.rebuilding():
        generation = folder.prepare()
        version = archive_version()  # before the rows are read: what changes after it is applied again, harmlessly
        count = 0
        with generation.writer(heap=_HEAP, threads=_THREADS) as writer:
            for document in progress(_documents(workers), _documents_held()):
                writer.add_document(document.for_engine())
                count += 1
            writer.commit()
            generation.set_applied_version(version)
        with _unwritten(folder.current()):
            folder.put_in_use(generation)
    apply_changes()
    return count


def _documents(workers: int | None) -> Iterator[ReadyDocument]:
    """Every document of the archive, newest reports first, so that equal scores come newest first."""
    batches = batches_of_reports()
    if workers is None:
        workers = 0 if len(batches) * REPORTS_AT_ONCE <= _ALONE else os.cpu_count() or 1
    if workers == 0:
        yield from (document.ready() for document in all_documents())
        return
    executor = pool(workers)
    window: deque[Future[list[ReadyDocument]]] = deque()
    try:
        for batch in batches:
            window.append(executor.submit(read_batch, batch))
            if len(window) >= _AHEAD * workers:
                yield from window.popleft().result()
        while window:
            yield from window.popleft().result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def read_batch(keys: list[int]) -> list[ReadyDocument]:
    """The documents of these reports (primary keys); what one process does for another."""
    return [document.ready() for document in documents_of_batch(keys, _places())]


@cache
def _places() -> Places:
    """Read once a process; one that reads for a rebuild ends with it."""
    return Places()


def _documents_held() -> int:
    return Problem.objects.public().count() + Report.objects.public().count()


@contextmanager
def _unwritten(generation: Generation | None) -> Iterator[None]:
    """Nobody writes `generation` meanwhile, so that its removal interrupts no one."""
    deadline = time.monotonic() + _PATIENCE
    while generation is not None:
        try:
            with generation.writer():
                yield
                return
        except IndexUnusable:
            break
        except WriterBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    yield
