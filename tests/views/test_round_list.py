"""The list of rounds: order, numbers and senders are read once for each state of the index, and are those of now."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.filters import ReportFilterSet, RoundFilterSet
from reports.models import Report
from reports.views.lists import Tallies
from tests.analysis.conftest import Counted, index, small_archive

ASKED = ("", "?kind=followup", "?year=2021", "?year=2021&kind=regular", "?region=990131", "?term=11&per_page=20")


@pytest.fixture
def archive(db: None) -> Counted:
    return small_archive()


def page(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def scans(client: Client, path: str) -> int:
    """How many queries go through all the rounds found."""
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    rounds = [each["sql"] for each in asked.captured_queries if 'FROM "reports_inspectionround"' in each["sql"]]
    return sum('"public_id", "reports_inspectionround"."body_id"' not in sql for sql in rounds)


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_kept_is_what_is_read(client: Client, archive: Counted, settings: object, asked: str) -> None:
    pages = [page(client, f"/rounds/{asked}") for _ in range(2)]
    settings.RESULT_CACHE = False  # type: ignore[attr-defined]
    assert pages == [page(client, f"/rounds/{asked}")] * 2


def test_all_rounds_are_gone_through_once_in_a_state(client: Client, archive: Counted) -> None:
    assert [scans(client, "/rounds/"), scans(client, "/rounds/"), scans(client, "/rounds/?page=2")] == [3, 0, 0]
    assert [scans(client, "/rounds/?year=2021"), scans(client, "/rounds/?year=2021")] == [3, 0]
    assert scans(client, "/rounds/?year=2021&kind=regular") > 0


def test_the_count_of_a_value_is_made_under_the_other_filters(client: Client, archive: Counted) -> None:
    html = page(client, "/rounds/?kind=followup")
    kinds = dict(
        re.findall(r"<span>([^<]+)</span><span>(\d+)</span>", html.partition("巡视方式")[2].partition("</ul>")[0])
    )
    years = dict(re.findall(r"<span>(\d{4})</span><span>(\d+)</span>", html))
    assert kinds == {"常规": "3", "回头看": "1"}
    assert years == {"2023": "1"}


def test_what_is_withdrawn_is_gone_at_once(client: Client, archive: Counted) -> None:
    assert "<b>4</b> 次巡视巡察" in page(client, "/rounds/")
    Report.objects.filter(pk=archive.other.pk).update(
        withdrawn_at="2024-01-01T00:00:00Z", withdrawn_reason="应发布单位要求撤下。"
    )
    index()
    html = page(client, "/rounds/")
    assert "<b>3</b> 次巡视巡察" in html
    assert archive.other.round.body.name not in html


def test_reports_and_rounds_are_counted_apart(archive: Counted) -> None:
    rounds = Tallies(RoundFilterSet(QueryDict("")), ("year",))
    reports = Tallies(ReportFilterSet(QueryDict("")), ("round__year",))
    assert rounds.of("year", "year") == {2021: 2, 2022: 1, 2023: 1}
    assert reports.of("year", "round__year") == {2021: 3, 2022: 1, 2023: 1}


def test_among_what_a_search_found_each_search_is_counted(archive: Counted) -> None:
    for found in (frozenset({archive.first.pk}), frozenset({archive.first.pk, archive.bureau.pk})):
        tallies = Tallies(ReportFilterSet(QueryDict("q=x")), ("round__year",), found)
        assert sum(tallies.of("year", "round__year").values()) == len(found)
