"""What editors corrected is told to everyone: before, after, when and why, under an alias; never what was taken out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.corrections.bodies import body_value, in_region
from reports.models import Category, Correction, EditorAlias, Region, Report
from tests.corrections.conftest import NAME, county, report

__all__ = ["county", "report"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(db: None) -> User:
    return User.objects.create_user("wang-xiaoming", password="x")


def page(client: Client, report: Report) -> str:
    return client.get(reverse("reports:report_history", args=[report.public_id])).content.decode()


def test_before_after_and_why_in_words_not_codes(client: Client, report: Report, wang: User) -> None:
    school = report.problems.get(number="1")
    corrections.apply("set", school, {"text": "校舍维修迟缓。", "status": "completed"}, reason="对照原文", by=wang)
    corrections.apply("set", school, {"categories": ["env", "safety"]}, reason="归类不当", by=wang)
    corrections.apply(
        "set",
        report.round,
        {"start": {"date": "2022-03-01", "precision": "month", "words": ""}},
        reason="公告",
        by=wang,
    )
    shown = page(client, report)
    names = [Category.objects.get(code=code).name_zh for code in ("env", "safety")]
    for words in (
        "校舍维修进度迟缓，三所村小带病使用。",
        "校舍维修迟缓。",
        "已完成",
        "未说明",
        "、".join(names),
        "2022-03<",
        "对照原文",
    ):
        assert words in shown
    assert "2022-03-08" in shown
    assert "livelihood" not in shown


def test_structural_corrections_tell_the_texts_that_came_and_went(client: Client, report: Report) -> None:
    corrections.apply("split", report.problems.get(number="1"), {"at": 9}, reason="两个问题")
    corrections.apply("delete", report.problems.get(number="3"), {}, reason="重复")
    corrections.apply("add", report, {"values": {"text": "食堂管理混乱。"}}, reason="漏读")
    shown = page(client, report)
    assert "<ins>1 校舍维修进度迟缓，</ins>" in shown
    assert "<del>3 乡镇债务底数不清。</del>" in shown
    assert "食堂管理混乱。</ins>" in shown
    assert "原先没有" in shown


def test_where_a_report_stands_is_told_by_name_and_place(client: Client, report: Report) -> None:
    value = in_region(body_value(report.round.body), Region.objects.get(code="990122"))
    corrections.apply("set", report, {"body": value}, reason="落款为准")
    assert "中共云渡县委员会 · 云渡县" in page(client, report)


def test_an_editor_is_a_number_or_an_alias_and_never_the_user(client: Client, report: Report, wang: User) -> None:
    made = corrections.apply("set", report, {"title": "通报"}, reason="原文", by=wang)
    corrections.undo(made, reason="看错了", by=User.objects.create_user("li-dahua"))
    assert "编辑 1" in page(client, report)
    assert "由编辑 2撤销" in page(client, report).replace("由 ", "由")
    EditorAlias.objects.filter(by_name="wang-xiaoming").update(alias="校对甲")
    wang.delete()
    shown = page(client, report)
    assert "校对甲" in shown
    assert "wang" not in shown
    assert "li-dahua" not in shown


def test_a_commands_run_is_no_editor(client: Client, report: Report) -> None:
    corrections.apply("set", report, {"title": "通报"}, reason="原文", by="import_corrections")
    assert "程序" in page(client, report)
    assert not EditorAlias.objects.exists()


def test_the_decision_to_keep_a_correction_names_nobody(client: Client, report: Report, wang: User) -> None:
    made = corrections.apply("set", report, {"title": "通报"}, reason="原文", by=wang)
    Correction.objects.filter(pk=made.pk).update(state="conflict", conflict={"title": "另一个"})
    made.refresh_from_db()
    corrections.resolve(made, "keep", reason="仍以原文为准", by=wang)
    assert "wang" not in page(client, report)
    assert report.audit_entries.get().by_name == "wang-xiaoming"


def test_undone_corrections_stay_told_as_undone(client: Client, report: Report) -> None:
    corrections.undo(corrections.apply("set", report, {"title": "通报"}, reason="原文"), reason="看错了")
    shown = page(client, report)
    assert 'class="undone"' in shown
    assert "已撤销" in shown
    assert "看错了" in shown


def test_words_taken_out_are_not_told(client: Client, report: Report) -> None:
    river = report.problems.get(number="2")
    corrections.apply("set", river, {"text": f"{NAME}巡河流于形式。"}, reason=f"{NAME}的职务有误")
    corrections.redact(report, words=NAME, reason="个人信息")
    shown = page(client, report)
    assert NAME not in shown
    assert "■■■■" in shown
    assert "遮盖" in shown


def test_a_report_without_corrections_says_so(client: Client, report: Report) -> None:
    assert "没有更正" in page(client, report)


def test_it_is_reached_from_the_report_and_from_its_problems(client: Client, report: Report) -> None:
    address = reverse("reports:report_history", args=[report.public_id])
    for place in (
        reverse("reports:report", args=[report.public_id]),
        reverse("reports:problem", args=[report.problems.get(number="1").public_id]),
    ):
        assert address in client.get(place).content.decode()


def test_a_long_history_is_divided(client: Client, report: Report) -> None:
    for number in range(51):
        corrections.apply("set", report, {"title": f"通报{number}"}, reason="试")
    shown = page(client, report)
    assert "通报50" in shown
    assert "<ins>通报0</ins>" not in shown
    second = client.get(reverse("reports:report_history", args=[report.public_id]), {"page": "2"}).content.decode()
    assert "<ins>通报0</ins>" in second
