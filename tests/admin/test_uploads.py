"""Uploads in the admin: handed in, previewed, confirmed; by operators only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports.importing import jobs
from reports.importing.working_off import work_off
from reports.models import ImportRun, Report, Upload
from tests.admin.conftest import member
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
SAMPLE = next((ROOT / "samples").glob("01-*.txt"))
REFRESH = 'http-equiv="refresh"'


def handed_in(client: Client, *names: str, **given: str) -> Any:
    files = [SimpleUploadedFile(name, SAMPLE.read_bytes()) for name in names]
    return client.post(reverse("admin:reports_upload_add"), {"files": files, **given})


def page_of(client: Client, upload: Upload) -> str:
    return client.get(reverse("admin:reports_upload_change", args=[upload.pk])).content.decode()


def decide(client: Client, how: str, upload: Upload) -> int:
    return client.post(reverse(f"admin:reports_upload_{how}", args=[upload.pk])).status_code


def test_from_the_form_to_the_archive_without_a_script() -> None:
    operator = member("operator")
    handed_in(operator, "一.txt", source_name="示例清风网", source_url="http://example.org/a")
    upload = Upload.objects.get()
    waiting = page_of(operator, upload)
    assert REFRESH in waiting
    assert "确认导入" not in waiting
    work_off(jobs.Worker.here())
    preview = page_of(operator, upload)
    assert REFRESH not in preview
    assert "通报 标题: — → " in preview
    assert not Report.objects.exists()
    decide(operator, "confirm", upload)
    work_off(jobs.Worker.here())
    assert reverse("admin:reports_report_change", args=[Report.objects.get().pk]) in page_of(operator, upload)
    assert ImportRun.objects.get().by_name == "operator"


def test_several_files_are_one_upload() -> None:
    handed_in(member("operator"), "一.txt", "二.txt")
    assert [file["name"] for file in Upload.objects.get().files] == ["一.txt", "二.txt"]


def test_what_cannot_be_taken_is_said_beside_the_field() -> None:
    operator = member("operator")
    assert "errorlist" in handed_in(operator).content.decode()
    refused = handed_in(operator, "一.txt", source_url="javascript:alert(1)").content.decode()
    assert "errorlist" in refused
    assert not Upload.objects.exists()


def test_a_name_cannot_write_into_the_page() -> None:
    operator = member("operator")
    handed_in(operator, "<img src=x>.txt")
    assert "<img src=x>" not in page_of(operator, Upload.objects.get())


def test_an_editor_sees_uploads_and_decides_nothing() -> None:
    handed_in(member("operator"), "一.txt")
    work_off(jobs.Worker.here())
    upload, editor = Upload.objects.get(), member("editor")
    assert "确认导入" not in page_of(editor, upload)
    assert handed_in(editor, "二.txt").status_code == 403
    assert (decide(editor, "confirm", upload), decide(editor, "discard", upload)) == (403, 403)
    upload.refresh_from_db()
    assert upload.state == "previewed"


def test_nothing_is_decided_by_following_a_link() -> None:
    operator = member("operator")
    handed_in(operator, "一.txt")
    work_off(jobs.Worker.here())
    address = reverse("admin:reports_upload_confirm", args=[Upload.objects.get().pk])
    assert operator.get(address).status_code == 405


def test_what_was_decided_stays_decided() -> None:
    operator = member("operator")
    handed_in(operator, "一.txt")
    work_off(jobs.Worker.here())
    upload = Upload.objects.get()
    decide(operator, "discard", upload)
    decide(operator, "confirm", upload)
    upload.refresh_from_db()
    assert upload.state == "discarded"
