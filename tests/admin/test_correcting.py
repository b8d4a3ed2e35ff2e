"""Editing in the admin makes corrections: with a reason, recorded once, shown at once, never in a parsed column."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Category, Correction, Measure, Problem, Report
from reports.search import ProblemQuery, search_problems
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db


def problem_data(problem: Problem, **changes: Any) -> dict[str, Any]:
    """What the browser sends: the form as it stands, with changes, and the management forms of the inlines."""
    topics = [link.category.pk for link in problem.category_links.order_by("position")]
    inlines = {
        f"{prefix}-{name}": 0
        for prefix in ("category_links", "measure_links")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "text": problem.text or "",
        "number": problem.number,
        "status": problem.status,
        **{f"category_{place}": topics[place - 1] if place <= len(topics) else "" for place in (1, 2, 3)},
        "reason": "",
        **inlines,
        **changes,
    }


def save(editor: Client, row: Problem | Measure, data: dict[str, Any]) -> Any:
    name = "problem" if isinstance(row, Problem) else "measure"
    return editor.post(reverse(f"admin:reports_{name}_change", args=[row.pk]), data, follow=True)


def test_an_edit_becomes_a_correction_and_leaves_the_parsed_value(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    response = save(editor, problem, problem_data(problem, text="河长制落实不力。", reason="对照原文"))
    assert response.status_code == 200
    problem.refresh_from_db()
    correction = Correction.objects.get()
    assert problem.text == "河长制落实不力。"
    assert problem.parsed["text"] == "河长制落实不够有力，巡河流于形式。"
    assert (correction.payload, correction.reason, correction.by_name) == (
        {"text": "河长制落实不力。"},
        "对照原文",
        "editor",
    )
    assert correction.against == {"text": "河长制落实不够有力，巡河流于形式。"}


def test_number_status_and_categories_go_the_same_way(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="1")
    safety = Category.objects.get(code="safety")
    changes = {"number": "1-1", "status": "completed", "category_2": safety.pk, "reason": "核对"}
    save(editor, problem, problem_data(problem, **changes))
    problem.refresh_from_db()
    assert (problem.number, problem.status) == ("1-1", "completed")
    assert [link.category.code for link in problem.category_links.order_by("position")] == ["livelihood", "safety"]


def test_a_measures_text_is_corrected_alike(editor: Client, report: Report) -> None:
    measure = Measure.objects.get(text="一是修订巡河办法。")
    data = {"text": "一是修订巡河工作办法。", "reason": "漏字", "facts-TOTAL_FORMS": 0, "facts-INITIAL_FORMS": 0}
    save(editor, measure, data)
    measure.refresh_from_db()
    assert measure.text == "一是修订巡河工作办法。"
    assert Correction.objects.get().target == measure.public_id


def test_an_edit_without_a_reason_is_refused(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    response = save(editor, problem, problem_data(problem, text="河长制落实不力。"))
    assert "请写明更正的理由" in response.content.decode()
    assert not Correction.objects.exists()


def test_saving_without_a_change_records_nothing(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    save(editor, problem, problem_data(problem, reason="看过"))
    assert not Correction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_corrected_words_are_found_at_once_and_the_old_ones_no_longer(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    save(editor, problem, problem_data(problem, text="巡河台账弄虚作假。", reason="对照原文"))
    assert [hit.public_id for hit in search_problems(ProblemQuery(q="弄虚作假")).hits] == [problem.public_id]
    assert search_problems(ProblemQuery(q="流于形式", scope="statement")).total == 0


def test_undoing_in_the_admin_brings_the_parse_back(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    parsed = problem.text
    save(editor, problem, problem_data(problem, text="巡河台账弄虚作假。", reason="对照原文"))
    editor.post(
        reverse("admin:reports_correction_changelist"),
        {"action": "undo", "_selected_action": [Correction.objects.get().pk]},
    )
    problem.refresh_from_db()
    assert problem.text == parsed
    assert Correction.objects.get().state == "undone"


@pytest.mark.parametrize(
    "name",
    [
        "archivestate",
        "body",
        "category",
        "change",
        "correction",
        "declaredtotal",
        "documenttext",
        "importrecord",
        "importrun",
        "inspectionround",
        "measure",
        "problem",
        "redaction",
        "region",
        "report",
        "sourcedocument",
        "tombstone",
    ],
)
def test_every_list_opens_and_searches(editor: Client, report: Report, name: str) -> None:
    assert editor.get(reverse(f"admin:reports_{name}_changelist"), {"q": "禾川"}).status_code == 200


@pytest.mark.parametrize("model", [Problem, Measure, Report])
def test_every_row_opens_with_its_provenance(editor: Client, report: Report, model: Any) -> None:
    row = model.objects.order_by("pk")[0]
    page = editor.get(reverse(f"admin:reports_{model._meta.model_name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert "解析值" in page.content.decode()


def test_a_round_and_a_report_are_corrected_with_dates_as_exact_as_they_are_known(
    editor: Client, report: Report
) -> None:
    round_ = report.round
    page = reverse("admin:reports_inspectionround_change", args=[round_.pk])
    data = {
        "verb": "xunshi",
        "authority_level": "province",
        "kind": "followup",
        "term": 11,
        "round": 3,
        "batch": "",
        "team": "省委第五巡视组",
        "start": "2022-03",
        "end": "",
        "feedback": "",
        "reason": "据公告",
        "reports-TOTAL_FORMS": 0,
        "reports-INITIAL_FORMS": 0,
    }
    assert editor.post(page, data, follow=True).status_code == 200
    round_.refresh_from_db()
    assert (round_.kind, round_.start.isoformat(), round_.start_precision) == ("followup", "2022-03-01", "month")
    assert Correction.objects.get().target_type == "round"


def test_the_earlier_problem_that_one_goes_on_is_chosen_among_those_of_the_place(
    editor: Client, report: Report
) -> None:
    later = Header(term=11, round=7, start="2024-03-11", signed="2024-12-20")
    made = made_file([Made("1", "校舍维修仍然拖延。"), Made("2", "公章保管不规范。")], header=later, name="后.txt")
    problem, earlier = store(made, Bodies()).report.problems.get(number="1"), report.problems.get(number="1")
    save(editor, problem, problem_data(problem, continues=earlier.pk, reason="对照两份通报"))
    problem.refresh_from_db()
    assert problem.continues == earlier
    assert Correction.objects.get().payload == {"continues": earlier.public_id}
    save(editor, problem, problem_data(problem, continues=problem.pk, reason="试"))
    assert Correction.objects.count() == 1
