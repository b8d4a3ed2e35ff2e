"""Places side by side, what recurs, rounds by sender, and the documents that measures name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from reports.analysis.comparison import furthest_apart, own, peers_in, rounds_listing, sides, within
from reports.analysis.documents import DocumentFilterSet, described, most_cited, titles
from reports.analysis.inspections import senders
from reports.analysis.recurrence import recurring, topics_by_report
from reports.models import Category, InspectionRound, Measure, Report
from reports.search import ProblemQuery
from reports.search.keeping import state_now
from tests.analysis.conftest import Counted, index
from tests.factories import BodyFactory, RegionFactory, ReportFactory, RoundFactory, county, province


class TestSides:
    def test_a_place_counts_its_own_committee_and_each_round_once(self, counted: Counted) -> None:
        mine, inside, other, peers = sides(
            [own(county()), within(county()), own(counted.other_county), peers_in(province(), "county")]
        )
        assert (mine.total, mine.rounds) == (3, 2)
        assert (inside.total, inside.rounds) == (4, 3)
        assert (other.total, peers.total, peers.rounds) == (2, 5, 3)
        assert mine.categories["env"] == 2
        assert mine.a_round("env") == 1.0
        assert peers.a_round("conduct") == pytest.approx(2 / 3)

    def test_shares_are_of_the_place_s_problems(self, counted: Counted) -> None:
        mine, other = sides([own(county()), own(counted.other_county)])
        assert mine.share("category", "env") == pytest.approx(2 / 3)
        assert other.share("category", "env") == 0
        assert mine.share("status", "completed") == pytest.approx(2 / 3)

    def test_the_topics_furthest_apart_come_first(self, counted: Counted) -> None:
        mine, other = sides([own(county()), own(counted.other_county)])
        assert furthest_apart(mine, other, ["conduct", "env", "culture"]) == [("env", pytest.approx(2 / 3))]

    def test_a_place_without_problems_has_no_shares(self, counted: Counted) -> None:
        (empty,) = sides([own(province())])
        assert (empty.total, empty.rounds) == (0, 0)
        assert empty.share("category", "env") is None
        assert empty.a_round("env") is None


class TestRoundsThatListProblems:
    def test_a_former_place_counts_with_its_successor(self, counted: Counted) -> None:
        former = RegionFactory(code="990129", name="旧溪县", short="旧溪", valid_to=2015, parent=province())
        former.successors.add(counted.other_county)
        ReportFactory(round=RoundFactory(body=BodyFactory(region=former)), counted_problems=1)
        index()
        assert rounds_listing([within(counted.other_county), own(former), own(county())], state_now()) == [2, 1, 2]

    def test_every_filter_of_places_and_levels(self, counted: Counted) -> None:
        central = RoundFactory(body=BodyFactory(region=None, central=True))
        ReportFactory(round=central, counted_problems=4)
        ReportFactory(round=central, counted_problems=3, stage="continued")
        ReportFactory(round=RoundFactory(body=counted.other.round.body, start=None, feedback=None), counted_problems=0)
        index()
        asked = [
            ProblemQuery(), ProblemQuery(regions=("central",)), ProblemQuery(regions=("central", "990121")),
            ProblemQuery(levels=("other",)), ProblemQuery(levels=("county", "other")), peers_in(None, "county"),
            ProblemQuery(regions=("990121",), levels=("other",)), ProblemQuery(regions=("990131",), levels=("other",)),
        ]  # fmt: skip
        assert rounds_listing(asked, state_now()) == [5, 1, 4, 2, 5, 3, 1, 0]

    def test_they_are_counted_once_in_a_state_and_anew_in_the_next(self, counted: Counted) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert [rounds_listing([own(county())], state_now()) for _ in range(2)] == [[2], [2]]
        assert sum('FROM "reports_report"' in each["sql"] for each in asked.captured_queries) == 1
        Report.objects.filter(pk=counted.followup.pk).update(
            withdrawn_at="2024-01-01T00:00:00Z", withdrawn_reason="应发布单位要求撤下。"
        )
        index()
        assert rounds_listing([own(county())], state_now()) == [1]


class TestRecurrence:
    def test_a_topic_recurs_that_a_later_round_finds_again(self, counted: Counted) -> None:
        topics = topics_by_report([counted.later.pk, counted.followup.pk])
        rows = recurring([topics[counted.later.pk], topics[counted.followup.pk]], ["conduct", "env"])
        assert [(row.category, row.counts, row.rounds) for row in rows] == [("env", (1, 1), 2)]

    def test_most_rounds_then_most_problems_come_first(self) -> None:
        rows = recurring([{"a": 1, "b": 2, "c": 1}, {"b": 1, "c": 5}, {"a": 1, "b": 1, "d": 9}], ["a", "b", "c", "d"])
        assert [(row.category, row.rounds) for row in rows] == [
            ("b", 3),
            ("c", 2),
            ("a", 2),
        ]


def test_rounds_stand_by_sender_term_and_round(counted: Counted) -> None:
    RoundFactory(authority_level="central", term=20, round=1, body=counted.other.round.body)
    RoundFactory(authority_region=province(), term=None, round=None, body=counted.other.round.body)
    found = {row.code: row for row in senders(InspectionRound.objects.all())}
    assert list(found) == ["central", "990000", ""]
    assert found["central"].terms == {20: {1: 1}}
    assert found["990000"].terms == {0: {0: 1}}
    assert found[""].total == 4


def asked(parameters: str) -> list[tuple[str, int]]:
    return list(titles(DocumentFilterSet(QueryDict(parameters)).mentions()))


class TestDocuments:
    def test_a_title_counts_the_measures_that_name_it(self, counted: Counted) -> None:
        assert asked("") == [("《排口管护办法》", 2)]

    @pytest.mark.parametrize(
        ("parameters", "measures"),
        [("q=排口", 2), ("q=排口 管护", 2), ("q=方案", None), ("ending=办法", 2), ("ending=方案", None),
         ("region=990131", 1), ("region=990000", 2), ("region=430000", None), ("category=env", 1), ("category=line", 1),
         ("category=discipline", 1), ("category=projects", None), ("year=2023", 1), ("year=2019", None),
         ("year=2023&category=conduct", None)],
    )  # fmt: skip
    def test_it_is_found_by_words_kind_place_category_and_year(
        self, counted: Counted, parameters: str, measures: int | None
    ) -> None:
        assert asked(parameters) == ([] if measures is None else [("《排口管护办法》", measures)])

    def test_a_measure_that_is_retired_names_nothing(self, counted: Counted) -> None:
        Measure.objects.filter(report=counted.other).update(retired_at="2024-01-01T00:00:00Z")
        assert asked("") == [("《排口管护办法》", 1)]

    def test_it_tells_who_issued_it_and_for_what(self, counted: Counted) -> None:
        (row,) = described([("《排口管护办法》", 2)])
        assert [body.name for body in row.bodies] == ["中共青禾县委员会", "中共麦溪县委员会"]
        assert (row.verbs, row.issuers) == (["印发"], ["县水务局"])
        assert {topic.code for topic in row.topics} == {"env", "conduct"}
        assert row.quoted == '"《排口管护办法》"'

    def test_a_category_names_what_its_measures_name(self, counted: Counted) -> None:
        assert most_cited(Category.objects.get(code="env")) == [("《排口管护办法》", 1)]
        assert most_cited(Category.objects.get(code="projects")) == []
