"""One import run: every file read, parsed and stored on its own, its outcome recorded, nothing lost when one fails."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from reports.importing.bodies import Bodies
from reports.importing.files import RefusedError, find_files, parse_bytes
from reports.importing.originals import data_hash
from reports.importing.samples import GAZETTEER, load_sample_regions
from reports.importing.store import store
from reports.importing.version import software_version
from reports.models import ImportRecord, ImportRun, Report, SourceDocument, Tombstone
from reports.models.choices import Origin, Outcome
from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.readers import ReadError


class ImportRefusedError(Exception):
    """The whole run is refused before any file is read; the message says why, in Chinese and English."""


@dataclass(slots=True)
class FileOutcome:
    """What became of one file. `reason` is a sentence when it failed; `report` a public id when it did not."""

    path: str
    outcome: str
    reason: str = ""
    code: str = ""
    report: str = ""
    title: str = ""
    problems: int = 0
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class RunResult:
    """The outcomes in the order of the files, and how many of each."""

    files: list[FileOutcome] = field(default_factory=list)

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
    progress: Callable[[Iterable[Path]], Iterable[Path]] = iter,
) -> RunResult:
    """Imports the files named and those inside the folders named.

    `progress` wraps the list of files (a progress bar). Raises ImportRefusedError when the archive holds reports
    of an origin that this one must not mix with, and FileNotFoundError for a path that is not there.
    """
    refuse_mixture(origin)
    files = list(find_files(paths))
    importer = Importer(origin=origin, dry_run=dry_run, by=by, paths=[str(path) for path in paths])
    result = RunResult([importer.take(path) for path in progress(files)])
    importer.finish()
    return result


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
    """Records of files that changed nothing are written this many at a time."""

    def __init__(self, *, origin: str, dry_run: bool, by: str, paths: list[str]) -> None:
        self.origin, self.dry_run, self.by, self.paths = origin, dry_run, by, paths
        self.bodies = Bodies()
        self._run: ImportRun | None = None
        self._waiting: list[ImportRecord] = []
        self._gazetteer: Gazetteer | None = None

    @property
    def gazetteer(self) -> Gazetteer:
        """The regions that texts are read with: the samples bring their own."""
        if self._gazetteer is None:
            self._gazetteer = default_gazetteer()
            if self.origin == Origin.SAMPLE:
                self._gazetteer = Gazetteer.from_csv(GAZETTEER)
                if not self.dry_run:
                    load_sample_regions()
        return self._gazetteer

    def take(self, path: Path) -> FileOutcome:
        """One file: read, parsed, stored, recorded. Whatever goes wrong with it is its outcome, not the run's end."""
        name = path.name
        try:
            data = path.read_bytes()
            outcome, record = self._known(name, data_hash(data)) or self._store(data, name)
        except RefusedError as error:
            outcome, record = self._failure(name, error.code, str(error))
        except ReadError as error:
            outcome, record = self._failure(name, error.code, str(error))
        except OSError as error:
            outcome, record = self._failure(
                name, "unreadable", f"文件无法读取：{error.strerror or error}。The file cannot be read: {error}."
            )
        except (DatabaseError, sqlite3.Error, LookupError) as error:
            self.bodies.forget()
            outcome, record = self._failure(
                name, "not_stored", f"存入数据库时出错：{error}。The database refused the report: {error}."
            )
        outcome.path = str(path)
        record.path = str(path)[:1000]
        self._keep(record)
        return outcome

    def finish(self) -> None:
        """Writes what is waiting and marks the run as finished."""
        self._flush()
        if self._run is not None:
            self._run.finished_at = timezone.now()
            self._run.save(update_fields=["finished_at"])

    def _known(self, name: str, sha256: str) -> tuple[FileOutcome, ImportRecord] | None:
        """The outcome of a file whose bytes the archive holds, parsed by this very software, or that was withdrawn;
        None for one that has to be read."""
        tombstone = Tombstone.objects.filter(sha256=sha256).first()
        if tombstone is not None:
            return self._failure(
                name,
                "withdrawn",
                f"这份文件已被撤下，不再导入：{tombstone.reason}。This file was withdrawn and is not imported again.",
            )
        document = SourceDocument.objects.select_related("report__source_text").filter(sha256=sha256).first()
        report = document.report if document else None
        if document is None or report is None:
            return None
        secondary = report.source_text.document_id != document.pk
        if not secondary and report.parser_version != software_version():
            return None
        return self._success(Outcome.UNCHANGED, name, sha256, report, document, {})

    def _store(self, data: bytes, name: str) -> tuple[FileOutcome, ImportRecord]:
        file = parse_bytes(data, name, self.gazetteer)
        stored = store(file, self.bodies, origin=self.origin, dry_run=self.dry_run)
        return self._success(stored.outcome, name, file.sha256, stored.report, stored.document, stored.changes)

    def _success(
        self,
        outcome: str,
        name: str,
        sha256: str,
        report: Report,
        document: SourceDocument,
        changes: dict[str, Any],
    ) -> tuple[FileOutcome, ImportRecord]:
        shown = FileOutcome(
            path=name,
            outcome=outcome,
            report=report.public_id,
            title=report.display_title,
            problems=report.counted_problems,
            changes=changes,
        )
        stored = not self.dry_run
        record = ImportRecord(
            sha256=sha256,
            outcome=outcome,
            changes=changes,
            report=report if stored else None,
            document=document if stored else None,
        )
        return shown, record

    def _failure(self, name: str, code: str, reason: str) -> tuple[FileOutcome, ImportRecord]:
        return (
            FileOutcome(path=name, outcome=Outcome.FAILED, code=code, reason=reason),
            ImportRecord(outcome=Outcome.FAILED, code=code[:40], reason=reason),
        )

    def _keep(self, record: ImportRecord) -> None:
        if self.dry_run:
            return
        self._waiting.append(record)
        if record.outcome != Outcome.UNCHANGED or len(self._waiting) >= self.FLUSH:
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
