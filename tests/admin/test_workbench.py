"""The editors' workbench: every act as the form that is sent for it, and the page itself."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Correction, Report
from reports.search.rebuild import rebuild_index
from tests.admin.bench import SCHOOL, act, address, key_of, measure_key, member, opened, steps, texts
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def liao(db: None) -> Client:
    return member("liao")


class TestSettingValues:
    def test_what_was_typed_is_one_correction_with_reason_and_user(self, liao: Client, report: Report) -> None:
        key = key_of(report, "2")
        typed = {"text": "河长制落实不力。", "status": "completed", "category_1": "safety", "category_2": "env"}
        page = act(liao, report, key, **typed, why="归类不当", more="见第二段")
        correction = Correction.objects.get()
        assert correction.payload == {
            "text": "河长制落实不力。",
            "status": "completed",
            "categories": ["safety", "env"],
        }
        assert (correction.reason, correction.by_name) == ("归类不当：见第二段", "liao")
        problem = report.problems.get(number="2")
        assert (problem.text, problem.status) == ("河长制落实不力。", "completed")
        assert page.context["editor"].key == key

    @pytest.mark.parametrize("key", ["report", "round", "problem", "measure"])
    def test_a_form_sent_as_it_came_records_nothing(self, liao: Client, report: Report, key: str) -> None:
        named = {"problem": key_of(report, "1"), "measure": measure_key(report, "清单")}
        page = act(liao, report, named.get(key, key))
        assert "内容没有变化" in page.content.decode()
        assert not Correction.objects.exists()

    def test_header_totals_round_and_types_are_set_too(self, liao: Client, report: Report) -> None:
        act(liao, report, "report", title="整改通报", published="2023-01", declared_problems=3, declared_measures=4)
        act(liao, report, "round", kind="followup", start="2022-03")
        act(liao, report, measure_key(report, "清单"), types=["rules", "campaign"])
        report.refresh_from_db()
        assert (report.title, report.published_precision) == ("整改通报", "month")
        totals = {total.key: (total.value, total.words) for total in report.declared_totals.all()}
        assert totals == {"problems": (3, ""), "measures": (4, "")}
        assert (report.round.kind, report.round.start_precision) == ("followup", "month")
        assert report.measures.get(text__contains="清单").types == ["rules", "campaign"]
        assert Correction.objects.count() == 3

    def test_a_total_left_alone_keeps_the_words_that_state_it(self, liao: Client, report: Report) -> None:
        act(liao, report, "report", declared_measures=4)
        assert report.declared_totals.get(key="problems").words == "2"

    def test_the_reason_is_kept_and_none_is_refused_with_what_was_typed(self, liao: Client, report: Report) -> None:
        act(liao, report, key_of(report, "1"), number="1-1", why="编号或层级有误", more="见目录")
        assert opened(liao, report, key_of(report, "2"))["more"] == "见目录"
        page = act(liao, report, key_of(report, "2"), text="打了一半", why="", more="")
        assert page.status_code == 422
        assert "打了一半" in page.content.decode()
        assert Correction.objects.count() == 1

    def test_two_equal_categories_and_an_emptied_text_are_refused(self, liao: Client, report: Report) -> None:
        assert act(liao, report, key_of(report, "1"), category_2="livelihood").status_code == 422
        assert act(liao, report, key_of(report, "1"), text=" ").status_code == 422
        assert not Correction.objects.exists()

    def test_saving_can_lead_to_the_next_problem(self, liao: Client, report: Report) -> None:
        page = act(liao, report, key_of(report, "1"), "next", number="1-1")
        assert page.context["editor"].key == key_of(report, "2")
        assert act(liao, report, key_of(report, "2"), "next").context["editor"].key == key_of(report, "2")


class TestStructure:
    def test_split_at_the_cursor_after_saving_what_was_typed(self, liao: Client, report: Report) -> None:
        typed = {"text": "校舍维修迟缓，三所村小带病使用。", "at": 7, "split_number": "1-2"}
        page = act(
            liao, report, key_of(report, "1"), "split", **typed, split_measures=[measure_key(report, "二是当年")]
        )
        assert texts(report)[:2] == ["校舍维修迟缓，", "三所村小带病使用。"]
        assert steps(report, "1-2") == ["二是当年完成维修。"]
        assert [each.operation for each in Correction.objects.order_by("pk")] == ["set", "split"]
        assert page.context["editor"].key == key_of(report, "1-2")

    def test_split_by_words_where_there_is_no_cursor(self, liao: Client, report: Report) -> None:
        act(liao, report, measure_key(report, "清单"), "split", split_words="列出")
        assert steps(report, "1") == ["一是逐校鉴定，", "列出维修清单。", "二是当年完成维修。"]

    def test_if_the_split_cannot_be_done_neither_is_the_rest(self, liao: Client, report: Report) -> None:
        page = act(liao, report, key_of(report, "1"), "split", number="1-1", split_words="没有这几个字")
        assert page.status_code == 422
        assert page.context["editor"].form["number"].value() == "1-1"
        assert not Correction.objects.exists()

    def test_merge_with_the_next(self, liao: Client, report: Report) -> None:
        act(liao, report, measure_key(report, "清单"), "merge")
        assert steps(report, "1") == ["一是逐校鉴定，列出维修清单。二是当年完成维修。"]
        act(liao, report, key_of(report, "1"), "merge")
        assert len(texts(report)) == 1
        assert len(steps(report, "1")) == 2

    def test_delete_goes_on_with_the_neighbour(self, liao: Client, report: Report) -> None:
        page = act(liao, report, key_of(report, "1"), "delete")
        assert texts(report) == ["河长制落实不够有力，巡河流于形式。"]
        assert page.context["editor"].key == key_of(report, "2")

    def test_move_by_one_place_and_to_a_place(self, liao: Client, report: Report) -> None:
        act(liao, report, key_of(report, "2"), "up")
        assert [problem.number for problem in report.problems.live().order_by("position")] == ["2", "1"]
        act(liao, report, measure_key(report, "清单"), "down")
        assert steps(report, "1") == ["二是当年完成维修。", "一是逐校鉴定，列出维修清单。"]
        act(liao, report, measure_key(report, "二是当年"), "move", place=f"{key_of(report, '2')}|")
        assert steps(report, "2") == ["二是当年完成维修。", "一是修订巡河办法。"]
        act(liao, report, key_of(report, "2"), "move", place=key_of(report, "1"))
        assert [problem.number for problem in report.problems.live().order_by("position")] == ["1", "2"]
        assert act(liao, report, key_of(report, "2"), "down").status_code == 422

    def test_a_span_is_drawn_by_places_or_by_words(self, liao: Client, report: Report) -> None:
        text = report.source_text.text
        start = text.index("三所村小")
        act(liao, report, key_of(report, "1"), "respan", start=start, end=start + 8)
        problem = report.problems.get(number="1")
        assert (problem.text, problem.start, problem.end) == (text[start : start + 8], start, start + 8)
        act(liao, report, key_of(report, "1"), "respan", from_words="校舍", to_words="迟缓")
        assert report.problems.get(number="1").text == "校舍维修进度迟缓"
        assert act(liao, report, key_of(report, "1"), "respan", from_words="没有", to_words="这些").status_code == 422

    def test_rows_are_added_after_an_item(self, liao: Client, report: Report) -> None:
        at = report.source_text.text.index("巡河流于形式")
        form = opened(liao, report, key_of(report, "1"), new="problem")
        page = liao.post(
            address(report),
            {**form, "act": "add", "text": "巡河流于形式", "number": "1-2", "start": at, "end": at + 6},
            follow=True,
        )
        added = report.problems.live().get(number="1-2")
        assert page.context["editor"].key == f"p-{added.public_id}"
        assert (added.position, added.start, added.path) == (1, at, ["一、履行职责有差距"])
        form = opened(liao, report, measure_key(report, "清单"), new="measure")
        liao.post(address(report), {**form, "act": "add", "text": "另行补修围墙。"}, follow=True)
        assert steps(report, "1")[1] == "另行补修围墙。"


class TestUndo:
    def test_the_last_operations_are_listed_with_what_rests_on_them(self, liao: Client, report: Report) -> None:
        act(liao, report, key_of(report, "1"), "split", at=9, split_number="1-2")
        act(liao, report, key_of(report, "1-2"), number="1-3")
        done = liao.get(address(report)).context["done"]
        assert [(each.correction.operation, len(each.resting)) for each in done] == [("set", 0), ("split", 1)]
        for each in done:
            liao.post(address(report), {"act": "undo", "correction": each.correction.pk, "more": "操作有误"})
        assert len(texts(report)) == 2
        assert {each.undone_reason for each in Correction.objects.all()} == {"操作有误"}

    def test_another_reports_correction_is_not_undone_here(self, liao: Client, report: Report) -> None:
        other = store(
            made_file([SCHOOL], header=Header(stage="continued"), name="其他.txt", before="另一份\n"), Bodies()
        )
        made = corrections.apply("delete", other.report.problems.get(), {}, reason="重复")
        answer = liao.post(address(report), {"act": "undo", "correction": made.pk, "more": "操作有误"})
        assert answer.status_code == 404


class TestThePage:
    def test_the_selected_items_words_are_lit_in_the_source(self, liao: Client, report: Report) -> None:
        key = key_of(report, "2")
        page = liao.get(address(report), {"item": key}).content.decode()
        assert f'<span class="stmt lit" id="s-{key}" data-of="{key}">河长制落实不够有力' in page
        assert page.count(" lit") == 1

    def test_an_items_form_comes_alone_for_the_script(self, liao: Client, report: Report) -> None:
        answer = liao.get(address(report), {"item": key_of(report, "2"), "part": "editor"}).content.decode()
        assert answer.lstrip().startswith('<div class="editor"')

    def test_nothing_in_it_needs_an_inline_script_or_style(self, liao: Client, report: Report) -> None:
        page = liao.get(address(report)).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert all("src=" in tag for tag in page.split("<script")[1:])
        assert " onclick" not in page

    def test_hostile_words_are_shown_as_words(self, liao: Client, report: Report) -> None:
        key, words = key_of(report, "1"), '</textarea><script>alert("x")</script>'
        act(liao, report, key, text=words)
        page = liao.get(address(report), {"item": key})
        assert words not in page.content.decode()
        assert json.loads(unescape(page.context["editor"].was))["text"] == words

    def test_reviewed_is_marked_and_taken_back(self, liao: Client, report: Report) -> None:
        liao.post(address(report), {"act": "review", "item": "report"})
        assert Report.objects.get().reviewed_at is not None
        liao.post(address(report), {"act": "unreview", "item": "report"})
        assert Report.objects.get().reviewed_at is None

    def test_it_is_linked_from_the_list_and_from_the_change_page(self, liao: Client, report: Report) -> None:
        for page in (
            reverse("admin:reports_report_changelist"),
            reverse("admin:reports_report_change", args=[report.pk]),
        ):
            assert address(report) in liao.get(page).content.decode()

    def test_a_long_report_takes_no_more_queries_than_a_short_one(self, liao: Client, county: Any) -> None:
        problems = [
            Made(str(number), f"第{number}类问题整改不力。", [f"{number}号措施之{step}。" for step in range(4)])
            for number in range(1, 31)
        ]
        report = store(made_file(problems), Bodies()).report
        corrections.apply("set", report.problems.get(number="7"), {"status": "completed"}, reason="对照原文")
        with CaptureQueriesContext(connection) as queries:
            assert liao.get(address(report)).status_code == 200
        assert len(queries) <= 25


class TestEarlierProblem:
    LATER = Header(term=11, round=7, start="2024-03-11", signed="2024-12-20")

    def test_it_is_chosen_among_the_earlier_reports_of_the_place(self, liao: Client, report: Report) -> None:
        again = store(
            made_file([SCHOOL, Made("2", "公章保管不规范。")], header=self.LATER, name="后.txt"), Bodies()
        ).report
        earlier = report.problems.get(number="2")
        act(liao, again, key_of(again, "1"), continues=earlier.public_id)
        assert again.problems.get(number="1").continues == earlier
        assert Correction.objects.get().payload == {"continues": earlier.public_id}
        assert opened(liao, again, key_of(again, "1"))["continues"] == earlier.public_id
        act(liao, again, key_of(again, "1"), continues="")
        assert again.problems.get(number="1").continues is None

    def test_what_reads_alike_is_offered_first_and_not_chosen(self, liao: Client, report: Report) -> None:
        again = store(
            made_file([SCHOOL, Made("2", "公章保管不规范。")], header=self.LATER, name="后.txt"), Bodies()
        ).report
        rebuild_index()
        form = liao.get(address(again), {"item": key_of(again, "1")}).context["editor"].form
        alike = report.problems.get(number="1")
        group, rows = form.fields["continues"].choices[1]
        assert (group, rows[0][0]) == ("用词相近，请核对", alike.public_id)
        assert not form["continues"].value()

    def test_where_no_report_is_earlier_it_is_not_asked_for(self, liao: Client, report: Report) -> None:
        assert "continues" not in opened(liao, report, key_of(report, "1"))
