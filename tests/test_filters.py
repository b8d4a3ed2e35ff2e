"""GET parameters: what is understood becomes a question, what is not is named and left out."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reports.filters import ProblemFilterSet, ReportFilterSet, RoundFilterSet
from reports.models import Region
from reports.search import ProblemQuery
from tests.factories import BodyFactory, ReportFactory, RoundFactory, county, prefecture, province


def cleaned(parameters: str) -> ProblemFilterSet:
    return ProblemFilterSet(QueryDict(parameters), measure_types=("rules",))


def query(parameters: str) -> ProblemQuery:
    return cleaned(parameters).query()


@pytest.mark.django_db
class TestProblemParameters:
    def test_nothing_asked_is_the_question_for_everything(self) -> None:
        assert query("") == ProblemQuery()

    def test_every_parameter_of_the_design_is_understood(self) -> None:
        found = query(
            "q=污水&scope=text&region=430000&region=central&level=county&year=2021&year=unknown&published_year=2022"
            "&year_from=2019&year_to=2023&category=env&category=none&status=completed&kind=followup&verb=xunshi"
            "&authority=central&term=12&term=unknown&round=3&measure_type=rules&flag=mismatch&report=abcdefghijkl"
            "&sort=old&page=2&per_page=50"
        )
        assert found == ProblemQuery(
            q="污水", scope="text", regions=("430000", "central"), levels=("county",), years=("2021", "unknown"),
            published_years=("2022",), year_from=2019, year_to=2023, categories=("env", "none"),
            statuses=("completed",), kinds=("followup",), verbs=("xunshi",), authorities=("central",), terms=(12, 0),
            rounds=(3,), measure_types=("rules",), flags=("mismatch",), report="abcdefghijkl", sort="old", page=2,
            per_page=50,
        )  # fmt: skip

    def test_a_question_written_as_parameters_reads_back_the_same(self) -> None:
        asked = query("q=污水&region=430000&year=2021&category=env&term=unknown&sort=new&page=3&per_page=10")
        parameters = QueryDict(mutable=True)
        for name, value in asked.to_params():
            parameters.appendlist(name, value)
        assert query(parameters.urlencode()) == asked

    @pytest.mark.parametrize(
        "bad",
        [
            "region=111", "region=430000'--", "level=village", "year=21", "year=20211", "year=二〇二一",
            "year_from=soon",
            "category=weather", "status=done", "kind=secret", "verb=look", "authority=999999", "term=0", "term=-1",
            "round=1000", "measure_type=magic", "flag=white", "report=../etc", "sort=best", "page=0", "page=-2",
            "page=x",
            "per_page=7", "scope=everything",
        ],
    )  # fmt: skip
    def test_a_bad_value_is_left_out_and_named_and_the_rest_applied(self, bad: str) -> None:
        filters = cleaned(f"q=污水&status=completed&{bad}")
        assert filters.query() == ProblemQuery(q="污水", statuses=("completed",))
        assert filters.ignored == [tuple(bad.split("=", 1))]
        assert len(filters.messages) == 1

    def test_of_several_values_only_the_bad_ones_are_left_out(self) -> None:
        filters = cleaned("status=completed&status=done&status=in_progress")
        assert filters.query().statuses == ("completed", "in_progress")
        assert filters.ignored == [("status", "done")]

    def test_a_value_given_twice_counts_once(self) -> None:
        assert query("year=2021&year=2021").years == ("2021",)

    def test_years_the_wrong_way_round_are_both_named(self) -> None:
        filters = cleaned("year_from=2023&year_to=2019")
        assert filters.query() == ProblemQuery()
        assert filters.ignored == [("year_from", "2023"), ("year_to", "2019")]

    def test_an_empty_value_is_no_value_and_no_fault(self) -> None:
        assert cleaned("q=&region=&year=&sort=").ignored == []

    def test_an_unknown_parameter_is_named(self) -> None:
        filters = cleaned("catgory=env&utm_source=mail")
        assert filters.ignored == [("catgory", "env")]
        assert "catgory" in filters.messages[0]

    def test_a_page_beyond_all_numbers_is_a_page_past_the_end(self) -> None:
        assert query("page=" + "9" * 4000).page == 999_999

    def test_words_are_one_line_without_control_characters(self) -> None:
        assert query("q=%00污水%0A%09管网%20").q == "污水 管网"

    def test_many_bad_values_are_told_in_few_sentences(self) -> None:
        filters = cleaned("&".join(f"year={n}" for n in range(100)))
        assert len(filters.messages) == 6


@pytest.mark.django_db
class TestReportParameters:
    def found(self, parameters: str) -> set[str]:
        return {report.public_id for report in ReportFilterSet(QueryDict(parameters)).qs}

    def test_a_province_contains_its_counties(self) -> None:
        report = ReportFactory()
        assert self.found("region=990000") == self.found("region=990100") == {report.public_id}
        assert self.found("region=430000") == set()

    def test_central_bodies_have_a_value_of_their_own(self) -> None:
        central = ReportFactory(round=RoundFactory(body=BodyFactory(region=None)))
        ReportFactory()
        assert self.found("region=central") == {central.public_id}

    def test_a_former_place_is_found_under_its_successor(self) -> None:
        old = Region.objects.create(
            code="990122", name="旧禾县", short="旧禾", level="county", parent=prefecture(), valid_to=2015,
            lineage="990000/990100/990122", fictional=True,
        )  # fmt: skip
        old.successors.add(county())
        report = ReportFactory(round=RoundFactory(body=BodyFactory(region=old)))
        assert self.found("region=990121") == {report.public_id}

    def test_an_unknown_year_can_be_asked_for(self) -> None:
        undated = ReportFactory(round=RoundFactory(start=None, feedback=None, year=None))
        dated = ReportFactory()
        assert self.found("year=unknown") == {undated.public_id}
        assert self.found("year=unknown&year=2021") == {undated.public_id, dated.public_id}

    def test_the_counts_of_a_filter_are_made_without_it(self) -> None:
        ReportFactory(stage="continued")
        filters = ReportFilterSet(QueryDict("stage=concentrated"))
        assert (filters.qs.count(), filters.rows(leaving_out="stage").count()) == (0, 1)

    def test_withdrawn_reports_are_never_listed(self) -> None:
        ReportFactory(withdrawn_at="2024-01-01T00:00Z", withdrawn_reason="应发布单位要求撤下。")
        assert self.found("") == set()


@pytest.mark.django_db
def test_rounds_are_listed_once_and_only_with_a_report_to_read() -> None:
    round_ = RoundFactory()
    ReportFactory(round=round_)
    ReportFactory(round=round_, stage="continued")
    RoundFactory(body=BodyFactory(region=province()))
    assert list(RoundFilterSet(QueryDict("kind=regular")).qs) == [round_]


@pytest.mark.django_db
class TestWhatNarrows:
    """A list's rows are kept under the filters in force: no two lists may have one key."""

    def key(self, parameters: str, leaving_out: str | None = None) -> object:
        return RoundFilterSet(QueryDict(parameters)).narrowing(leaving_out=leaving_out)

    def test_another_value_or_parameter_is_another_key(self) -> None:
        county()
        asked = ("", "year=2021", "year=2022", "year=2021&year=2022", "term=1", "round=1", "verb=xuncha",
                 "kind=special", "region=990121", "authority=990121", "year=unknown", "term=unknown")  # fmt: skip
        assert len({self.key(each) for each in asked}) == len(asked)

    def test_what_narrows_nothing_is_left_out(self) -> None:
        assert self.key("page=3&per_page=20&q=x&year=x&other=1") == self.key("") == ()

    def test_a_filter_can_be_left_out(self) -> None:
        assert self.key("year=2021&kind=special", "year") == self.key("kind=special")


NAMES = st.sampled_from([*ProblemFilterSet.base_filters, "other"])
VALUES = st.one_of(st.text(max_size=12), st.sampled_from(["unknown", "central", "none", "2021", "1", "env", "990000"]))


class AnyParameters(TestCase):
    @given(st.lists(st.tuples(NAMES, VALUES), max_size=12))
    def test_any_parameters_give_a_question_that_reads_back_the_same(self, pairs: list[tuple[str, str]]) -> None:
        data = QueryDict(mutable=True)
        for name, value in pairs:
            data.appendlist(name, value)
        asked = ProblemFilterSet(data).query()
        again = QueryDict(mutable=True)
        for name, value in asked.to_params():
            again.appendlist(name, value)
        read = ProblemFilterSet(again)
        assert read.query() == asked
        assert read.ignored == []

    @given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
    def test_any_parameters_list_reports_and_rounds(self, pairs: list[tuple[str, str]]) -> None:
        data = QueryDict(mutable=True)
        for name, value in pairs:
            data.appendlist(name, value)
        assert list(ReportFilterSet(data).qs) == list(RoundFilterSet(data).qs) == []
