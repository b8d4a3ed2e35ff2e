"""What is done with uploads: a trial, and after an editor's confirmation the import.

Files are read and unpacked in child processes (`readers.sandbox`), and stored by the importer that the command calls.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from reports.importing import jobs
from reports.importing.run import FileOutcome, ImportRefusedError, RunResult, import_files
from reports.importing.types import FoundFile, Given
from reports.importing.uploads import tidy
from reports.models import Upload
from reports.models.upload import SUFFIXES, UploadState
from reports.readers.limits import MAX_FILE_BYTES, in_words
from reports.readers.sandbox import read_untrusted_bytes, unpack_untrusted
from reports.readers.types import ReadError
from reports.readers.zips import UnsafeEntryError

logger = logging.getLogger(__name__)


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


def _size_checked(path: Path) -> Callable[[], bytes]:
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
