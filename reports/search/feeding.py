"""Gives the documents of new reports to an import's writer, in a thread of its own, while the import goes on.

Making documents takes nearly as long as storing a report does; while the database works, Python is free for it.
"""

from __future__ import annotations

import threading
from queue import Empty, Queue

from tantivy import IndexWriter

from reports.search.fresh import FreshReport, Lookups

AHEAD = 16
"""Reports that may wait for their turn, some 0.2 MB each; whoever brings one more waits too."""


class FeederClosed(Exception):
    """Something was given to a feeder that had been closed."""


class Feeder:
    """Feeds one writer until it is closed. It asks no database: `lookups` have been read.

    After the first failure nothing more is written, and whoever gives or waits is told it.
    """

    def __init__(self, writer: IndexWriter, lookups: Lookups) -> None:
        self._writer, self._lookups = writer, lookups
        self._waiting: Queue[FreshReport | None] = Queue(AHEAD)
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="index-feeder", daemon=True)
        self._thread.start()

    def give(self, fresh: FreshReport) -> None:
        """Takes the documents of a report on. Raises what an earlier report failed of."""
        self._tell()
        self._waiting.put(fresh)

    def wait(self) -> None:
        """Until the writer has got all that was given. Raises what one of them failed of."""
        self._waiting.join()
        self._tell()

    def close(self) -> None:
        """Ends the thread; what was still waiting is dropped."""
        self._failed = self._failed or FeederClosed()
        while True:
            try:
                self._waiting.get_nowait()
            except Empty:
                break
            self._waiting.task_done()
        self._waiting.put(None)
        self._thread.join()

    def _tell(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _work(self) -> None:
        while (fresh := self._waiting.get()) is not None:
            try:
                if self._failed is None:
                    self._write(fresh)
            except BaseException as error:
                self._failed = error
            finally:
                self._waiting.task_done()

    def _write(self, fresh: FreshReport) -> None:
        for document in fresh.documents(self._lookups):
            self._writer.add_document(document.for_engine())
