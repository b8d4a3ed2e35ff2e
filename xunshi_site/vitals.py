"""What an operator wants to know of the archive at a glance: for /readyz, /metrics and alarms."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from reports.models import Change, Correction, ErrorReport, ImportRun, Problem, Report, Upload
from reports.models.choices import CorrectionState
from reports.models.error_report import ErrorState
from reports.models.upload import FINISHED
from reports.search.standing import archive_version, index_folder, index_state


@dataclass(frozen=True, slots=True)
class IndexAge:
    """How the index of this host stands: its state (`ready`, `missing`, `outdated`), the versions of archive and
    index, and for how many seconds the oldest change has been waiting (0 without any).
    """

    state: str
    version: int
    applied: int
    seconds: float

    @property
    def versions(self) -> int:
        return max(self.version - self.applied, 0)


@dataclass(frozen=True, slots=True)
class LastImport:
    """The newest run of the importer; `finished` is None while it runs, and when it was killed."""

    started: datetime
    finished: datetime | None
    outcomes: dict[str, int]


_migrated = Event()
"""Set once this process has seen its database up to date: it stays so, and reading all migrations takes a while."""


def unapplied_migrations() -> int:
    """How many migrations of this release the database lacks. Raises DatabaseError when it does not answer."""
    if _migrated.is_set():
        return 0
    executor = MigrationExecutor(connection)
    lacking = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not lacking:
        _migrated.set()
    return lacking


def index_age() -> IndexAge:
    """How far the index is behind the archive: in versions, and in seconds since the oldest change that it lacks."""
    version = archive_version()
    generation = index_folder().current()
    applied = generation.applied_version() if generation else 0
    waiting = Change.objects.filter(version__gt=applied).order_by("version").values_list("changed_at", flat=True)
    oldest = waiting.first() if version > applied else None
    seconds = max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    return IndexAge(index_state(version), version, applied, seconds)


def free_bytes() -> int:
    """Space left for database, index and originals in the archive's home."""
    return shutil.disk_usage(settings.ARCHIVE_HOME).free


def last_import() -> LastImport | None:
    """When the newest import began and ended, and how its files fared; None before the first."""
    run = ImportRun.objects.order_by("-pk").first()
    if run is None:
        return None
    outcomes = Counter(run.records.values_list("outcome", flat=True))
    return LastImport(run.started_at, run.finished_at, dict(outcomes))


def queues() -> dict[str, int]:
    """What waits for a person or a process, by name."""
    return {
        "conflicts": Correction.objects.filter(state=CorrectionState.CONFLICT).count(),
        "error_reports": ErrorReport.objects.filter(state=ErrorState.OPEN).count(),
        "uploads": Upload.objects.exclude(state__in=FINISHED).count(),
    }


def holdings() -> dict[str, int]:
    """What readers can see, by kind of row."""
    return {"reports": Report.objects.public().count(), "problems": Problem.objects.public().count()}
