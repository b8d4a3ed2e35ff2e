"""Brings the index up to the database: reads the changes after its version, writes those rows anew, commits.

Rows are deleted and added again, so that applying twice is harmless. Nobody waits for the writer: who finds it
taken leaves the work to its holder, and the holder looks again after letting go.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone
from tantivy import IndexWriter

from reports.models import Change
from reports.models.written import WrittenQuery, asked
from reports.search.feeding import Feeder
from reports.search.folder import READY, Generation, IndexFolder, IndexUnusable, RebuildRunning, WriterBusy
from reports.search.fresh import FreshReport, Lookups
from reports.search.matching import problem_uid
from reports.search.places import Places
from reports.search.rows import documents_of
from reports.search.standing import archive_version, can_follow, index_folder, index_state

BATCH = 200
"""Changed reports or problems that one commit of the index takes up."""
PAGE_BATCH = 20
"""The same, when a page does it while a reader waits."""
GRACE_SECONDS = 2.0
"""So long a change may wait for whoever made it to apply it, before a page does."""
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 64.0
"""Seconds between an import's commits of the index: each pause is twice the one before, so that a small import is seen
at once and a long one writes few segments. Each commit writes one, and many small ones are merged again and again: a
commit a second costs twice the time of the engine. What others change does not wait so long:"""
BETWEEN_OTHERS = 0.5
"""at least so many seconds after the commit before, so that a second import beside this one makes few segments too."""
LOOK_SECONDS = 0.25
"""So often an import that stores nothing looks whether others have changed something."""
BUSY_SECONDS = 0.5
"""So long after it was found taken pages do not try for the writer again: beside an import each of them would."""
IMPORT_HEAP = 112_000_000
"""Bytes that an import's writer may hold before it writes a segment by itself, of some 480 reports. Eight of them are
merged at a time, all mapped into memory meanwhile: half a gigabyte beside the one that an import of the nation holds.
With 96 million it wrote more than eight times eight, so that all were merged once more and 2.7 GB were mapped."""
_FROM_NOTHING = 500
"""With no more changes than these an index that never was is made from them; else it has to be rebuilt."""

log = logging.getLogger(__name__)


_seen_busy: dict[Path, float] = {}
"""When a thread of this process found the writer of a generation taken, by its folder (`time.monotonic`)."""


def apply_changes(*, most: int | None = None) -> bool:
    """Whether the index is up to date now. False when another process is writing it, when it has to be rebuilt, or
    when one batch of about `most` changed rows did not suffice (without `most`: as many batches as it takes).
    """
    folder = index_folder()
    while True:
        generation = folder.current() or _made_from_nothing(folder)
        if generation is None or index_state() != READY:
            return False
        if generation.applied_version() == archive_version():
            return True
        try:
            with _writer(generation) as writer:
                while _apply_batch(generation, writer, most or BATCH) and most is None:
                    pass
        except WriterBusy:
            _seen_busy[generation.path] = time.monotonic()
            return False
        except IndexUnusable:
            if folder.current() == generation:  # else a rebuild has put another in its place: look again
                raise
            continue
        if most is not None:
            return generation.applied_version() == archive_version()


def _made_from_nothing(folder: IndexFolder) -> Generation | None:
    """An empty index, when the archive's few changes are all known: a new archive needs no rebuild."""
    if not can_follow(0, archive_version()) or Change.objects.count() > _FROM_NOTHING:
        return None
    try:
        with folder.rebuilding():
            if folder.current() is None:
                folder.put_in_use(folder.prepare())
    except RebuildRunning:
        return None
    return folder.current()


def _apply_batch(generation: Generation, writer: IndexWriter, most: int) -> bool:
    """Takes up whole versions with about `most` changes beside those that an import has written already. Whether there
    was anything to do."""
    batches = _batches.get()
    written = batches.written if batches else set()
    applied = generation.applied_version()
    waiting = Change.objects.filter(version__gt=applied).order_by("version", "pk")
    most += len(written)
    versions = list(waiting.values_list("version", flat=True)[: most + 1])
    if not versions:
        return False
    last = versions[-1]
    if len(versions) > most and versions[0] < last:  # of the last version more rows may follow
        last = max(version for version in versions if version < last)
    named: dict[str, set[str]] = {kind: set() for kind in Change.Kind.values}
    for version, kind, public_id in waiting.filter(version__lte=last).values_list("version", "kind", "public_id"):
        if version not in written:
            named[kind].add(public_id)
    write_anew(
        writer, named[Change.Kind.REPORT], named[Change.Kind.PROBLEM], batches.lookups.places if batches else None
    )
    writer.commit()
    generation.set_applied_version(last)
    written.difference_update(versions)
    return True


def write_anew(writer: IndexWriter, reports: set[str], problems: set[str], places: Places | None = None) -> None:
    """Drops what the index holds of these (public ids) and adds what the database shows now; without a commit."""
    for public_id in reports:
        writer.delete_documents_by_term("report_id", public_id)
    for public_id in problems:
        writer.delete_documents_by_term("uid", problem_uid(public_id))
    for document in documents_of(reports, problems, places):
        writer.add_document(document.for_engine())


@dataclass(slots=True)
class _Batches:
    """An import's writer, held open so that merges of segments go on beside it. It commits every `seconds`; without
    that after pauses that grow (`LONGEST_PAUSE`).

    `written`: versions whose documents the writer has been given and not committed yet. `others`: whether versions
    that are not of this import wait. `newest`: the newest version that it knows of.
    """

    seconds: float | None
    held: ExitStack = field(default_factory=ExitStack)
    writer: IndexWriter | None = None
    feeder: Feeder | None = None
    generation: Generation | None = None
    lookups: Lookups = field(default_factory=Lookups)
    written: set[int] = field(default_factory=set)
    others: bool = False
    newest: int | None = None
    last: float = field(default_factory=time.monotonic)
    looked: float = field(default_factory=time.monotonic)
    pause: float = field(default_factory=lambda: SHORTEST_PAUSE)

    def settled(self, generation: Generation) -> IndexWriter:
        """The writer, which has got all that it was given. WriterBusy as `Generation.writer`."""
        writer, feeder = self._held(generation)
        try:
            feeder.wait()
        except BaseException:
            self.let_go()  # a writer that failed once stays dead
            raise
        return writer

    def _held(self, generation: Generation) -> tuple[IndexWriter, Feeder]:
        if self.writer is None or self.feeder is None or self.generation != generation:
            self.let_go()
            self.writer = self.held.enter_context(generation.writer(heap=IMPORT_HEAP))
            self.feeder = Feeder(self.writer, self.lookups.read())
            self.held.callback(self.feeder.close)
            self.generation = generation
        return self.writer, self.feeder

    def let_go(self) -> None:
        """What was not committed is dropped, and read from the database by whoever writes next."""
        self.writer = self.feeder = None
        self.written.clear()
        self.held.close()

    def write(self, version: int, fresh: Sequence[FreshReport]) -> None:
        """Gives the writer the documents of a version's new reports; nothing of them stands in the index yet.

        Where there is no writer to be had the version is left to be read from the database.
        """
        generation = index_folder().current()
        if generation is None or index_folder().state() != READY:
            return
        try:
            _, feeder = self._held(generation)
            for each in fresh:
                feeder.give(each)
        except (WriterBusy, IndexUnusable):
            return
        except BaseException:
            self.let_go()  # a writer that failed once stays dead
            raise
        self.written.add(version)

    def committed(self, version: int) -> None:
        """Applies what waits when it is time to: soon when another has changed something between two versions of this
        import, so that an edit is seen as quickly as without an import."""
        self.others |= self.newest is not None and version != self.newest + 1
        self.newest = version
        passed = time.monotonic() - self.last
        if passed >= self.pause:
            if self.seconds is None:
                self.pause = min(LONGEST_PAUSE, 2 * self.pause)
            self.apply()
        elif self.others and passed >= BETWEEN_OTHERS:
            self.apply()

    def apply(self) -> None:
        self.others = False
        apply_changes()
        self.last = time.monotonic()


_batches: ContextVar[_Batches | None] = ContextVar("index_batches", default=None)


@contextmanager
def batched_index_updates(seconds: float | None = None) -> Iterator[None]:
    """For an import: content changes inside reach the index together, at least every `seconds` while they go on, and
    all of them at the end, also after an error. Other processes' changes are taken along, at once when they are seen.

    Without `seconds` the pauses between commits grow from one second to sixty-four.
    """
    batches = _Batches(seconds)
    if seconds is not None:
        batches.pause = seconds
    token = _batches.set(batches)
    try:
        try:
            yield
        finally:
            apply_changes()  # what the writer has been given is not read again
    finally:
        _batches.reset(token)
        batches.let_go()
        apply_changes()


@contextmanager
def _writer(generation: Generation) -> Iterator[IndexWriter]:
    batches = _batches.get()
    if batches is not None:
        try:
            yield batches.settled(generation)
        except BaseException:
            batches.let_go()  # a writer that failed once stays dead
            raise
        return
    with generation.writer() as writer:
        yield writer


def after_commit(version: int, fresh: Sequence[FreshReport] = ()) -> None:
    """To be called when a content transaction has committed as `version`; `fresh` when all that it did was to store
    these reports."""
    batches = _batches.get()
    if batches is None:
        apply_changes()
        return
    if fresh:
        batches.write(version, fresh)
    batches.committed(version)


def look_for_others() -> None:
    """For an import that stores nothing at the moment, as often as it likes: takes up what others have changed, whom
    the writer that it holds keeps from doing so themselves. Looks four times a second; what fails is logged, and left
    to the next commit.
    """
    batches = _batches.get()
    if batches is None or batches.writer is None or time.monotonic() - batches.last < BETWEEN_OTHERS:
        return
    if not batches.others and time.monotonic() - batches.looked < LOOK_SECONDS:
        return
    batches.looked = time.monotonic()
    try:
        version = archive_version()
        if batches.others or version != batches.newest:
            batches.newest = version
            batches.apply()
    except (DatabaseError, ValueError, OSError, IndexUnusable):
        log.exception("Changes of others did not reach the search index")


_OLDEST_WAITING = WrittenQuery[datetime](
    lambda: (
        Change.objects.filter(version__gt=asked("applied"))
        .order_by("version", "pk")
        .values_list("changed_at", flat=True)[:1]
    )
)


def ensure_fresh() -> bool:
    """For a page: applies a few changes that have waited too long, if the writer is free. Whether the index lags still.

    What goes wrong in writing is logged, and the page shows what the index holds.
    """
    generation = index_folder().current()
    if generation is None:
        return False
    oldest = _OLDEST_WAITING.first(applied=generation.applied_version())
    if oldest is None or (timezone.now() - oldest).total_seconds() < GRACE_SECONDS:
        return False
    if time.monotonic() - _seen_busy.get(generation.path, float("-inf")) < BUSY_SECONDS:
        return True
    try:
        return not apply_changes(most=PAGE_BATCH)
    except (ValueError, OSError, IndexUnusable):
        log.exception("The search index could not be written")
        return True
