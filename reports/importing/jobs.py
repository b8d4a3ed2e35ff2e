"""The queue of uploads: which worker has which, and that no worker's death loses one.

A worker claims the oldest row that waits, for as long as a lease says, and renews the lease with every file. A row
whose worker is dead (its lease is past, or its process on this machine is no more) waits again. On PostgreSQL the rows
of others are skipped, not waited for (SKIP LOCKED); on SQLite the claiming transaction is the only writer (IMMEDIATE).
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reports.models import Upload
from reports.models.upload import UploadState

LEASE = dt.timedelta(minutes=5)
"""Longer than the longest file takes (`readers.limits.SANDBOX_SECONDS`, and parsing and storing it)."""
MOST_ATTEMPTS = 3
"""An upload of which three workers died is refused: the fourth would die too."""


class JobLostError(Exception):
    """Another worker has taken the job up: this one was thought to be dead. What it stored stays."""


UNFINISHED = Q(state__in=[UploadState.QUEUED, UploadState.CONFIRMED, UploadState.RUNNING])
"""Uploads that some worker has to do something with."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works: host, process and a word that tells this process from one that had its number before."""

    host: str
    process: int
    token: str

    @classmethod
    def here(cls) -> Worker:
        return cls(socket.gethostname(), os.getpid(), secrets.token_hex(4))

    def __str__(self) -> str:
        return f"{self.host}:{self.process}:{self.token}"


def waiting() -> bool:
    """Whether there is something to claim. Reads only."""
    return any(_free(upload) for upload in Upload.objects.filter(UNFINISHED))


def claim(worker: Worker) -> Upload | None:
    """The oldest upload that waits, now this worker's; None when none does."""
    # Looked for without the lock of writers, so that a worker without work never asks for it.
    for candidate in [each for each in Upload.objects.filter(UNFINISHED).order_by("pk") if _free(each)]:
        with transaction.atomic():
            rows = Upload.objects.select_for_update(skip_locked=True).filter(UNFINISHED, pk=candidate.pk)
            upload = rows.first()
            if upload is None or not _free(upload):
                continue
            upload.state = UploadState.RUNNING
            upload.worker = str(worker)
            upload.lease_until = timezone.now() + LEASE
            upload.attempts += 1
            upload.done = upload.total = 0
            upload.save()
            return upload
    return None


def renew(upload: Upload, worker: Worker, *, done: int, total: int) -> None:
    """A sign of life, and how far the work is. Raises JobLostError when it is another's by now."""
    rows = Upload.objects.filter(pk=upload.pk, state=UploadState.RUNNING, worker=str(worker))
    if not rows.update(lease_until=timezone.now() + LEASE, done=done, total=total):
        raise JobLostError(str(upload.pk))


def finish(upload: Upload, worker: Worker, **columns: object) -> None:
    """Writes the outcome, if the job is still this worker's. Raises JobLostError when it is not."""
    rows = Upload.objects.filter(pk=upload.pk, state=UploadState.RUNNING, worker=str(worker))
    if not rows.update(**{"worker": "", "lease_until": None, **columns}):
        raise JobLostError(str(upload.pk))


def _free(upload: Upload) -> bool:
    if upload.state != UploadState.RUNNING:
        return True
    return upload.lease_until is None or upload.lease_until < timezone.now() or not _alive(upload.worker)


def _alive(worker: str) -> bool:
    """Whether the worker may still live: one on another machine may as long as its lease runs."""
    host, _, rest = worker.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname() or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:  # it lives, under another user
        return True
    return True
