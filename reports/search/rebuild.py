"""Builds the index anew beside the one in use, and puts it in its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from reports.models import Problem, Report
from reports.search.applying import apply_changes
from reports.search.documents import IndexDocument
from reports.search.folder import Generation, IndexUnusable, WriterBusy
from reports.search.rows import all_documents
from reports.search.standing import archive_version, index_folder

Progress = Callable[[Iterator[IndexDocument], int], Iterable[IndexDocument]]

_HEAP = 400_000_000
_THREADS = 2
_PATIENCE = 60.0
"""Seconds to wait, at the end, until the old index's writer is free."""


def _silent(documents: Iterator[IndexDocument], _total: int) -> Iterable[IndexDocument]:
    return documents


def rebuild_index(progress: Progress = _silent) -> int:
    """Indexes the whole archive into a new folder, puts it in use at once, and applies what changed meanwhile.

    Pages go on with the old index until then. `progress` is given the documents and how many there are, and gives
    them on. Returns how many were indexed. Raises RebuildRunning when another rebuild is under way, and WriterBusy
    when the old index was still being written a minute after the new one was ready.
    """
    folder = index_folder()
    with folder.rebuilding():
        generation = folder.prepare()
        version = archive_version()  # before the rows are read: what changes after it is applied again, harmlessly
        count = 0
        with generation.writer(heap=_HEAP, threads=_THREADS) as writer:
            for document in progress(all_documents(), _documents_held()):
                writer.add_document(document.for_engine())
                count += 1
            writer.commit()
            generation.set_applied_version(version)
        with _unwritten(folder.current()):
            folder.put_in_use(generation)
    apply_changes()
    return count


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
