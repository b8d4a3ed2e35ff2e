"""Uploads: files received from a browser, tried first, imported when an editor has seen what would happen.

The files lie in the archive's home (`Upload.path`), under names of our own, until the upload is finished. What is done
with them in between is `working_off`'s; here nothing is read, so that who serves pages needs neither reader nor parser.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from reports.corrections.audit import Actor, name_of
from reports.importing.hashing import data_hash
from reports.models import Upload
from reports.models.identity import random_id
from reports.models.upload import FINISHED, MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES, UploadState, uploads_folder

MOST_WAITING_BYTES = 2_048 * 1024 * 1024
"""What all uploads together may keep on the disk."""
KEPT_FOR = dt.timedelta(days=7)
"""A preview that nobody has confirmed by then is given up, and its files deleted."""


class UploadRefusedError(Exception):
    """Files that are not taken, or an act that does not fit the upload's state; the message says why, in both
    languages."""


class Received(Protocol):
    """A file as the web framework hands it over."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]: ...


def receive(files: Sequence[Received], given: Mapping[str, Any], *, by: Actor) -> Upload:
    """Keeps the files and puts them into the queue. `given`: columns of Upload that say where they came from.

    Raises UploadRefusedError for none or too many files, and for too many bytes.
    """
    sizes = [file.size or 0 for file in files]
    if not files:
        raise UploadRefusedError("请选择文件。Choose a file.")
    if len(files) > MAX_UPLOAD_FILES or sum(sizes) > MAX_UPLOAD_BYTES:
        most, bytes_ = MAX_UPLOAD_FILES, filesizeformat(MAX_UPLOAD_BYTES)
        raise UploadRefusedError(f"一次最多上传 {most} 个文件、{bytes_}。At most {most} files and {bytes_} at a time.")
    if _held_bytes() + sum(sizes) > MOST_WAITING_BYTES:
        raise UploadRefusedError(
            "等待处理的上传太多，请先确认或放弃它们。Too many uploads are waiting; confirm or discard them first."
        )
    upload = Upload(
        folder=random_id(), by=by if by and not isinstance(by, str) and by.pk else None, by_name=name_of(by), **given
    )
    upload.path.mkdir(parents=True)
    try:
        upload.files = [_kept(file, upload.path / f"{number:03}") for number, file in enumerate(files)]
        upload.save()
    except BaseException:
        shutil.rmtree(upload.path, ignore_errors=True)
        raise
    return upload


def _kept(file: Received, path: Path) -> dict[str, Any]:
    with path.open("xb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    name = Path((file.name or "").replace("\\", "/")).name[:200] or "file"
    return {"name": name, "size": path.stat().st_size, "sha256": data_hash(path.read_bytes())}


def _held_bytes() -> int:
    return sum(path.stat().st_size for path in uploads_folder().rglob("*") if path.is_file())


def confirm(upload: Upload, *, by: Actor) -> Upload:
    """The editor has seen the preview: the files are to be imported. UploadRefusedError for one that has none."""
    now = timezone.now()
    return _moved(upload, UploadState.CONFIRMED, confirmed_at=now, confirmed_by_name=name_of(by), attempts=0)


def discard(upload: Upload) -> Upload:
    """The files are given up and deleted. UploadRefusedError for an upload that has no preview to decide on."""
    given_up = _moved(upload, UploadState.DISCARDED, finished_at=timezone.now(), preview=[])
    shutil.rmtree(upload.path, ignore_errors=True)
    return given_up


def _moved(upload: Upload, state: UploadState, **columns: Any) -> Upload:
    if not Upload.objects.filter(pk=upload.pk, state=UploadState.PREVIEWED).update(state=state, **columns):
        raise UploadRefusedError("这次上传现在不能这样处理。This upload cannot be decided on now.")
    upload.refresh_from_db()
    return upload


def tidy() -> None:
    """Gives up previews that nobody confirmed in time, and deletes folders that no unfinished upload owns."""
    for upload in Upload.objects.filter(state=UploadState.PREVIEWED, created_at__lt=timezone.now() - KEPT_FOR):
        discard(upload)
    if not uploads_folder().is_dir():
        return
    needed = set(Upload.objects.exclude(state__in=FINISHED).values_list("folder", flat=True))
    for folder in uploads_folder().iterdir():
        # A folder that is being filled has no row yet.
        age = timezone.now().timestamp() - folder.stat().st_mtime
        if folder.name not in needed and age > dt.timedelta(hours=1).total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
