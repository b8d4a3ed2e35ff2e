"""One import run: every file read, parsed and stored on its own, its outcome recorded, nothing lost when one fails."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from reports.importing.bodies import Bodies
from reports.importing.giving_way import give_way
from reports.importing.known import Known
from reports.importing.manifest import read_manifest
from reports.importing.pipeline import Failure, Taken, parsed_in_order
from reports.importing.provenance import says_anything, tell_anew
from reports.importing.reading import Reader
from reports.importing.samples import GAZETTEER, load_sample_regions
from reports.importing.sources import find_files, named_files, unmatched
from reports.importing.store import Stored, WithdrawnError, store
from reports.importing.summary import describe_document
from reports.importing.types import FoundFile, Given, ParsedFile
from reports.importing.version import software_version
from reports.models import ImportRecord, ImportRun, Report
from reports.models.bulk import written_in_bulk
from reports.models.choices import Origin, Outcome
from reports.processes import collected_rarely, short_turns
from reports.readers import read_bytes
from reports.search.sync import batched_index_updates, content_change, look_for_others

logger = logging.getLogger(__name__)

TOGETHER = 8
"""So many files at most are stored in one transaction: a quarter of a second, which whoever saves a correction in that
moment waits for."""
TOGETHER_SECONDS = 0.5
"""So long a file that is parsed waits for others."""
NOT_STORED = (DatabaseError, sqlite3.Error, LookupError, OSError)
"""What goes wrong in storing for reasons of one file, or of the moment."""
MOST_DETAILS = 500
"""Lines of a record that say what changed: a report read by another parser may change in every row."""


class ImportRefusedError(Exception):
    """The whole run is refused before any file is read; the message says why, in Chinese and English."""


@dataclass(slots=True)
class FileOutcome:
    """What became of one file. `reason` is a sentence when it failed; `report` a public id when it did not.

    `changes` and `details` say what changed, of a dry run and where that was asked for."""

    path: str
    outcome: str
    reason: str = ""
    code: str = ""
    report: str = ""
    title: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def in_short(self) -> FileOutcome:
        """Without what changed, which has three thousand bytes of a new report; the run's record has it."""
        return replace(self, changes={}, details=[])


@dataclass(slots=True)
class RunResult:
    """The outcomes in the order of the files, and the run's record (none of a dry run, nor without files).
    `interrupted`: somebody stopped the run; what was stored stays. `unmatched`: files that the manifest names and that
    were not among those meant."""

    files: list[FileOutcome] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    interrupted: bool = False
    run: ImportRun | None = None

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.outcome for each in self.files)

    @property
    def failed(self) -> bool:
        return bool(self.counts[Outcome.FAILED])


def import_paths(
    paths: Sequence[Path],
    *,
    origin: str = Origin.REAL,
    dry_run: bool = False,
    by: str = "",
    in_full: bool = False,
    workers: int = 1,
    manifest: Path | None = None,
    since_failed: bool = False,
    progress: Callable[[Sequence[FoundFile]], Iterable[FoundFile]] = iter,
) -> RunResult:
    """Imports the files named and those inside the folders and zips named.

    `in_full` keeps what changed of every file, as a dry run does. `manifest` says where files came from; without
    `paths` its files are the ones meant. `since_failed` takes only files whose last outcome was a failure. `progress`
    wraps the list of files (a progress bar). Raises ImportRefusedError when the archive holds reports of an
    origin that this one must not mix with, ManifestError, and FileNotFoundError for a path that is not there.
    """
    refuse_mixture(origin)  # before any folder is walked
    given = read_manifest(manifest) if manifest else {}
    files = list(find_files(paths, given) if paths else named_files(given))
    missing = [str(place) for place in unmatched(given, files)]
    if since_failed:
        failed = failed_places()
        files = [file for file in files if file.place in failed]
    result = import_files(
        files,
        origin=origin,
        dry_run=dry_run,
        by=by,
        in_full=in_full,
        workers=workers,
        paths=[str(path) for path in paths],
        progress=progress,
    )
    result.unmatched = missing
    return result


def import_files(
    files: Sequence[FoundFile],
    *,
    origin: str = Origin.REAL,
    dry_run: bool = False,
    by: str = "",
    in_full: bool = False,
    workers: int = 1,
    paths: Sequence[str] = (),
    reader: Reader = read_bytes,
    progress: Callable[[Sequence[FoundFile]], Iterable[FoundFile]] = iter,
) -> RunResult:
    """Imports these files; `paths` is what the run's record says was asked for. Else as `import_paths`.

    NoWorkersError when none of several workers can be started; what was stored before stays.
    """
    refuse_mixture(origin)
    importer = Importer(origin=origin, dry_run=dry_run, by=by, paths=[*paths])
    result = RunResult()
    try:
        with batched_index_updates(), written_in_bulk(), collected_rarely(), short_turns():
            taken = parsed_in_order(
                progress(files),
                to_parse_with=importer.known.to_parse_with,
                gazetteer=importer.prepare_gazetteer(),
                workers=workers,
                reader=reader,
                meanwhile=importer.meanwhile,
            )
            for each in importer.take_all(taken):
                result.files.append(each if in_full or dry_run else each.in_short())
                look_for_others()  # files that change nothing, however many, leave an editor's change to nobody else
    except KeyboardInterrupt:
        result.interrupted = True
    finally:
        result.run = importer.finish()
    return result


def failed_places() -> set[str]:
    """The places of files whose latest record, of all runs, is a failure."""
    latest: dict[str, str] = dict(ImportRecord.objects.order_by("pk").values_list("path", "outcome"))
    return {path for path, outcome in latest.items() if outcome == Outcome.FAILED}


def refuse_mixture(origin: str) -> None:
    """Real and synthetic reports refuse each other's archive; samples are for an archive without real ones."""
    held = set(Report.objects.order_by().values_list("origin", flat=True).distinct())
    if origin == Origin.SAMPLE and held & {Origin.REAL, Origin.SYNTHETIC}:
        raise ImportRefusedError(
            "档案中已有通报，不再导入样例。The archive already holds reports; samples are for an empty one."
        )
    if origin == Origin.SYNTHETIC and held & {Origin.REAL, Origin.SAMPLE}:
        raise ImportRefusedError(
            "合成报告不能进入已有真实通报或样例的档案，请另设 ARCHIVE_HOME。"
            "Synthetic reports cannot enter an archive that holds real or sample ones; use another ARCHIVE_HOME."
        )
    if origin == Origin.REAL and Origin.SYNTHETIC in held:
        raise ImportRefusedError(
            "这个档案存放合成报告，真实通报请导入另一个 ARCHIVE_HOME。"
            "This archive holds synthetic reports; import real ones into another ARCHIVE_HOME."
        )


class Importer:
    """Takes files one by one. The run's record is made with the first file, so that a run over nothing leaves none."""

    FLUSH = 200
    SECONDS = 1.0
    """Records are written so many, or so many seconds, at a time; that of a failure at once, since the next run looks
    for it. They are not content: what a killed run stored is found without them."""

    def __init__(self, *, origin: str, dry_run: bool, by: str, paths: list[str]) -> None:
        self.origin, self.dry_run, self.by, self.paths = origin, dry_run, by, paths
        self.bodies = Bodies()
        self.known = Known()
        self._run: ImportRun | None = None
        self._together: list[Taken] = []
        self._since = 0.0
        self._outcomes: list[FileOutcome] = []
        self._waiting: list[ImportRecord] = []
        self._flushed = 0.0

    def prepare_gazetteer(self) -> Path | None:
        """The table that texts are read with: None for the nation's; the samples bring theirs, in the database too."""
        if self.origin != Origin.SAMPLE:
            return None
        if not self.dry_run:
            load_sample_regions()
        return GAZETTEER

    def take_all(self, files: Iterable[Taken]) -> Iterator[FileOutcome]:
        """The outcomes of the files, in their order. Files to be stored are stored several in a transaction: what they
        all change at the ends of tables and indexes is written once for all of them.
        """
        try:
            for each in files:
                yield from self._done()
                if not self._to_be_stored(each) or each.sha256 in {waiting.sha256 for waiting in self._together}:
                    self._store_together()  # what is known then tells a copy among them
                    yield from self._done()
                if not self._to_be_stored(each):
                    yield self.take(each)
                    continue
                self._since = self._since if self._together else time.monotonic()
                self._together.append(each)
                if len(self._together) == TOGETHER:
                    self._store_together()
                self.store_what_waits()
                yield from self._done()
        finally:  # also when somebody stops the run: these files have been parsed
            self._store_together()
            yield from self._done()

    def meanwhile(self) -> None:
        """While a worker is waited for."""
        self.store_what_waits()
        look_for_others()

    def store_what_waits(self) -> None:
        """Files that are parsed do not wait with those that come after a slow one."""
        if self._together and time.monotonic() - self._since >= TOGETHER_SECONDS:
            self._store_together()

    def _store_together(self) -> None:
        if not self._together:
            return
        files, self._together = self._together, []
        began = time.monotonic()
        self._outcomes += self._take_together(files)
        give_way(time.monotonic() - began, look_for_others)

    def _done(self) -> list[FileOutcome]:
        done, self._outcomes = self._outcomes, []
        return done

    def _to_be_stored(self, taken: Taken) -> bool:
        return isinstance(taken.result, ParsedFile) and not self.known.nothing_to_do(taken.sha256, taken.file.given)

    def _take_together(self, files: Sequence[Taken]) -> list[FileOutcome]:
        """When anything goes wrong with one of them, they are stored one by one, so that it costs that one only."""
        if len(files) > 1 and not self.dry_run:
            try:
                with content_change():
                    stored = [self._stored(taken.result) for taken in files if isinstance(taken.result, ParsedFile)]
            except (WithdrawnError, *NOT_STORED) as error:
                self.bodies.forget()
                logger.info("stored one by one, since: %s", error)
            else:
                return [self._noted(taken, *self._outcome(each)) for taken, each in zip(files, stored, strict=True)]
        return [self.take(taken) for taken in files]

    def take(self, taken: Taken) -> FileOutcome:
        """One file: stored and recorded. Whatever goes wrong with it is its outcome, not the run's end."""
        if isinstance(taken.result, Failure):
            return self._noted(taken, *self._failure(taken.result.code, taken.result.reason))
        if taken.result is None or self.known.nothing_to_do(taken.sha256, taken.file.given):
            return self._noted(taken, *self._held(taken.sha256, taken.file.given))
        return self._noted(taken, *self._store(taken.result))

    def _noted(self, taken: Taken, outcome: FileOutcome, record: ImportRecord) -> FileOutcome:
        outcome.path = taken.file.place
        record.path, record.sha256 = taken.file.place[:1000], taken.sha256
        self._keep(record)
        return outcome

    def finish(self) -> ImportRun | None:
        """Writes what is waiting and marks the run as finished. Returns its record."""
        self._flush()
        if self._run is not None:
            self._run.finished_at = timezone.now()
            self._run.save(update_fields=["finished_at"])
        return self._run

    def _held(self, sha256: str, given: Given) -> tuple[FileOutcome, ImportRecord]:
        """The outcome of bytes that the archive has, or had and withdrew. What a manifest says of them is taken on."""
        withdrawn = self.known.withdrawn(sha256)
        if withdrawn is not None:
            return self._withdrawn(withdrawn)
        held = self.known.held(sha256)
        assert held is not None
        record = ImportRecord(outcome=Outcome.UNCHANGED, report_id=held.report_id, document_id=held.document_id)
        outcome = FileOutcome(path="", outcome=Outcome.UNCHANGED, report=held.report_public_id)
        if says_anything(given):
            try:
                document, told = tell_anew(held.document_id, given, dry_run=self.dry_run)
            except (DatabaseError, sqlite3.Error, LookupError) as error:
                return self._not_stored(error)
            if told:
                outcome.outcome = record.outcome = Outcome.UPDATED
                outcome.changes = record.changes = {"documents": {"changed": 1}}
                outcome.details = record.details = describe_document(document, told)
        return outcome, record

    def _store(self, file: ParsedFile) -> tuple[FileOutcome, ImportRecord]:
        try:
            stored = self._stored(file)
        except WithdrawnError as error:
            self.bodies.forget()
            return self._withdrawn(str(error))
        except NOT_STORED as error:
            self.bodies.forget()
            return self._not_stored(error)
        return self._outcome(stored)

    def _stored(self, file: ParsedFile) -> Stored:
        return store(file, self.bodies, origin=self.origin, dry_run=self.dry_run)

    def _outcome(self, stored: Stored) -> tuple[FileOutcome, ImportRecord]:
        """Of a file whose transaction is over."""
        outcome = FileOutcome(
            path="",
            outcome=stored.outcome,
            report=stored.report.public_id,
            title=stored.report.display_title,
            changes=stored.changes,
            details=stored.details,
        )
        if self.dry_run:
            return outcome, ImportRecord(outcome=stored.outcome)
        self.known.add(stored.document, stored.report)
        return outcome, ImportRecord(
            outcome=stored.outcome,
            changes=stored.changes,
            details=stored.details[:MOST_DETAILS],
            report=stored.report,
            document=stored.document,
        )

    def _not_stored(self, error: Exception) -> tuple[FileOutcome, ImportRecord]:
        return self._failure("not_stored", f"存入档案时出错：{error}。The report could not be stored: {error}.")

    def _withdrawn(self, why: str) -> tuple[FileOutcome, ImportRecord]:
        return self._failure(
            "withdrawn", f"这份文件已被撤下，不再导入：{why}。This file was withdrawn and stays out: {why}."
        )

    def _failure(self, code: str, reason: str) -> tuple[FileOutcome, ImportRecord]:
        return (
            FileOutcome(path="", outcome=Outcome.FAILED, code=code, reason=reason),
            ImportRecord(outcome=Outcome.FAILED, code=code[:40], reason=reason),
        )

    def _keep(self, record: ImportRecord) -> None:
        if self.dry_run:
            return
        self._waiting.append(record)
        late = time.monotonic() - self._flushed >= self.SECONDS
        if late or record.outcome == Outcome.FAILED or len(self._waiting) >= self.FLUSH:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        with transaction.atomic():
            if self._run is None:
                self._run = ImportRun.objects.create(
                    origin=self.origin, by_name=self.by, paths=self.paths, parser_version=software_version()
                )
            for record in self._waiting:
                record.run = self._run
            ImportRecord.objects.bulk_create(self._waiting)
        self._waiting.clear()
        self._flushed = time.monotonic()
