"""/api/v1/: what is asked and what comes, list by list, to the last page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from reports.api import cursor
from reports.api.refusals import Refusal
from reports.models import Body, InspectionRound, Measure, Problem, Region, Report
from reports.search import ALL_FACETS, CASCADE, Place, search_problems, walking
from reports.search.query import ProblemQuery
from tests.api.conftest import ROOT, Ask, Shown
from tests.factories import BodyFactory, ReportFactory, RoundFactory, problem_in
from tests.views.conftest import index_everything

Walk = Callable[[str], Iterator[dict[str, Any]]]
LISTS = ("search", "problems", "measures", "reports", "rounds", "bodies", "regions", "categories")
MOST_QUERIES = {
    "search": 8, "problems": 8, "measures": 6, "reports": 4, "rounds": 4, "bodies": 3, "regions": 4, "categories": 2,
}  # fmt: skip
QUESTIONS = [
    "", "q=黑臭水体", "q=河 -返黑&scope=statement", "category=env&category=none", "year=unknown", "once=1", "sort=old",
    "q=水体&sort=new", "status=unknown&year=2021", "region=990121&per_page=10", "q=没有这样的词",
]  # fmt: skip


def ids(page: dict[str, Any]) -> list[str]:
    return [item["public_id"] for item in page["items"]]


class TestProblems:
    def test_the_site_finds_the_same_in_the_same_order(self, client: Client, shown: Shown, ask: Ask) -> None:
        for question in QUESTIONS:
            page = client.get(f"/problems/?{question}").context["results"]
            answer = ask(f"search?{question}")
            assert (answer["total"], ids(answer)) == (page.total, [hit.public_id for hit in page.hits])
            assert answer["facets"].keys() == set(ALL_FACETS)
            for facet, values in page.facets.items():
                if facet != CASCADE:  # of places the page counts what it opens
                    shown_values = [{"value": v.value, "count": v.count, "selected": v.selected} for v in values]
                    assert answer["facets"][facet] == shown_values
            assert ids(ask(f"problems?{question}")) == ids(answer)

    def test_an_item_is_a_line_of_the_export(self, client: Client, shown: Shown, ask: Ask) -> None:
        lines = client.get("/problems/export.jsonl").getvalue().decode().splitlines()
        assert ask("problems")["items"] == [json.loads(line) for line in lines]
        assert ask(f"problems/{shown.river.public_id}") in map(json.loads, lines)

    def test_what_was_not_understood_is_told_in_both_languages(self, shown: Shown, ask: Ask) -> None:
        answer = ask("search?q=(污水&status=done&page=2&catgory=x")
        assert answer["ignored"] == [
            {"parameter": "page", "value": "2"},
            {"parameter": "status", "value": "done"},
            {"parameter": "catgory", "value": "x"},
        ]
        assert answer["messages"][2]["zh"] == "没有名为“catgory”的参数，已忽略。"
        assert "catgory" in answer["messages"][2]["en"]
        assert answer["errors"][0]["code"] == "unclosed_parenthesis"
        assert answer["query"] == "q=%28%E6%B1%A1%E6%B0%B4"


class TestCursor:
    def test_every_row_comes_once(self, shown: Shown, walk: Walk) -> None:
        for number in range(11):
            body = BodyFactory(name=f"第{number}镇党委")
            problem_in(ReportFactory(round=RoundFactory(body=body)), f"第{number}处沟渠淤塞。", "一是清淤。")
        index_everything()
        for name, rows in {
            "search": Problem, "problems": Problem, "measures": Measure, "reports": Report, "rounds": InspectionRound,
            "bodies": Body,
        }.items():  # fmt: skip
            pages = list(walk(f"{name}?per_page=10"))
            found = [key for page in pages for key in ids(page)]
            assert len(pages) > 1
            assert len(found) == len(set(found)) == pages[0]["total"]
            assert set(found) == set(rows.objects.values_list("public_id", flat=True))
        found = [item["code"] for page in walk("regions?parent=110000&per_page=10") for item in page["items"]]
        assert sorted(found) == sorted(Region.objects.filter(parent__code="110000").values_list("code", flat=True))

    def test_the_order_is_that_of_the_pages(self, shown: Shown, walk: Walk) -> None:
        report = ReportFactory()
        for number in range(19):
            problem_in(report, f"第{number}处沟渠淤塞，有水。", "一是清淤。" * (number % 3))
        index_everything()
        for order in ("new", "old", "relevance"):
            query = ProblemQuery(q="水", sort=order, per_page=10)
            pages = range(1, search_problems(query, facets=()).pages + 1)
            expected = [hit.public_id for page in pages for hit in search_problems(query.with_(page=page)).hits]
            assert [key for page in walk(f"problems?q=水&sort={order}&per_page=10") for key in ids(page)] == expected

    def test_rows_that_come_or_go_meanwhile_neither_repeat_nor_hide_another(
        self, shown: Shown, ask: Ask, walk: Walk
    ) -> None:
        report = ReportFactory()
        for number in range(10):
            problem_in(report, f"第{number}处沟渠淤塞。")
        index_everything()
        before = set(Problem.objects.values_list("public_id", flat=True))
        first = ask("problems?per_page=10")
        Problem.objects.filter(public_id=ids(first)[3]).update(retired_at=report.imported_at)
        problem_in(shown.followup, "新发现一处。")
        index_everything()
        rest = [key for page in walk(first["next"]) for key in ids(page)]
        assert not set(rest) & set(ids(first))
        assert set(rest) | set(ids(first)) == before

    def test_rows_of_one_place_in_the_order_come_once(self, shown: Shown, walk: Walk) -> None:
        """Nine characters of an id take part in the order: rows that share them stand in either order, and come once."""
        report = ReportFactory()
        for number in range(25):
            problem_in(report, f"第{number}处沟渠淤塞。", public_id=f"aaaaaaaaa{'abcdefghijklmnopqrstuvwxy'[number]}aa")
        index_everything()
        found = [key for page in walk(f"problems?report={report.public_id}&per_page=10") for key in ids(page)]
        assert len(found) == len(set(found)) == 25

    def test_facets_come_with_the_first_page_only(self, shown: Shown, walk: Walk) -> None:
        for number in range(5):
            problem_in(shown.county, f"第{number}处沟渠淤塞。")
        index_everything()
        first, second = walk("search?per_page=10")
        assert first["facets"]["status"]
        assert second["facets"] is None

    def test_by_relevance_there_is_a_depth(self, shown: Shown, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(walking, "DEEPEST", 12)
        for number in range(20):
            problem_in(shown.county, f"第{number}处水沟淤塞。")
        index_everything()
        pages = list(walk("problems?q=水&per_page=10"))
        assert [len(page["items"]) for page in pages] == [10, 2]
        assert pages[0]["total"] > 12

    def test_a_cursor_of_ones_own_making_is_refused(self, shown: Shown, ask: Ask) -> None:
        for name in ("search", "measures", "reports", "regions"):
            for word in ("x", "W10", "WyJuZXdlc3QiLDEsWyJBIl1d", "%00", "W251bGwsbnVsbCxudWxsXQ", "你"):
                assert ask(f"{name}?cursor={word}", 400)["code"] == "bad_cursor"

    def test_a_cursor_of_another_order_is_refused(self, shown: Shown, ask: Ask) -> None:
        for number in range(10):
            problem_in(ReportFactory(), f"第{number}处沟渠淤塞。")
        index_everything()
        for name in ("problems", "reports"):
            following = ask(f"{name}?sort=old&per_page=10")["next"]
            assert ask(following.replace("sort=old", "sort=new"), 400)["code"] == "bad_cursor"

    @given(
        st.builds(Place, st.sampled_from(["newest", "oldest"]), st.integers(0, 2**64 - 1), st.just(("abcdefgh2345",)))
    )
    def test_a_place_is_read_as_it_was_written(self, place: Place) -> None:
        assert cursor.place_of(cursor.of_place(place)) == place

    @given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()))
    def test_no_word_breaks_it(self, word: str) -> None:
        for read in (cursor.place_of, lambda text: cursor.strings(text, 2)):
            with suppress(Refusal):
                read(word)


class TestOtherLists:
    def test_a_report_tells_its_totals_and_contacts(self, shown: Shown, ask: Ask) -> None:
        Report.objects.filter(pk=shown.county.pk).update(contact_phone="0990-0123456")
        report = ask(f"reports/{shown.county.public_id}")
        assert report["declared"] == {"problems": 4}
        assert report["contact"] == {"phone": "0990-0123456", "address": None, "postcode": None, "email": None}
        assert report["counted_problems"] == shown.county.problems.count()

    def test_reports_are_narrowed_and_sought_as_on_the_site(self, client: Client, shown: Shown, ask: Ask) -> None:
        for question in ("", "region=990121", "year=2022", "level=other", "q=河道", "stage=continued", "sort=old"):
            page = client.get(f"/reports/?{question}").context
            answer = ask(f"reports?{question}")
            assert set(ids(answer)) == {row.report.public_id for row in page["rows"]}
            assert answer["total"] == page["total"]

    def test_those_without_a_day_come_last(self, shown: Shown, ask: Ask) -> None:
        for order in ("new", "old"):
            days = [item["published"] for item in ask(f"reports?sort={order}")["items"]]
            assert days[-1] is None
            assert days[0] == {"new": "2024-01-09", "old": "2021-12-30"}[order]

    def test_a_measure_tells_what_it_names_and_where_it_stands(self, shown: Shown, ask: Ask) -> None:
        (answer,) = [
            item for item in ask(f"measures?problem={shown.river.public_id}")["items"] if "疏浚" in item["text"]
        ]
        assert ask(f"measures/{answer['public_id']}") == answer
        assert [(fact["kind"], fact["value"]) for fact in answer["facts"]] == [("money", 860000)]
        assert ask(answer["problems"][0]["url"])["public_id"] == shown.river.public_id
        assert ask(answer["report"]["url"])["public_id"] == shown.county.public_id

    def test_a_round_leads_to_its_reports(self, shown: Shown, ask: Ask) -> None:
        (answer,) = ask("rounds?kind=followup")["items"]
        assert [ask(report["url"])["title"] for report in answer["reports"]] == [shown.followup.title]

    def test_bodies_of_a_region_and_central_ones(self, shown: Shown, ask: Ask) -> None:
        assert [item["name"] for item in ask("bodies?region=990121")["items"]] == ["中共青禾县委员会"]
        (central,) = ask("bodies?region=central")["items"]
        assert (central["central"], central["region"]) == (True, None)
        assert ask(f"bodies/{central['public_id']}") == central

    def test_a_code_that_outlived_a_name_tells_both(self, shown: Shown, ask: Ask) -> None:
        code = "990121"
        old = Region.objects.get(code=code)
        Region.objects.create(
            code=code,
            name="旧禾县",
            short="旧禾",
            level="county",
            parent=old.parent,
            lineage=old.lineage,
            valid_to=2015,
        )
        answer = ask(f"regions/{code}")
        assert (answer["name"], answer["full_name"]) == ("青禾县", "示例省松岭市青禾县")
        assert [former["name"] for former in answer["former"]] == ["旧禾县"]

    def test_all_categories_stand_on_one_page(self, shown: Shown, ask: Ask) -> None:
        answer = ask("categories")
        assert answer["total"] == len(answer["items"]) == 30
        assert answer["next"] is None
        assert ask("categories/env")["name"]["zh"] == "生态环境保护"

    def test_the_number_of_queries_does_not_grow_with_the_page(
        self, client: Client, shown: Shown, django_assert_max_num_queries: Any
    ) -> None:
        report = ReportFactory()
        for number in range(15):
            problem_in(report, f"第{number}处沟渠淤塞。", "一是清淤。", topics=("env",))
        index_everything()
        for name in LISTS:
            with django_assert_max_num_queries(MOST_QUERIES[name]):
                assert client.get(f"{ROOT}{name}?per_page=50").status_code == 200

    def test_no_primary_key_leaves(self, shown: Shown, ask: Ask) -> None:
        def names(value: Any) -> set[str]:
            if isinstance(value, list):
                return {name for each in value for name in names(each)}
            return {*value, *names(list(value.values()))} if isinstance(value, dict) else set()

        for name in LISTS:
            assert not {"id", "pk", "report_id", "problem_id"} & names(ask(name))
