"""Uploads: files received from a browser, tried first, imported when an editor has seen what would happen.

The files lie in the archive's home (`Upload.path`), under names of our own, until the upload is finished. They are
read and unpacked in child processes (`readers.sandbox`), and stored by the importer that the command calls.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from reports.corrections.services import Actor, name_of
from reports.importing import jobs
from reports.importing.hashing import data_hash
from reports.importing.run import FileOutcome, ImportRefusedError, RunResult, import_files
from reports.importing.sources import SUFFIXES
from reports.importing.types import FoundFile, Given
from reports.models import Upload
from reports.models.identity import random_id
from reports.models.upload import FINISHED, UploadState, uploads_folder
from reports.readers.limits import MAX_FILE_BYTES, MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES, MB, in_words
from reports.readers.sandbox import read_untrusted_bytes, unpack_untrusted
from reports.readers.types import ReadError
from reports.readers.zips import UnsafeEntryError

logger = logging.getLogger(__name__)

MOST_WAITING_BYTES = 2_048 * MB
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
        most, bytes_ = MAX_UPLOAD_FILES, in_words(MAX_UPLOAD_BYTES)
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


def work_off(worker: jobs.Worker) -> int:
    """Works off what waits, one upload after the other; returns how many. First, what nobody needs is deleted."""
    tidy()
    count = 0
    while (upload := jobs.claim(worker)) is not None:
        count += 1
        try:
            run(upload, worker)
        except jobs.JobLostError:
            continue
    return count


def run(upload: Upload, worker: jobs.Worker) -> None:
    """Tries a claimed upload, or imports it if it is confirmed. Raises JobLostError when another took it up."""
    if upload.attempts > jobs.MOST_ATTEMPTS:
        _refuse(
            upload,
            worker,
            "处理这些文件的进程几次意外终止，不再尝试。The process that read these files died several times.",
        )
        return
    trial = upload.confirmed_at is None
    try:
        result = _imported(upload, worker, trial=trial)
    except (ReadError, ImportRefusedError) as error:
        _refuse(upload, worker, str(error))
        return
    except jobs.JobLostError:
        raise
    except Exception as error:  # a fault of ours must not keep the queue, and be told
        logger.exception("upload %s failed", upload.pk)
        said = f"{type(error).__name__}: {error}"
        _refuse(upload, worker, f"程序出错，请报告：{said}。A fault of the program, please report it: {said}.")
        return
    if not result.files:
        _refuse(upload, worker, "压缩包里没有文件。The archive holds no file.")
        return
    if result.interrupted:
        raise KeyboardInterrupt
    if trial:
        preview = [_as_json(each) for each in result.files]
        jobs.finish(upload, worker, state=UploadState.PREVIEWED, preview=preview, attempts=0)
        return
    now = timezone.now()
    jobs.finish(upload, worker, state=UploadState.IMPORTED, preview=[], run=result.run, finished_at=now)
    shutil.rmtree(upload.path, ignore_errors=True)


def _imported(upload: Upload, worker: jobs.Worker, *, trial: bool) -> RunResult:
    unpacked = upload.path / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)  # what a worker that died left there
    try:
        files = list(_found(upload, unpacked))

        def alive(found: Sequence[FoundFile]) -> Iterator[FoundFile]:
            for done, file in enumerate(found):
                jobs.renew(upload, worker, done=done, total=len(found))
                yield file
            jobs.renew(upload, worker, done=len(found), total=len(found))

        by = upload.confirmed_by_name or upload.by_name
        names = [f"{_place(upload)}/{file['name']}" for file in upload.files]
        return import_files(files, dry_run=trial, by=by, paths=names, reader=read_untrusted_bytes, progress=alive)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def _refuse(upload: Upload, worker: jobs.Worker, reason: str) -> None:
    jobs.finish(upload, worker, state=UploadState.REFUSED, reason=reason, preview=[], finished_at=timezone.now())
    shutil.rmtree(upload.path, ignore_errors=True)


def _found(upload: Upload, unpacked: Path) -> Iterator[FoundFile]:
    """The files received, those of zips unpacked, in the order of their names."""
    given = Given(
        source_url=upload.source_url or None,
        source_name=upload.source_name or None,
        published=upload.published.isoformat() if upload.published else None,
        fetched=upload.created_at,
        region=upload.region or None,
        note=upload.note or None,
    )
    for number, file in sorted(enumerate(upload.files), key=lambda each: (each[1]["name"], each[0])):
        path, place = upload.path / f"{number:03}", f"{_place(upload)}/{file['name']}"
        if Path(file["name"]).suffix.lower() != ".zip":
            yield FoundFile(file["name"], place, _size_checked(path), given)
            continue
        folder = unpacked / f"{number:03}"
        folder.mkdir(parents=True)
        for entry in unpack_untrusted(path, folder):
            name = Path(entry.name).name
            why = entry.refused or _unfit(name)
            read = partial(_refused, why) if why or entry.path is None else entry.path.read_bytes
            yield FoundFile(name, f"{place}!{entry.name}", read, given)


def _place(upload: Upload) -> str:
    """What records call the folder that the files came in: its own is gone by then."""
    return f"upload:{upload.folder}"


def _size_checked(path: Path) -> Any:
    if path.stat().st_size > MAX_FILE_BYTES:
        limit = in_words(MAX_FILE_BYTES)
        return partial(_refused, f"文件过大：超过 {limit}。The file is too large: more than {limit}.")
    return path.read_bytes


def _unfit(name: str) -> str:
    """Why an entry of a zip is not read; empty when it is."""
    suffix = Path(name).suffix.lower()
    if suffix == ".zip":
        return "压缩包里的压缩包不打开，请另行上传。A zip inside a zip is not opened; upload it by itself."
    if suffix not in SUFFIXES:
        kinds = " ".join(sorted(SUFFIXES))
        return f"不是可导入的文件（{kinds}）。Not a kind of file that is imported ({kinds})."
    return ""


def _refused(why: str) -> bytes:
    raise UnsafeEntryError(why)


def _as_json(outcome: FileOutcome) -> dict[str, Any]:
    """What the preview shows of one file."""
    return {
        "name": outcome.path.partition("/")[2],
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "title": outcome.title,
        "changes": outcome.changes,
        "details": outcome.details,
    }


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
