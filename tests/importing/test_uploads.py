"""The queue of uploads: tried first, imported when confirmed, never lost with a worker, never by two at once."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from reports.importing import jobs, uploads, working_off
from reports.importing.uploads import UploadRefusedError, confirm, discard, receive, tidy
from reports.importing.working_off import work_off
from reports.models import ImportRecord, ImportRun, Report, SourceDocument, Upload
from reports.models.upload import uploads_folder
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))


def sample(index: int = 0, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or SAMPLES[index].name, SAMPLES[index].read_bytes())


def zipped(**entries: bytes) -> SimpleUploadedFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("一批.zip", made.getvalue())


def worked_off(upload: Upload) -> Upload:
    work_off(jobs.Worker.here())
    upload.refresh_from_db()
    return upload


def left_on_disk() -> list[str]:
    return [path.name for path in uploads_folder().iterdir()]


class TestFromPreviewToImport:
    def test_a_preview_says_what_would_happen_and_stores_nothing(self) -> None:
        upload = worked_off(receive([sample()], {"source_name": "示例清风网"}, by="wang"))
        (told,) = upload.preview
        assert (upload.state, told["outcome"], told["name"]) == ("previewed", "created", SAMPLES[0].name)
        assert told["changes"]["problems"]["created"] > 0
        assert any(line.startswith("通报 标题: — → ") for line in told["details"])
        assert not Report.objects.exists()
        assert not ImportRun.objects.exists()

    def test_confirmed_it_is_stored_with_the_commands_records_and_the_disk_is_clean(self) -> None:
        given = {"source_url": "http://example.org/1", "published": dt.date(2024, 3, 5), "note": "来自邮件"}
        upload = worked_off(receive([sample()], given, by="wang"))
        worked_off(confirm(upload, by="li"))
        record = ImportRecord.objects.get()
        document = SourceDocument.objects.get()
        assert (upload.state, upload.run, record.outcome) == ("imported", record.run, "created")
        assert (record.run.by_name, record.run.finished_at is not None) == ("li", True)
        assert (document.url, document.note, document.name) == ("http://example.org/1", "来自邮件", SAMPLES[0].name)
        assert Report.objects.get().published == dt.date(2024, 3, 5)
        assert (upload.preview, left_on_disk()) == ([], [])

    def test_discarded_it_leaves_nothing(self) -> None:
        upload = worked_off(receive([sample()], {}, by="wang"))
        discard(upload)
        assert (upload.state, left_on_disk(), ImportRun.objects.count()) == ("discarded", [], 0)
        with pytest.raises(UploadRefusedError):
            confirm(upload, by="wang")

    def test_a_file_that_is_no_report_costs_itself_only(self) -> None:
        upload = worked_off(receive([sample(), SimpleUploadedFile("x.txt", b"\x00\x01")], {}, by="wang"))
        assert [each["outcome"] for each in upload.preview] == ["created", "failed"]
        assert "binary" in upload.preview[1]["reason"]
        worked_off(confirm(upload, by="wang"))
        assert sorted(ImportRecord.objects.values_list("outcome", flat=True)) == ["created", "failed"]


class TestZips:
    def test_entries_are_files_and_what_cannot_be_one_says_why(self) -> None:
        inner = zipped(**{"甲.txt": b"1"}).read()
        entries = {"县/甲.txt": SAMPLES[0].read_bytes(), "内.zip": inner, "说明.md": b"#", ".DS_Store": b"0"}
        upload = worked_off(receive([zipped(**entries)], {}, by="wang"))
        told = {each["name"].partition("!")[2]: each["reason"] for each in upload.preview}
        assert set(told) == {"县/甲.txt", "内.zip", "说明.md"}
        assert told["县/甲.txt"] == ""
        assert "inside a zip" in told["内.zip"]
        assert "Not a kind of file" in told["说明.md"]

    def test_names_that_lead_out_lead_nowhere(self, archive_home: Path) -> None:
        upload = worked_off(receive([zipped(**{"../../../外.txt": SAMPLES[0].read_bytes()})], {}, by="wang"))
        assert upload.preview[0]["outcome"] == "created"
        assert not list(archive_home.rglob("外.txt"))

    def test_one_that_cannot_be_opened_is_refused_with_the_reason(self) -> None:
        upload = worked_off(receive([SimpleUploadedFile("坏.zip", b"PK no zip")], {}, by="wang"))
        assert upload.state == "refused"
        assert "cannot be opened" in upload.reason
        assert left_on_disk() == []

    def test_so_is_one_without_a_file(self) -> None:
        assert worked_off(receive([zipped()], {}, by="wang")).state == "refused"


class TestBounds:
    def test_of_number_and_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "MAX_UPLOAD_FILES", 1)
        with pytest.raises(UploadRefusedError):
            receive([sample(0), sample(1)], {}, by="wang")
        monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 10)
        with pytest.raises(UploadRefusedError):
            receive([sample()], {}, by="wang")
        with pytest.raises(UploadRefusedError):
            receive([], {}, by="wang")

    def test_of_what_waits_on_the_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receive([sample()], {}, by="wang")
        monkeypatch.setattr(uploads, "MOST_WAITING_BYTES", 10)
        with pytest.raises(UploadRefusedError, match="waiting"):
            receive([sample()], {}, by="wang")

    def test_a_senders_name_names_no_file_of_ours(self) -> None:
        upload = receive([sample(name="甲.txt")], {}, by="wang")
        assert [path.name for path in upload.path.iterdir()] == ["000"]

    def test_forgotten_previews_and_folders_are_cleared_away(self) -> None:
        forgotten = worked_off(receive([sample()], {}, by="wang"))
        Upload.objects.update(created_at=timezone.now() - uploads.KEPT_FOR * 2)
        waiting = receive([sample()], {}, by="wang")
        stray = uploads_folder() / "stray"
        stray.mkdir()
        os.utime(stray, (0, 0))
        tidy()
        forgotten.refresh_from_db()
        assert (forgotten.state, left_on_disk()) == ("discarded", [waiting.folder])


class TestWorkers:
    @pytest.mark.django_db(transaction=True)
    def test_one_job_is_never_two_workers(self) -> None:
        receive([sample()], {}, by="wang")
        got: list[Upload | None] = []
        together = threading.Barrier(4)

        def claims() -> None:
            together.wait()
            got.append(jobs.claim(jobs.Worker.here()))
            connection.close()

        threads = [threading.Thread(target=claims) for _each in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(each is not None for each in got) == 1

    def test_the_job_of_a_killed_process_is_taken_up_again(self) -> None:
        """Its worker dies by SIGKILL while the job is its own."""
        upload = receive([sample()], {}, by="wang")
        asleep = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        dead = jobs.Worker(jobs.Worker.here().host, asleep.pid, "x")
        assert jobs.claim(dead) == upload
        assert jobs.claim(jobs.Worker.here()) is None
        os.kill(asleep.pid, signal.SIGKILL)
        asleep.wait()
        assert worked_off(upload).state == "previewed"

    def test_a_worker_elsewhere_is_believed_until_its_lease_ends(self) -> None:
        upload = receive([sample()], {}, by="wang")
        elsewhere = jobs.Worker("another-machine", 1, "x")
        assert jobs.claim(elsewhere) == upload
        assert not jobs.waiting()
        Upload.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        assert worked_off(upload).state == "previewed"
        with pytest.raises(jobs.JobLostError):
            jobs.renew(upload, elsewhere, done=1, total=1)

    def test_a_job_that_kills_its_workers_is_refused_in_the_end(self) -> None:
        upload = receive([sample()], {}, by="wang")
        Upload.objects.update(attempts=jobs.MOST_ATTEMPTS)
        assert worked_off(upload).state == "refused"

    def test_a_fault_of_the_program_refuses_the_upload_and_not_the_queue(self, monkeypatch: pytest.MonkeyPatch) -> None:
        upload, other = receive([sample()], {}, by="wang"), receive([sample()], {}, by="wang")
        imported = working_off._imported

        def at_fault(each: Upload, *arguments: object, **given: object) -> object:
            if each == upload:
                raise ZeroDivisionError
            return imported(each, *arguments, **given)  # type: ignore[arg-type]

        monkeypatch.setattr(working_off, "_imported", at_fault)
        assert "ZeroDivisionError" in worked_off(upload).reason
        other.refresh_from_db()
        assert other.state == "previewed"
