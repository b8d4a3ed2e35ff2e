"""The reports behind a table: counted once for each state of the index and for each question that is said of reports."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.analysis.holdings import reports_by_province, reports_of_central_bodies
from reports.analysis.report_numbers import report_numbers
from reports.models import DeclaredTotal, Report
from reports.search import ProblemQuery
from tests.analysis.conftest import Counted, index
from tests.factories import BodyFactory, ReportFactory, RoundFactory

EVERYTHING, COUNTY = ProblemQuery(), ProblemQuery(regions=("990121",))


def queries(query: ProblemQuery, *dimensions: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        report_numbers(query, *dimensions)
    return len(asked)


def test_they_are_counted_once_in_a_state(counted: Counted) -> None:
    assert [queries(EVERYTHING, "region", "year") for _ in range(2)] == [8, 1]


def test_a_question_about_the_same_reports_is_the_same(counted: Counted) -> None:
    queries(COUNTY, "year", "category")
    assert queries(COUNTY.with_(categories=("env",), q="排口", once=True, per_page=10), "year", "status") == 1


@pytest.mark.parametrize(
    "narrowed",
    [ProblemQuery(levels=("county",)), ProblemQuery(years=("2021",)), ProblemQuery(published_years=("2020",)),
     ProblemQuery(kinds=("followup",)), COUNTY],
)  # fmt: skip
def test_other_reports_are_another_question(counted: Counted, narrowed: ProblemQuery) -> None:
    whole, part = report_numbers(EVERYTHING, "level"), report_numbers(narrowed, "level")
    assert part.total < whole.total == 5
    assert sum(part.by["level"].values()) == part.total
    assert part.stated.asked <= part.total


def test_dimensions_of_problems_are_not_said_of_reports(counted: Counted) -> None:
    assert report_numbers(EVERYTHING, "category", "kind").by.keys() == {"kind"}


def test_what_changes_is_seen_at_once(counted: Counted) -> None:
    before = report_numbers(EVERYTHING, "region")
    assert (before.total, before.by["region"]["990131"], reports_by_province()) == (5, 1, {"990000": 5})
    stating = ReportFactory(round=RoundFactory(body=BodyFactory(region=None, central=True)))
    DeclaredTotal.objects.create(report=stating, key="disciplined", value=900)
    Report.objects.filter(pk=counted.other.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="来源撤下")
    index()
    after = report_numbers(EVERYTHING, "region")
    assert (after.total, after.by["region"].get("990131"), after.by["region"]["central"]) == (5, None, 1)
    assert (reports_by_province(), reports_of_central_bodies()) == ({"990000": 4, "": 1}, 1)
    (disciplined,) = after.stated.totals
    assert (disciplined.total, disciplined.holder and disciplined.holder.report) == (907, stating.public_id)
