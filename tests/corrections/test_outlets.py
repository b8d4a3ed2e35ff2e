"""One test for every outlet: what was withdrawn or taken out is in none of them. A new address must be entered here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import MeasureFact, Report
from reports.search.sync import content_change
from tests.corrections.conftest import NAME
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db(transaction=True)

OUTLETS: dict[str, str] = {
    "home": "/",
    "problems": "/problems/",
    "search": "/problems/?q=进度",
    "facets": "/problems/?category=livelihood&status=unknown",
    "export_csv": "/problems/export.csv",
    "export_csv by measure": "/problems/export.csv?rows=measure",
    "export_jsonl": "/problems/export.jsonl",
    "export_facts": "/problems/export.txt",
    "export_xlsx": "/problems/export.xlsx",
    "problem": "/problems/{problem}/",
    "similar": "/problems/{similar}/",
    "problem_error": "/problems/{problem}/error/",
    "reports": "/reports/",
    "search in texts": "/reports/?q=进度",
    "report": "/reports/{report}/",
    "report_history": "/reports/{report}/history/",
    "report_error": "/reports/{report}/error/",
    "report_source": "/reports/{report}/source/",
    "report_passage": "/reports/{report}/source/{problem}/",
    "report_original": "/reports/{report}/original",
    "suggest": "/suggest/?q=校舍巡",
    "regions": "/regions/",
    "region": "/regions/990121/",
    "body": "/bodies/{body}/",
    "rounds": "/rounds/",
    "categories": "/categories/",
    "category": "/categories/livelihood/",
    "documents": "/documents/",
    "compare": "/compare/?a=990121&b=990122",
    "statistics": "/statistics/",
    "statistics_csv": "/statistics/table.csv",
    "coverage": "/statistics/coverage/",
    "reports_feed": "/feeds/reports.atom",
    "problems_feed": "/feeds/problems.atom",
    "sitemap": "/sitemap.xml",
    "sitemap_part": "/sitemap-problem-0.xml",
    "data": "/data/",
    "api:search": "/api/v1/search?q=进度",
    "api:problems": "/api/v1/problems",
    "api:problem": "/api/v1/problems/{problem}",
    "api:measures": "/api/v1/measures",
    "api:measure": "/api/v1/measures/{measure}",
    "api:reports": "/api/v1/reports",
    "api:report": "/api/v1/reports/{report}",
    "api:rounds": "/api/v1/rounds",
    "api:round": "/api/v1/rounds/{round}",
    "api:bodies": "/api/v1/bodies",
    "api:body": "/api/v1/bodies/{body}",
    "api:regions": "/api/v1/regions",
    "api:region": "/api/v1/regions/990121",
    "api:categories": "/api/v1/categories",
    "api:category": "/api/v1/categories/livelihood",
}
"""What each outlet is called, and where it is."""
OF_OTHERS = {"search", "facets", "similar", "search in texts", "export_csv by measure"}
"""Further addresses of pages that stand above under their own name."""
WITHOUT_CONTENT = {
    "about", "help_search", "styleguide", "preferences", "robots", "opensearch", "error_thanks",
    "api_docs", "openapi", "api:api-root", "api_nowhere", "dataset_file",
}  # fmt: skip
"""Addresses that say nothing of what the archive holds; the files of a data set are made by a command of their own."""

MADE = [
    Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是印发《校舍巡检办法》。", "二是当年完成维修。"]),
    Made("2", f"河长制落实不够有力，副局长{NAME}巡河流于形式。", [f"一是对{NAME}作出处理。"], topics=("env",)),
]
OTHER = [Made("1", "校舍维修进度迟缓，中学宿舍带病使用。", ["一是逐校排查。"])]
WORDS = ("三所村小", "校舍巡检办法", "当年完成维修", "河长制落实", NAME)


@pytest.fixture
def report(county: object) -> Report:
    """With a correction, and another report that has a similar problem."""
    header = Header(round=5, start="2024-03-08", signed="2024-12-30")
    store(made_file(OTHER, header=header, name="又一轮.txt"), Bodies())
    row = store(made_file(MADE), Bodies()).report
    river = row.problems.get(number="2")
    corrections.apply("set", river, {"text": f"{NAME}巡河流于形式，河长制落实不力。"}, reason=f"{NAME}的职务有误")
    rule = row.measures.get(text__contains="巡检办法")
    words, start = "《校舍巡检办法》", (rule.start or 0) + 4
    with content_change() as change:
        MeasureFact.objects.create(measure=rule, kind="document", text=words, start=start, end=start + len(words))
        change.touch(row)
    return row


def given_out(report: Report, address: str) -> str:
    """Everything that an address gives out, files of a workbook too."""
    answer: Any = Client().get(place_of(report, address))
    assert answer.status_code < 500
    return text_of(answer)


def place_of(report: Report, address: str) -> str:
    problem = report.problems.get(number="2")
    similar = Report.objects.exclude(pk=report.pk).get().problems.get()
    return address.format(
        report=report.public_id,
        problem=problem.public_id,
        similar=similar.public_id,
        measure=report.measures.order_by("pk")[0].public_id,
        body=report.round.body.public_id,
        round=report.round.public_id,
    )


def text_of(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as workbook:
            data = b"".join(workbook.read(name) for name in workbook.namelist())
    text: str = data.decode("utf-8", "replace")
    return text + (text.encode().decode("unicode_escape", "replace") if "\\u" in text else "")


def test_while_it_stands_its_words_are_given_out(report: Report) -> None:
    """Otherwise the tests below would prove nothing."""
    telling = {name for name, address in OUTLETS.items() if any(word in given_out(report, address) for word in WORDS)}
    assert {
        "problems", "search", "export_csv", "export_jsonl", "export_xlsx", "problem", "similar", "report",
        "report_history", "report_source", "report_passage", "report_original", "suggest", "documents",
        "problems_feed", "api:problems", "api:measures", "api:problem", "api:search",
    } <= telling  # fmt: skip


@pytest.fixture
def withdrawn(report: Report) -> Report:
    return corrections.withdraw(report, reason="应发布单位要求撤下。")


def test_what_was_withdrawn_is_in_no_outlet(withdrawn: Report) -> None:
    told = {
        (name, word)
        for name, address in OUTLETS.items()
        for text in [given_out(withdrawn, address)]
        for word in (*WORDS, f"/{withdrawn.public_id}/")
        if word in text
    }
    assert {(name, word) for name, word in told if not _its_own_address(name, word, withdrawn)} == set()


@pytest.mark.parametrize("act", ["withdraw", "redact"])
def test_no_cache_tells_what_was_there_before(report: Report, act: str) -> None:
    """Every outlet is asked before and after, by a browser that still has the first answer."""
    reader, before = Client(), {}
    places = {name: place_of(report, address) for name, address in OUTLETS.items()}
    for name, place in places.items():
        for _ in range(2):
            answer: Any = reader.get(place)
            before[name] = answer.get("ETag")
            b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert sum(tag is not None for tag in before.values()) > 20
    if act == "withdraw":
        corrections.withdraw(report, reason="应发布单位要求撤下。")
    else:
        corrections.redact(report, words=NAME, reason="个人信息")
    words = WORDS if act == "withdraw" else (NAME,)
    for name, place in places.items():
        answer = reader.get(place, headers={"if-none-match": before[name]} if before[name] else {})
        assert answer.status_code != 304, name
        assert not [word for word in words if word in text_of(answer)], name


def _its_own_address(name: str, word: str, report: Report) -> bool:
    """A page that says that the report is gone may bear its own address."""
    return word == f"/{report.public_id}/" and "{" in OUTLETS[name]


def test_what_was_taken_out_is_in_no_outlet(report: Report) -> None:
    corrections.redact(report, words=NAME, reason="个人信息")
    assert {name for name, address in OUTLETS.items() if NAME in given_out(report, address)} == set()


def test_nor_in_the_corrections_that_others_take_over(report: Report) -> None:
    corrections.redact(report, words=NAME, reason="个人信息")
    assert NAME not in exported()
    corrections.withdraw(report, reason="应发布单位要求撤下。")
    assert exported() == ""


def exported() -> str:
    out = io.StringIO()
    call_command("export_corrections", stdout=out)
    return out.getvalue()


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = each.namespace if each.namespace not in (None, "reports") else ""
            yield from names(each.url_patterns, f"{space}{inside}:" if inside else space)
        else:
            yield f"{space}{each.name}"


def test_no_address_of_the_archive_is_forgotten() -> None:
    (archive,) = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "reports"]
    known = (set(OUTLETS) - OF_OTHERS) | WITHOUT_CONTENT
    assert set(names(archive.url_patterns)) == known
