"""Reports come from anywhere: what stands in them is text, on every page and in every file that leaves the archive."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from lxml import etree

from reports.models import ErrorReport, ImportRecord, ImportRun, Report
from tests.exports.workbooks import Workbook
from tests.factories import BodyFactory, RegionFactory, ReportFactory, RoundFactory, fact_in, problem_in
from tests.test_headers import inline_parts
from tests.views.conftest import index_everything

MARKUP = """</script><script>alert(1)</script>"'><img src=x onerror="alert(1)"> ]]>{{7*7}}"""
FORMULA = "=HYPERLINK(1)+cmd"
LINE_BREAK = '名\r\nX-Injected: 1\r\n\r\n";.txt'
EVERYWHERE = (
    "/", "/problems/", "/problems/?q=alert", "/reports/", "/rounds/", "/regions/", "/categories/", "/documents/", "/statistics/",
    "/statistics/coverage/", "/feeds/reports.atom", "/feeds/problems.atom", "/suggest/?q=script", "/sitemap.xml",
    "/sitemap-report-0.xml", "/opensearch.xml",
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def poisoned(db: None) -> Report:
    """A report with markup and formulas wherever a report has words."""
    region = RegionFactory(code="990188", name=f"毒{MARKUP}县"[:50])
    report = ReportFactory(
        title=f"通报{MARKUP}",
        source=MARKUP,
        signed_by=MARKUP,
        origin="real",
        contact_phone=FORMULA,
        round=RoundFactory(body=BodyFactory(name=f"中共{MARKUP}", region=region), team=MARKUP[:100]),
    )
    document = report.source_text.document
    document.name, document.url = LINE_BREAK, "javascript:alert(1)"
    document.save()
    problem = problem_in(
        report, f"问题{MARKUP}", f"一是{MARKUP}", f"二是印发《{MARKUP}》", path=[MARKUP], topics=("env",)
    )
    link = problem.measure_links.order_by("position").last()
    assert link is not None
    fact_in(link.measure, "document", f"《{MARKUP}》")
    problem_in(report, FORMULA, f"+{FORMULA}", number="2", label="2.")
    index_everything()
    return report


def assert_only_text(answer: Any) -> str:
    assert answer.status_code == 200, answer.request["PATH_INFO"]
    body: str = (answer.getvalue() if answer.streaming else answer.content).decode()
    kind = answer["Content-Type"].partition(";")[0]
    if kind == "text/html":
        assert inline_parts(body) == []
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert ">49" not in body
    elif kind.endswith("xml"):
        assert not etree.fromstring(body.encode()).xpath("//*[local-name()='script' or local-name()='img']")
    elif kind.endswith("json"):
        json.loads(body)
    return body


def test_pages_feeds_and_the_sitemap_show_it_as_text(client: Client, poisoned: Report) -> None:
    problem = poisoned.problems.order_by("pk")[0]
    own = (
        f"/problems/{problem.public_id}/", f"/reports/{poisoned.public_id}/", f"/reports/{poisoned.public_id}/source/",
        f"/reports/{poisoned.public_id}/source/{problem.public_id}/", f"/bodies/{poisoned.round.body.public_id}/",
        "/regions/990188/", "/compare/?a=990188&b=990000", f"/api/v1/problems/{problem.public_id}",
        f"/api/v1/reports/{poisoned.public_id}",
    )  # fmt: skip
    shown = {address: assert_only_text(client.get(address)) for address in (*EVERYWHERE, *own)}
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in shown[own[0]]
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in shown["/feeds/problems.atom"]


def test_linked_data_holds_it_as_words(client: Client, poisoned: Report) -> None:
    page = client.get(f"/reports/{poisoned.public_id}/").text
    linked = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert linked
    assert any(MARKUP in json.dumps(json.loads(each), ensure_ascii=False).replace('\\"', '"') for each in linked)


def test_the_admin_shows_it_as_text(poisoned: Report, client: Client) -> None:
    ErrorReport.objects.create(
        target_type="report",
        target=poisoned.public_id,
        report=poisoned,
        wrong=MARKUP,
        suggestion=MARKUP,
        contact=MARKUP,
    )
    run = ImportRun.objects.create(paths=[MARKUP])
    ImportRecord.objects.create(run=run, path=MARKUP, outcome="failed", reason=MARKUP)
    client.force_login(get_user_model().objects.create_superuser("editor"))
    problem = poisoned.problems.order_by("pk")[0]
    error = ErrorReport.objects.get()
    for address in (
        *(f"/admin/reports/{name}/" for name in ("report", "problem", "measure", "body", "errorreport", "importrecord")),
        f"/admin/reports/report/{poisoned.pk}/change/", f"/admin/reports/problem/{problem.pk}/change/",
        f"/admin/reports/report/{poisoned.pk}/workbench/", f"/admin/reports/report/{poisoned.pk}/withdraw/",
        f"/admin/reports/errorreport/{error.pk}/change/", f"/admin/reports/importrun/{run.pk}/change/",
    ):  # fmt: skip
        assert_only_text(client.get(address))


def test_exports_hold_no_formula(client: Client, poisoned: Report) -> None:
    for rows in ("problem", "measure"):
        table = client.get(f"/problems/export.csv?rows={rows}").getvalue().decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
        assert any(FORMULA in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t", "\r"))]
        parts = Workbook(client.get(f"/problems/export.xlsx?rows={rows}").getvalue()).parts
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_a_file_s_name_adds_no_header(client: Client, poisoned: Report, settings: LazySettings) -> None:
    path = poisoned.source_text.document.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    answer = client.get(f"/reports/{poisoned.public_id}/original")
    assert answer.status_code == 200
    assert "X-Injected" not in answer
    assert not re.search(r"[\r\n]", answer["Content-Disposition"])
    assert answer["Content-Disposition"].startswith("attachment;")
