"""The list of documents: the whole one is counted once for each state of the index, a narrowed one each time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from reports.analysis.documents import DocumentFilterSet, Listing
from reports.models import Measure
from tests.analysis.conftest import Counted, index
from tests.factories import fact_in, problem_in

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


def test_the_whole_list_is_counted_once_in_a_state(counted: Counted) -> None:
    assert [mentions_read("") for _ in range(3)] == [2, 0, 0]
    assert [mentions_read("", start) for start in (20, 980, 981)] == [0, 0, 1]
    assert [mentions_read(narrowed) for narrowed in ("q=排口", "q=排口", "year=2023")] == [2, 2, 2]


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
