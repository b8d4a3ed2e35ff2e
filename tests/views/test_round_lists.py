"""Inspections on the page of a place or body: what is known of each, its reports and its problems, escaped."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.models import Problem, Report
from reports.search.keeping import state_now
from reports.templatetags.round_lists import round_list
from reports.views.matters import matters
from reports.views.rounds_of import RoundRow, rounds_of_body
from tests.analysis.conftest import Counted, index, small_archive
from tests.factories import ReportFactory, RoundFactory

pytestmark = pytest.mark.django_db


def listed(report: Report, **statuses: int) -> str:
    return round_list([RoundRow(report.round, [report], report if statuses else None, statuses)])


def test_a_round_with_its_dates_its_report_and_its_problems() -> None:
    report = ReportFactory(title="关于巡视整改情况的通报", published=dt.date(2021, 12, 20))
    html = listed(report, completed=3, unknown=1)
    address = f'<a href="/reports/{report.public_id}/">'
    assert '<p class="item-n">2021</p>' in html
    assert "<span>常规</span><span>省委第三巡视组</span>" in html
    assert f'<h3 class="stmt">{address}' in html
    assert "2021年3月8日进驻，2021年7月14日反馈" in html
    assert f'<li>{address}关于巡视整改情况的通报</a> <span class="q">2021年12月20日</span></li>' in html
    assert '<b class="big">4</b> 个问题' in html
    assert "<p>已完成 3、未说明 1</p>" in html
    assert html.count('height="8"/>') == 2


@pytest.mark.parametrize(
    ("dates", "told"),
    [({"start": dt.date(2021, 3, 8), "end": dt.date(2021, 5, 8), "feedback": None}, "2021年3月8日至2021年5月8日进驻"),
     ({"start": None, "feedback": dt.date(2021, 7, 14)}, "2021年7月14日反馈"), ({"start": None, "feedback": None}, "")],
)  # fmt: skip
def test_dates_are_told_as_far_as_they_are_known(dates: dict[str, dt.date | None], told: str) -> None:
    assert f'<p class="exc">{told}</p>' in listed(ReportFactory(round=RoundFactory(**dates)))


def test_a_round_without_a_year_or_listed_problems_says_so() -> None:
    html = listed(ReportFactory(round=RoundFactory(start=None, feedback=None, team="")))
    assert '<p class="item-n">年份不详</p>' in html
    assert "没有逐条列出问题" in html
    assert '<h3 class="stmt"><a' not in html
    assert "省委第三巡视组" not in html


def test_what_a_source_wrote_is_escaped() -> None:
    html = listed(ReportFactory(title="<b>通报</b>", round=RoundFactory(team="<i>组")), completed=1)
    assert "&lt;b&gt;通报&lt;/b&gt;" in html
    assert "<span>&lt;i&gt;组</span>" in html


def test_it_speaks_the_language_of_the_page(client: Client) -> None:
    counted = small_archive()
    html = client.get("/regions/990121/", headers={"accept-language": "en"}).content.decode()
    listing = re.search(r'<ol class="rounds">.*?</ol>', html, re.S)
    assert listing
    assert "problems" in listing[0]
    assert counted.followup.public_id in listing[0]
    assert "个问题" not in listing[0]


class TestMatters:
    """The same matter over several rounds is looked for once in a state."""

    @pytest.fixture
    def counted(self, db: None) -> Counted:
        return small_archive()

    def rows(self, counted: Counted) -> list[RoundRow]:
        return rounds_of_body(counted.followup.round.body_id)

    def test_they_are_kept_and_are_those_of_now(self, counted: Counted) -> None:
        for report in (counted.later, counted.followup):
            Problem.objects.filter(report=report, text__startswith="禾水河").update(text="禾水河边企业夜间偷排污水。")
        index()
        rows = self.rows(counted)
        with CaptureQueriesContext(connection) as asked:
            first, again = matters(rows, state_now()), matters(rows, state_now())
        assert [len(matter.told) for matter in first] == [2]
        assert again == first
        assert sum('FROM "reports_problem"' in each["sql"] for each in asked.captured_queries) == 1
        Problem.objects.filter(report=counted.followup).update(text="公车管理松散。")
        index()
        assert matters(rows, state_now()) == []

    def test_without_a_state_nothing_is_kept(self, counted: Counted) -> None:
        rows = self.rows(counted)
        with CaptureQueriesContext(connection) as asked:
            assert matters(rows, None) == matters(rows, None)
        assert sum('FROM "reports_problem"' in each["sql"] for each in asked.captured_queries) == 2
