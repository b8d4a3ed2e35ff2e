"""The list of documents: counted once for each state of the index, the whole one and those asked for last."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from reports.analysis.documents import DocumentFilterSet, Listing, described, most_cited
from reports.models import Category, Measure
from tests.analysis.conftest import Counted, index
from tests.factories import BodyFactory, ReportFactory, RoundFactory, county, fact_in, problem_in

KNOWN, OTHER = "《排口管护办法》", "《公车使用规定》"


def listed(parameters: str = "", start: int = 0, number: int = 20) -> tuple[int, list[tuple[str, int]]]:
    listing = Listing(DocumentFilterSet(QueryDict(parameters)))
    return listing.total, listing.stretch(start, number)


def mentions_read(parameters: str, start: int = 0) -> int:
    with CaptureQueriesContext(connection) as asked:
        listed(parameters, start)
    return sum("reports_measurefact" in query["sql"] for query in asked.captured_queries)


def test_a_stretch_is_the_same_from_what_is_kept_and_from_the_database(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_in(counted.other, "公车私用。", f"一是制定{OTHER}。", number="9", label="9.")
    fact_in(counted.other.measures.get(text__contains=OTHER), "document", OTHER)
    index()
    stretches = [(0, 20), (0, 1), (1, 1), (1, 20), (2, 20)]
    kept = [listed(start=start, number=number) for start, number in stretches]
    assert kept[0] == (2, [(KNOWN, 2), (OTHER, 1)])
    monkeypatch.setattr("reports.analysis.documents.FIRST_KEPT", 0)
    assert [listed(start=start, number=number) for start, number in stretches] == kept
    assert listed("sort=name") == (2, [(OTHER, 1), (KNOWN, 2)])


def test_a_list_is_counted_once_in_a_state(counted: Counted) -> None:
    assert [mentions_read("") for _ in range(3)] == [2, 0, 0]
    assert [mentions_read("", start) for start in (20, 980, 981)] == [0, 0, 1]
    assert [mentions_read(narrowed) for narrowed in ("q=排口", "q=排口", "year=2023", "year=2023")] == [2, 0, 2, 0]


def test_another_question_is_another_list(counted: Counted) -> None:
    asked = ("", "q=排口", "q=公车", "ending=办法", "ending=方案", "region=990131", "year=2023", "category=env",
             "year=2023&category=conduct")  # fmt: skip
    fresh = []
    for parameters in asked:
        index()
        fresh.append(listed(parameters))
    assert [listed(parameters) for parameters in asked] == fresh
    assert len({str(each) for each in fresh}) == 3


@pytest.mark.parametrize(
    "parameters",
    ["region=990131", "region=990000", "region=430000", "year=2023", "year=2019", "year=2023&category=env"],
)
def test_of_few_measures_and_of_many_it_lists_the_same(
    counted: Counted, monkeypatch: pytest.MonkeyPatch, parameters: str
) -> None:
    of_few = listed(parameters)
    index()
    monkeypatch.setattr("reports.analysis.documents.FEW_MEASURES", 0)
    assert listed(parameters) == of_few


def test_what_a_page_says_of_its_titles_is_read_once_in_a_state(counted: Counted) -> None:
    page = [(KNOWN, 2)]
    with CaptureQueriesContext(connection) as asked:
        first, again = described(page), described(page)
    assert again == first
    assert sum('FROM "reports_measurefact"' in query["sql"] for query in asked.captured_queries) == 4
    Measure.objects.filter(report=counted.followup).update(retired_at="2024-01-01T00:00:00Z")
    index()
    (row,) = described(page)
    assert ([body.name for body in row.bodies], row.issuers) == (["中共麦溪县委员会"], [])
    assert [topic.code for topic in row.topics] == ["conduct"]


def test_more_bodies_than_are_named_are_counted(counted: Counted) -> None:
    for number in range(4):
        body = BodyFactory(name=f"青禾县第{number}局党组", region=county(), level="other")
        report = ReportFactory(round=RoundFactory(body=body))
        for _ in range(2):
            problem_in(report, "制度不健全。", f"一是执行{KNOWN}。", number=str(_), label=f"{_}.")
        for measure in report.measures.all():
            fact_in(measure, "document", KNOWN)
    index()
    (row,) = described([(KNOWN, 10)])
    names = sorted(["中共青禾县委员会", "中共麦溪县委员会", *(f"青禾县第{number}局党组" for number in range(4))])
    assert ([body.name for body in row.bodies], row.more_bodies) == (names[:4], 2)


def test_what_a_category_cites_is_read_once_in_a_state(counted: Counted) -> None:
    env = Category.objects.get(code="env")
    with CaptureQueriesContext(connection) as asked:
        assert [most_cited(env), most_cited(env)] == [[(KNOWN, 1)]] * 2
    assert sum('FROM "reports_measurefact"' in query["sql"] for query in asked.captured_queries) == 1
    assert most_cited(Category.objects.get(code="conduct")) == [(KNOWN, 1)]
    Measure.objects.filter(report=counted.followup).update(retired_at="2024-01-01T00:00:00Z")
    index()
    assert most_cited(env) == []


def test_what_changes_is_seen_at_once(counted: Counted) -> None:
    assert listed() == (1, [(KNOWN, 2)])
    Measure.objects.filter(report=counted.other).update(retired_at="2024-01-01T00:00:00Z")
    index()
    assert listed() == (1, [(KNOWN, 1)])
    Measure.objects.filter(report=counted.followup).update(retired_at="2024-01-01T00:00:00Z")
    index()
    assert listed() == (0, [])


def test_nothing_is_kept_where_the_operator_switched_it_off(counted: Counted, settings: object) -> None:
    settings.RESULT_CACHE = False  # type: ignore[attr-defined]
    assert [mentions_read("") for _ in range(2)] == [2, 2]
