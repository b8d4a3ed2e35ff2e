"""Readers tell what is wrong: without an account, a script or a cookie beside the form's own; kept for editors."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports import corrections
from reports.models import ErrorReport, Problem, Report
from reports.views import report_error
from tests.corrections.conftest import NAME, county, report

__all__ = ["county", "report"]
pytestmark = pytest.mark.django_db
THANKS = "/errors/thanks/"


def place(row: Report | Problem) -> str:
    name = "problem_error" if isinstance(row, Problem) else "report_error"
    return reverse(f"reports:{name}", args=[row.public_id])


def test_it_is_kept_with_the_public_id_and_thanked_for(client: Client, report: Report) -> None:
    problem = report.problems.get(number="1")
    data = {"wrong": "少了一个字。", "suggestion": "校舍维修进度太慢。", "contact": "a@example.org"}
    answer = client.post(place(problem), data)
    assert (answer.status_code, answer["Location"]) == (303, THANKS)
    assert "谢谢" in client.get(THANKS).content.decode()
    kept = ErrorReport.objects.get()
    assert (kept.target_type, kept.target, kept.report, kept.state) == ("problem", problem.public_id, report, "open")
    assert (kept.wrong, kept.suggestion, kept.contact) == tuple(data.values())


def test_the_form_sets_the_forms_cookie_and_no_other_and_is_stored_by_nobody(client: Client, report: Report) -> None:
    answer = client.get(place(report))
    assert list(answer.cookies) == ["csrftoken"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.has_header("ETag")


def test_without_the_forms_token_nothing_is_kept(report: Report) -> None:
    assert Client(enforce_csrf_checks=True).post(place(report), {"wrong": "错"}).status_code == 403
    assert not ErrorReport.objects.exists()


def test_what_fills_in_everything_is_thanked_and_forgotten(client: Client, report: Report) -> None:
    assert client.post(place(report), {"wrong": "buy", "homepage": "http://example.org"}).status_code == 303
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"wrong": "  "}, {"wrong": "长" * 2001}, {"wrong": "\0"}, {"wrong": "错", "contact": "1" * 201}]
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    client: Client, report: Report, data: dict[str, str]
) -> None:
    answer = client.post(place(report), {**data, "suggestion": "打了一半"})
    assert answer.status_code == 400
    assert "打了一半" in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_a_retired_problem_can_still_be_told_about(client: Client, report: Report) -> None:
    problem = report.problems.get(number="3")
    Problem.objects.filter(pk=problem.pk).update(retired_at=timezone.now())
    assert client.post(place(problem), {"wrong": "不该去掉"}).status_code == 303
    assert ErrorReport.objects.get().target == problem.public_id


def test_a_withdrawn_report_cannot(client: Client, report: Report) -> None:
    corrections.withdraw(report, reason="应发布单位要求撤下。")
    answer = client.get(place(report.problems.get(number="1")))
    assert answer.status_code == 410
    assert "校舍" not in answer.content.decode()


def test_nobody_fills_the_editors_desk(client: Client, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_error, "MOST_OPEN", 1)
    for words in ("一", "二"):
        client.post(place(report), {"wrong": words})
    assert ErrorReport.objects.get().wrong == "一"
    ErrorReport.objects.update(state="done")
    client.post(place(report), {"wrong": "三"})
    assert ErrorReport.objects.count() == 2


def test_words_taken_out_of_the_report_are_taken_out_of_what_readers_wrote(client: Client, report: Report) -> None:
    client.post(place(report), {"wrong": f"{NAME}不是副局长。"})
    corrections.redact(report, words=NAME, reason="个人信息")
    assert ErrorReport.objects.get().wrong == "■■■■不是副局长。"


def test_reports_and_problems_lead_to_it(client: Client, report: Report) -> None:
    problem = report.problems.get(number="1")
    for row, name in ((report, "report"), (problem, "problem")):
        assert place(row) in client.get(reverse(f"reports:{name}", args=[row.public_id])).content.decode()
