"""The editors' workbench: the second editor, what concerns an item, who may do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Correction, Problem, Report
from tests.admin.bench import SCHOOL, act, address, key_of, looking, measure_key, member, opened, texts
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def liao(db: None) -> Client:
    return member("liao")


class TestTwoEditors:
    def test_the_second_is_told_and_can_save_over(self, liao: Client, report: Report) -> None:
        ma, key = member("ma"), key_of(report, "2")
        form = opened(liao, report, key)
        act(ma, report, key, text="河长制落实不力。", status="completed", why="对照原文更正")
        mine = {**form, "act": "save", "text": "河长履职不力。"}
        page = liao.post(address(report), mine)
        assert page.status_code == 409
        told = page.context["editor"].meanwhile
        assert [(each.by_name, each.reason) for each in told.corrections] == [("ma", "对照原文更正")]
        text, status = told.differences
        assert (text.was, text.now, text.mine) == (
            "河长制落实不够有力，巡河流于形式。",
            "河长制落实不力。",
            "河长履职不力。",
        )
        assert (status.now, status.both) == ("已完成", False)
        form = page.context["editor"].form
        assert (form["text"].value(), form["status"].value()) == ("河长履职不力。", "completed")
        again = {**mine, "status": "completed", "was": page.context["editor"].was}
        liao.post(address(report), {**again, "opened": str(page.context["editor"].opened)})
        problem = report.problems.get(number="2")
        assert (problem.text, problem.status) == ("河长履职不力。", "completed")

    def test_an_act_on_what_is_no_longer_there_loses_no_words(self, liao: Client, report: Report) -> None:
        key = key_of(report, "2")
        form = opened(liao, report, key)
        act(member("ma"), report, key, "delete")
        page = liao.post(address(report), {**form, "act": "save", "text": "河长履职不力。"})
        assert page.status_code == 409
        assert [each.by_name for each in page.context["editor"].removed_by] == ["ma"]
        offered = page.context["editor"]
        assert offered.is_new
        again = {field.html_name: field.value() or "" for field in offered.form}
        liao.post(
            address(report), {**again, "item": offered.key, "new": "problem", "act": "add", "why": "补录遗漏内容"}
        )
        assert texts(report)[-1] == "河长履职不力。"

    def test_what_an_import_changed_is_told_without_a_name(self, liao: Client, report: Report) -> None:
        form = opened(liao, report, key_of(report, "2"))
        river = Made("2", "河长制落实不够有力，巡河走过场。", ["一是修订巡河办法。"], topics=("env",))
        store(made_file([SCHOOL, river], header=Header(totals={"problems": 2})), Bodies())
        page = liao.post(address(report), {**form, "act": "save", "number": "3"})
        assert page.status_code == 409
        assert "再次导入或解析改变了它" in page.content.decode()

    @pytest.mark.parametrize("broken", [{"was": "{"}, {"opened": "yesterday"}, {"item": "x-1"}])
    def test_a_form_of_nowhere_is_no_error_of_the_server(self, liao: Client, report: Report, broken: Any) -> None:
        data = {**opened(liao, report, key_of(report, "1")), "act": "save", **broken}
        assert liao.post(address(report), data).status_code == 400


class TestWhatConcernsAnItem:
    @pytest.fixture
    def conflict(self, report: Report) -> Correction:
        made = corrections.apply(
            "set", report.problems.get(number="2"), {"text": "河长制落实不力。"}, reason="对照原文"
        )
        river = Made("2", "河长制落实不够有力，巡河走过场。", ["一是修订巡河办法。"], topics=("env",))
        store(made_file([SCHOOL, river], header=Header(totals={"problems": 2})), Bodies())
        return made

    @pytest.mark.parametrize(
        ("how", "shown"),
        [("keep", "河长制落实不力。"), ("drop", "河长制落实不够有力，巡河走过场。"), ("edit", "河长履职不力。")],
    )
    def test_its_conflicts_stand_at_it_to_be_decided(
        self, liao: Client, report: Report, conflict: Correction, how: str, shown: str
    ) -> None:
        page = liao.get(address(report))
        editor = page.context["editor"]
        assert editor.key == key_of(report, "2")
        assert editor.conflicts[0].values[0][1:] == (
            "河长制落实不够有力，巡河流于形式。",
            "河长制落实不够有力，巡河走过场。",
            "河长制落实不力。",
        )
        data = {"act": how, "correction": conflict.pk, "more": "核对", f"c{conflict.pk}-text": "河长履职不力。"}
        liao.post(address(report), data)
        assert report.problems.live().get(number="2").text == shown
        assert not Correction.objects.filter(state="conflict").exists()

    def test_a_conflict_whose_row_is_gone_stands_at_the_top(
        self, liao: Client, report: Report, conflict: Correction
    ) -> None:
        store(made_file([SCHOOL], header=Header(totals={"problems": 2})), Bodies())
        (lost,) = liao.get(address(report)).context["lost"]
        assert (lost.correction, lost.form) == (conflict, None)
        liao.post(address(report), {"act": "drop", "correction": conflict.pk, "more": "不再需要"})
        assert not liao.get(address(report)).context["lost"]

    def test_the_parsers_doubts_stand_at_the_problem_they_are_about(self, liao: Client, report: Report) -> None:
        problem = report.problems.get(number="2")
        Report.objects.update(
            warnings=[
                {"code": "region_unknown", "start": None, "params": {}},
                {"code": "duplicate_line", "start": problem.start, "params": {}},
            ]
        )
        contents = liao.get(address(report)).context["contents"]
        assert [len(item.doubts) for item in contents.problems] == [0, 1]
        assert [doubt.words for doubt in contents.general] == ["没有认出所属地区。"]


class TestRights:
    @pytest.mark.parametrize("name", ["editor", "operator"])
    def test_members_of_both_groups_correct(self, report: Report, name: str) -> None:
        assert "已完成" in act(member("somebody", name), report, key_of(report, "1"), number="9").content.decode()

    def test_who_may_only_look_sees_forms_that_cannot_be_sent(self, report: Report) -> None:
        client = looking("view_report", "view_problem")
        page = client.get(address(report)).content.decode()
        assert "<fieldset disabled>" in page
        assert 'value="split"' not in page
        form = {**opened(client, report, key_of(report, "1")), "act": "save", "number": "9"}
        assert client.post(address(report), form).status_code == 403
        assert client.post(address(report), {"act": "review"}).status_code == 403
        assert client.post(address(report), {"act": "undo", "correction": "1"}).status_code == 403

    def test_rights_are_asked_for_each_kind_of_row(self, report: Report) -> None:
        client = looking("view_report", "change_problem")
        assert act(client, report, key_of(report, "1"), number="9").status_code == 200
        for key in ("report", "round", measure_key(report, "清单")):
            assert act(client, report, key, "save").status_code == 403
        form = opened(client, report, key_of(report, "2"), new="problem")
        assert client.post(address(report), {**form, "act": "add", "text": "新的"}).status_code == 403
        assert Problem.objects.live().count() == 2

    def test_nobody_else_gets_in(self, report: Report) -> None:
        assert looking().get(address(report)).status_code == 403
        stranger = Client()
        assert reverse("admin:login") in stranger.get(address(report)).url
