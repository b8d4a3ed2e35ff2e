"""A page that one reader was given is given to the next, until anything of it could be another."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models import ArchiveState, Report
from reports.search.fresh import FreshReport
from reports.search.standing import index_folder
from reports.search.sync import apply_changes, content_change
from reports.views.conditional import FOLLOWED_SECONDS
from reports.views.kept import OVERHEAD, KeptPage, KeptPages, kept
from tests.factories import ReportFactory
from tests.views.conftest import Shown, index_everything

FEW = 1
"""The archive's version: one query; a page that is made needs many."""
PAGES = ("/", "/problems/?q=%E6%B2%B3", "/reports/", "/regions/", "/feeds/problems.atom", "/api/v1/problems")


@pytest.fixture(autouse=True)
def keeping(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = 8
    kept.clear()
    yield
    kept.clear()


def queries_of(client: Client, path: str, **headers: str) -> tuple[int, HttpResponse]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers=headers)
    return len(queries), response


@pytest.mark.parametrize("path", PAGES)
def test_the_next_reader_is_given_the_same_page(client: Client, shown: Shown, path: str) -> None:
    made, first = queries_of(client, path)
    found, second = queries_of(Client(), path)
    assert made > FEW
    assert found == FEW
    assert second.content == first.content
    ignored = {"X-Request-ID"}
    assert {name: value for name, value in second.items() if name not in ignored} == {
        name: value for name, value in first.items() if name not in ignored
    }


def test_it_is_sent_compressed_to_whoever_takes_it_so(client: Client, shown: Shown) -> None:
    plain = client.get("/about/")
    for _ in range(2):
        packed = client.get("/about/", headers={"accept-encoding": "br, gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert packed["ETag"] == "W/" + plain["ETag"]
        assert int(packed["Content-Length"]) == len(packed.content)
        assert gzip.decompress(packed.content) == plain.content
        assert "Accept-Encoding" in packed["Vary"]
    again = client.get("/about/", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
    assert again.status_code == 304


def test_what_is_withdrawn_is_gone_at_once(client: Client, shown: Shown) -> None:
    path = f"/reports/{shown.county.public_id}/"
    assert client.get(path).status_code == 200
    Report.objects.filter(pk=shown.county.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="撤下。")
    assert queries_of(client, path)[0] == FEW, "the archive's version has not risen: the page was kept"
    index_everything()
    assert client.get(path).status_code == 410


def test_language_looks_and_host_have_their_own(client: Client, shown: Shown, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    client.get("/about/")
    assert queries_of(client, "/about/", **{"accept-language": "en"})[0] > FEW
    assert queries_of(client, "/about/", host="other.example")[0] > FEW
    client.cookies["theme"] = "dark"
    assert queries_of(client, "/about/")[0] > FEW


def test_readers_with_a_session_are_neither_given_nor_leave_one(
    client: Client, admin_client: Client, shown: Shown
) -> None:
    client.get("/about/")
    assert queries_of(admin_client, "/about/")[0] > FEW
    kept.clear()
    admin_client.get("/about/")
    assert queries_of(client, "/about/")[0] > FEW


def test_a_page_that_says_that_the_index_lags_is_not_kept(client: Client, shown: Shown) -> None:
    ArchiveState.objects.filter(pk=1).update(version=F("version") + 1)
    client.get("/about/")
    assert queries_of(client, "/about/")[0] > FEW


def test_new_reports_that_wait_for_the_index_leave_it_and_a_change_does_not(client: Client, shown: Shown) -> None:
    client.get("/about/")
    added()
    assert queries_of(client, "/about/")[0] == FEW
    with content_change(defer=True) as change:
        change.touch(shown.county)
    assert queries_of(client, "/about/")[0] > FEW


def test_new_reports_that_the_index_has_taken_up_are_on_the_page(client: Client, shown: Shown) -> None:
    before = client.get("/reports/").content
    added()
    assert client.get("/reports/").content == before
    apply_changes()
    assert client.get("/reports/").content != before


def test_where_nobody_writes_the_index_a_page_is_made_that_does(client: Client, shown: Shown) -> None:
    client.get("/about/")
    added()
    generation = index_folder().current()
    assert generation is not None
    long_ago = time.time() - FOLLOWED_SECONDS - 1
    os.utime(generation.path / "applied_version", (long_ago, long_ago))
    assert queries_of(client, "/about/")[0] > FEW
    assert queries_of(client, "/about/")[0] > FEW, "nor is that one kept"


def added() -> None:
    """What an import does between two commits of the index."""
    with content_change(defer=True) as change:
        change.created(FreshReport(ReportFactory(), "", [], []))


@pytest.mark.parametrize(("path", "status"), [("/about/", 200), ("/problems/nothing/", 404), ("/nothing/", 404)])
def test_whoever_has_any_copy_is_told_what_there_is_now(client: Client, shown: Shown, path: str, status: int) -> None:
    for _ in range(2):
        assert client.get(path, headers={"if-none-match": "*"}).status_code == status


@pytest.mark.parametrize("path", ["/problems/export.csv", "/preferences/?theme=dark", "/problems/nothing/", "/data/"])
def test_files_errors_and_what_sets_cookies_are_made_anew(client: Client, shown: Shown, path: str) -> None:
    client.get(path)
    assert not kept._held


def test_a_head_is_answered_by_a_kept_page_and_leaves_none(client: Client, shown: Shown) -> None:
    client.head("/about/")
    assert not kept._held
    length = client.get("/about/")["Content-Length"]
    with CaptureQueriesContext(connection) as queries:
        assert client.head("/about/")["Content-Length"] == length
    assert len(queries) == FEW


def test_the_operator_can_switch_it_off(client: Client, shown: Shown, settings: Any) -> None:
    settings.PAGE_CACHE = 0
    client.get("/about/")
    assert queries_of(client, "/about/")[0] > FEW


def test_beyond_its_room_those_not_asked_for_longest_go(settings: Any) -> None:
    settings.PAGE_CACHE = 1
    pages, page = KeptPages(), KeptPage((), b"x" * (300_000 - OVERHEAD))
    for name in ("a", "b", "c"):
        pages.keep(name, page)
    pages.get("a")
    pages.keep("d", page)
    assert [name for name in "abcd" if pages.get(name)] == ["a", "c", "d"]
    pages.keep("whole", KeptPage((), b"x" * 2_000_000))
    assert pages.get("whole") is None, "larger than all the room"
    assert pages.get("d") is page
