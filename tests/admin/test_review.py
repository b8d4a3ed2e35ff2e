"""The workplaces in the admin: conflicts, undoing, the review queue, withdrawing and redacting; who may do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import (
    AuditEntry,
    Category,
    Correction,
    ImportRecord,
    ImportRun,
    Problem,
    ProblemCategory,
    Report,
)
from tests.admin.conftest import member
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db
LIST = "admin:reports_correction_changelist"
ADDRESS = "/admin/reports/report/"
SCHOOL = Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是逐校鉴定，列出维修清单。", "二是当年完成维修。"])
RIVER = Made("2", "河长制落实不够有力，巡河走过场。", ["一是修订巡河办法。"], topics=("env",))


@pytest.fixture
def conflict(report: Report) -> Correction:
    made = corrections.apply("set", report.problems.get(number="2"), {"text": "河长制落实不力。"}, reason="对照原文")
    store(made_file([SCHOOL, RIVER], header=Header(totals={"problems": 2})), Bodies())
    made.refresh_from_db()
    assert made.state == "conflict"
    return made


def post(client: Client, name: str, key: int, **data: Any) -> Any:
    return client.post(reverse(f"admin:reports_{name}", args=[key]), data, follow=True)


class TestConflicts:
    def test_the_queue_says_how_many_wait_and_leads_to_each(self, editor: Client, conflict: Correction) -> None:
        page = editor.get(reverse(LIST)).content.decode()
        assert "有 1 条更正" in page
        assert reverse("admin:reports_correction_decide", args=[conflict.pk]) in page

    def test_old_parse_new_parse_and_correction_stand_side_by_side(self, editor: Client, conflict: Correction) -> None:
        page = editor.get(reverse("admin:reports_correction_decide", args=[conflict.pk])).content.decode()
        for words in ("巡河流于形式。", "巡河走过场。", "河长制落实不力。"):
            assert words in page

    @pytest.mark.parametrize(
        ("how", "shown"), [("keep", "河长制落实不力。"), ("drop", RIVER.text), ("edit", "河长履职不力。")]
    )
    def test_it_is_kept_dropped_or_edited(self, editor: Client, conflict: Correction, how: str, shown: str) -> None:
        post(editor, "correction_decide", conflict.pk, how=how, payload='{"text": "河长履职不力。"}', reason="核对原文")
        assert Problem.objects.get(number="2").text == shown
        assert not Correction.objects.filter(state="conflict").exists()

    def test_without_a_reason_nothing_happens_and_what_was_typed_stays(
        self, editor: Client, conflict: Correction
    ) -> None:
        page = post(editor, "correction_decide", conflict.pk, how="edit", payload='{"text": "打了一半"}', reason="")
        assert "打了一半" in page.content.decode()
        assert Correction.objects.get().state == "conflict"


class TestUndo:
    def test_what_rests_on_it_is_listed_and_must_go_first(self, editor: Client, report: Report) -> None:
        split = corrections.apply("split", report.problems.get(number="1"), {"at": 9}, reason="两个问题")
        half = Problem.objects.get(public_id=split.payload["id"])
        later = corrections.apply("set", half, {"number": "1-2"}, reason="编号")
        page = post(editor, "correction_undo", split.pk, reason="看错了").content.decode()
        assert reverse("admin:reports_correction_undo", args=[later.pk]) in page
        assert Correction.objects.filter(state="undone").count() == 0
        post(editor, "correction_undo", later.pk, reason="看错了")
        post(editor, "correction_undo", split.pk, reason="看错了")
        assert Correction.objects.filter(state="undone").count() == 2
        assert {each.undone_by_name for each in Correction.objects.all()} == {"editor"}

    def test_the_page_of_a_correction_tells_before_and_after(self, editor: Client, report: Report) -> None:
        made = corrections.apply("merge", report.problems.get(number="1"), {}, reason="同一个问题")
        page = editor.get(reverse("admin:reports_correction_change", args=[made.pk])).content.decode()
        assert "河长制落实不够有力" in page
        assert "没有" in page


class TestReviewQueue:
    def test_progress_is_shown_and_grows(self, editor: Client, report: Report) -> None:
        address = reverse("admin:reports_report_changelist")
        assert "已校对 0 / 1 份" in editor.get(address).content.decode()
        editor.post(address, {"action": "mark_reviewed", "_selected_action": [report.pk]})
        assert "已校对 1 / 1 份" in editor.get(address).content.decode()
        assert AuditEntry.objects.get().by_name == "editor"
        assert editor.get(address, {"reviewed": "no"}).context["cl"].result_count == 0

    @pytest.mark.parametrize(("doubt", "count"), [("numbering", 1), ("statements", 0), ("uncategorised", 0)])
    def test_it_is_filtered_by_what_is_doubtful(self, editor: Client, report: Report, doubt: str, count: int) -> None:
        Report.objects.update(warnings=[{"code": "numbering_gap", "start": 0, "end": 1, "params": {}}])
        page = editor.get(reverse("admin:reports_report_changelist"), {"doubt": doubt})
        assert page.context["cl"].result_count == count

    def test_problems_are_categorised_together_each_by_a_correction(self, editor: Client, report: Report) -> None:
        rows = list(Problem.objects.values_list("pk", flat=True))
        data = {"action": "categorise", "_selected_action": rows, "topic": Category.objects.get(code="safety").pk}
        address = reverse("admin:reports_problem_changelist")
        editor.post(address, data)
        assert not Correction.objects.exists()
        editor.post(address, {**data, "reason": "安全类"})
        assert [[each.code for each in row.categories.all()] for row in Problem.objects.all()] == [["safety"]] * 2
        assert {(each.reason, each.by_name) for each in Correction.objects.all()} == {("安全类", "editor")}

    def test_reports_are_put_into_a_region_together_each_by_a_correction(self, report: Report) -> None:
        other = Header(round=5, start="2024-03-08", signed="2024-12-30")
        store(made_file([SCHOOL], header=other, name="又一轮.txt"), Bodies())
        rows = list(Report.objects.values_list("pk", flat=True))
        data = {"action": "assign_region", "_selected_action": rows, "region": "云渡县"}
        editor = member("editor")
        editor.post(ADDRESS, data)
        assert not Correction.objects.exists()
        editor.post(ADDRESS, {**data, "reason": "对照网址"})
        assert {each.round.body.region.code for each in Report.objects.all()} == {"990122"}
        assert {(each.reason, each.by_name) for each in Correction.objects.all()} == {("对照网址", "editor")}

    @pytest.mark.parametrize("words", ["", "没有的县", "99012"])
    def test_words_that_are_no_region_change_nothing(self, editor: Client, report: Report, words: str) -> None:
        data = {"action": "assign_region", "_selected_action": [report.pk], "region": words, "reason": "试"}
        editor.post(ADDRESS, data)
        assert not Correction.objects.exists()

    def test_what_looked_like_another_report_is_a_queue_with_a_link_to_it(self, editor: Client, report: Report) -> None:
        other = store(made_file([SCHOOL], header=Header(round=5), name="又一轮.txt"), Bodies()).report
        run = ImportRun.objects.create()
        for row in (report, other):
            changes = {"possible_duplicate": other.public_id} if row == report else {}
            ImportRecord.objects.create(run=run, path="x", outcome="created", report=row, changes=changes)
        assert editor.get(ADDRESS, {"doubt": "duplicate"}).context["cl"].result_list.get() == report
        page = editor.get(reverse("admin:reports_report_change", args=[report.pk])).content.decode()
        assert reverse("admin:reports_report_change", args=[other.pk]) in page

    def test_categories_that_rest_on_a_hint_are_a_queue_and_an_editors_are_not(
        self, editor: Client, report: Report
    ) -> None:
        def queue() -> int:
            return int(editor.get(ADDRESS, {"doubt": "thin"}).context["cl"].result_count)

        assert queue() == 0
        ProblemCategory.objects.filter(problem__number="1").update(score=1.0)
        assert queue() == 1
        corrections.apply("set", report.problems.get(number="1"), {"categories": ["safety"]}, reason="核对")
        assert queue() == 0

    def test_it_is_narrowed_to_a_province_and_to_what_has_no_region(self, editor: Client, report: Report) -> None:
        counts = {
            value: editor.get(ADDRESS, {"province": value}).context["cl"].result_count
            for value in ("990000", "none", "central")
        }
        assert counts == {"990000": 1, "none": 0, "central": 0}


class TestGroups:
    def test_an_editor_corrects_but_neither_withdraws_nor_redacts(self, report: Report) -> None:
        client = member("editor")
        assert client.get(reverse("admin:reports_problem_changelist")).status_code == 200
        assert client.get(reverse("admin:reports_report_withdraw", args=[report.pk])).status_code == 403
        assert client.get(reverse("admin:reports_report_redact", args=[report.pk])).status_code == 403
        made = corrections.apply("delete", report.problems.get(number="1"), {}, reason="重复")
        post(client, "correction_undo", made.pk, reason="看错了")
        made.refresh_from_db()
        assert (made.state, made.undone_by_name) == ("undone", "editor")

    def test_an_operator_withdraws(self, report: Report) -> None:
        post(member("operator"), "report_withdraw", report.pk, reason="应发布单位要求撤下。")
        report.refresh_from_db()
        assert report.withdrawn_reason == "应发布单位要求撤下。"
        assert report.tombstones.values_list("by_name", flat=True).distinct().get() == "operator"

    def test_an_operator_redacts(self, report: Report) -> None:
        client = member("operator")
        assert (
            "没有这些文字" in post(client, "report_redact", report.pk, words="没有的字", reason="试").content.decode()
        )
        post(client, "report_redact", report.pk, words="巡河流于", reason="个人信息")
        assert Problem.objects.get(number="2").text == "河长制落实不够有力，■■■■形式。"

    def test_somebody_without_a_group_may_do_nothing(self, report: Report, conflict: Correction) -> None:
        user = User.objects.create_user("nobody", password="x", is_staff=True)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for name, key in (
            ("correction_undo", conflict.pk),
            ("correction_decide", conflict.pk),
            ("report_redact", report.pk),
        ):
            assert client.get(reverse(f"admin:reports_{name}", args=[key])).status_code == 403
