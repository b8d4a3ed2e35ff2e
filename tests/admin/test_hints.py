"""The editors' desk: readers' hints, aliases, and the log of acts that are no corrections."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.models import AuditEntry, Body, Correction, EditorAlias, ErrorReport, Report
from tests.admin.conftest import member

pytestmark = pytest.mark.django_db
HINTS = "admin:reports_errorreport_changelist"


@pytest.fixture
def hints(report: Report) -> list[ErrorReport]:
    return [
        ErrorReport.objects.create(target_type="report", target=report.public_id, report=report, wrong=f"第{n}处错")
        for n in range(3)
    ]


def log() -> list[tuple[Any, ...]]:
    return list(AuditEntry.objects.values_list("act", "target", "before", "after", "by_name"))


def test_hints_are_handled_together_with_who_and_why(hints: list[ErrorReport]) -> None:
    editor = member("editor")
    assert "有 3 条" in editor.get(reverse(HINTS)).content.decode()
    chosen = [hints[0].pk, hints[1].pk]
    editor.post(reverse(HINTS), {"action": "decline", "_selected_action": chosen, "answer": "原文如此"})
    handled = ErrorReport.objects.filter(state="declined", answer="原文如此", handled_by_name="editor")
    assert handled.count() == 2
    assert "有 1 条" in editor.get(reverse(HINTS)).content.decode()


def test_what_a_reader_wrote_is_not_edited(hints: list[ErrorReport]) -> None:
    editor = member("editor")
    page = reverse("admin:reports_errorreport_change", args=[hints[0].pk])
    editor.post(page, {"wrong": "别的", "state": "done", "answer": "已改"})
    hints[0].refresh_from_db()
    assert (hints[0].wrong, hints[0].state, hints[0].handled_by_name) == ("第0处错", "done", "editor")


def test_a_hint_outlives_its_report(hints: list[ErrorReport], editor: Client) -> None:
    ErrorReport.objects.update(report=None, target="aaaaaaaaaaaa")
    page = editor.get(reverse("admin:reports_errorreport_change", args=[hints[0].pk]))
    assert "aaaaaaaaaaaa" in page.content.decode()


def test_an_alias_is_an_operators_to_give_and_logged(report: Report) -> None:
    wang = User.objects.create_user("wang")
    corrections.apply("set", report, {"title": "通报"}, reason="原文", by=wang)
    alias = EditorAlias.objects.get()
    page = reverse("admin:reports_editoralias_change", args=[alias.pk])
    assert member("editor").post(page, {"alias": "校对甲"}).status_code == 403
    public = reverse("reports:report_history", args=[report.public_id])
    assert "编辑 1" in Client().get(public).content.decode()
    member("operator").post(page, {"alias": "校对甲"})
    after = Client().get(public)
    assert "校对甲" in after.content.decode()
    assert after["Cache-Control"] == "private, no-cache"
    assert log() == [("alias", "wang", {"alias": None}, {"alias": "校对甲"}, "operator")]


def test_marking_as_reviewed_is_logged_with_before_and_after(report: Report) -> None:
    member("editor").post(
        reverse("admin:reports_report_changelist"), {"action": "mark_reviewed", "_selected_action": [report.pk]}
    )
    ((act, target, before, after, by),) = log()
    assert (act, target, before, by) == ("review", report.public_id, {"reviewed_at": None}, "editor")
    report.refresh_from_db()
    assert after == {"reviewed_at": report.reviewed_at.isoformat()}


def test_a_bodys_other_columns_are_logged_and_its_name_is_corrected_elsewhere(report: Report) -> None:
    body = Body.objects.get()
    data = {
        "name": "别的",
        "aliases": "禾川县委\r\n\r\n禾川县委",
        "kind": body.kind,
        "level": "county",
        "parent": "",
        "central": "",
    }
    member("editor").post(reverse("admin:reports_body_change", args=[body.pk]), data)
    body.refresh_from_db()
    assert (body.name, body.aliases) == ("中共禾川县委员会", ["禾川县委"])
    ((act, target, _before, after, by),) = log()
    assert (act, target, after, by) == ("body", body.public_id, {"aliases": ["禾川县委"]}, "editor")


@pytest.mark.parametrize(
    ("field", "value"),
    [("central", "on"), ("parent", "itself"), ("kind", "committee")],
    ids=["central", "parent", "kind"],
)
def test_what_a_body_cannot_be_is_said_beside_the_field(report: Report, field: str, value: str) -> None:
    body = Body.objects.get()
    data = {"aliases": "\n".join(body.aliases), "kind": body.kind, "level": "county", "parent": "", "central": ""}
    given = data | {field: str(body.pk) if value == "itself" else value}
    answer = member("editor").post(reverse("admin:reports_body_change", args=[body.pk]), given)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert log() == []


def test_the_log_outlives_what_it_tells_of_and_who_did_it(report: Report) -> None:
    wang = User.objects.create_user("wang")
    corrections.apply("set", report, {"title": "通报"}, reason="原文", by=wang)
    corrections.mark_reviewed([report], True, by=wang)
    corrections.withdraw(report, reason="应要求撤下", by=wang)
    wang.delete()
    assert {each.by_name for each in AuditEntry.objects.all()} == {"wang"}
    assert Correction.objects.get().by_name == "wang"
    from reports.importing.samples import remove
    from reports.search.sync import content_change

    Report.objects.update(origin="sample")
    with content_change() as change:
        remove(change)
    assert not Report.objects.exists()
    assert {each.target for each in AuditEntry.objects.all()} == {report.public_id}
    assert Correction.objects.get().target == report.public_id
