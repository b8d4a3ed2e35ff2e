"""What is held, what reports state about themselves, and which report of a round counts."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from reports.analysis.holdings import coverage, reports_by, reports_by_province, reports_of
from reports.analysis.stated import Holder, stated_totals
from reports.models import Report
from reports.models.counting import superseded_reports
from reports.search import ProblemQuery
from tests.analysis.conftest import Counted
from tests.factories import BodyFactory, ReportFactory, RoundFactory


class TestTheReportThatCounts:
    def test_is_the_latest_stage_that_lists_problems(self, counted: Counted) -> None:
        assert superseded_reports() == {counted.first.public_id}

    def test_a_later_stage_without_problems_does_not_replace_an_earlier_one(self, counted: Counted) -> None:
        empty = ReportFactory(round=counted.followup.round, stage="continued", sort_date=dt.date(2024, 6, 1))
        assert superseded_reports() == {counted.first.public_id, empty.public_id}

    def test_a_withdrawn_report_leaves_its_place_to_the_earlier_one(self, counted: Counted) -> None:
        Report.objects.filter(pk=counted.later.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="来源撤下")
        assert superseded_reports() == frozenset()


class TestCoverage:
    def test_reports_stand_by_province_and_year_with_the_gaps(self, counted: Counted) -> None:
        ReportFactory(round=RoundFactory(body=BodyFactory(region=None), start=dt.date(2018, 5, 1)))
        held = coverage()
        assert held.years == list(range(2018, 2024))
        province = next(row for row in held.provinces if row.region.code == "990000")
        assert [province.years[year] for year in held.years] == [0, 0, 0, 3, 1, 1]
        assert (held.reports, held.of_year(2021), held.of_year(2019)) == (6, 3, 0)
        assert held.central is not None
        assert [row.region.code for row in held.with_reports] == ["990000"]

    def test_places_count_by_their_own_committee(self, counted: Counted) -> None:
        province = next(row for row in coverage().provinces if row.region.code == "990000")
        assert (province.held["county"], province.places["county"]) == (2, 2)
        assert (province.held["prefecture"], province.places["prefecture"]) == (0, 1)

    def test_provinces_without_a_report_are_named(self, counted: Counted) -> None:
        missing = {row.region.code for row in coverage().provinces if not row.total}
        assert "430000" in missing
        assert "990000" not in missing

    def test_reports_are_counted_by_what_is_said_of_them(self, counted: Counted) -> None:
        rows = reports_of(ProblemQuery(regions=("990121",), categories=("env",)))
        assert reports_by(rows, "year") == {"2021": 2, "2022": 1, "2023": 1}
        assert reports_by(rows, "region") == {"990000": 4, "990100": 4, "990121": 4}
        assert reports_by_province() == {"990000": 5}


class TestStatedTotals:
    def test_a_round_states_its_totals_once(self, counted: Counted) -> None:
        found = stated_totals(reports_of(ProblemQuery()))
        totals = {total.key: total for total in found.totals}
        assert found.asked == 4
        assert (totals["disciplined"].total, totals["disciplined"].reports, totals["disciplined"].largest) == (11, 2, 7)
        assert totals["disciplined"].holder == Holder(counted.later.public_id, counted.later.round.body.name)
        assert totals["money_recovered"].total == 860_000
        assert "admonished" not in totals

    def test_only_the_reports_asked_for_count(self, counted: Counted) -> None:
        found = stated_totals(reports_of(ProblemQuery(regions=("990131",))))
        assert found.asked == 1
        assert {total.key: total.total for total in found.totals} == {"disciplined": 4, "money_recovered": 860_000}
