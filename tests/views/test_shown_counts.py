"""Numbers that a page adds up without reading the rows it is about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reports.analysis.documents import described
from reports.models import Measure, Problem
from reports.models.choices import FactKind
from tests.factories import ReportFactory, fact_in, problem_in

pytestmark = pytest.mark.django_db


def test_measures_shown_are_all_but_retired_ones_and_those_of_withdrawn_reports() -> None:
    shown, withdrawn = ReportFactory(), ReportFactory(withdrawn_at=timezone.now(), withdrawn_reason="试")
    problem_in(shown, "甲", "一", "二", "三")
    problem_in(withdrawn, "乙", "四", "五")
    Measure.objects.filter(text__in=("一", "四")).update(retired_at=timezone.now())
    assert Measure.objects.count_public() == Measure.objects.public().count() == 2


@pytest.mark.sqlite
def test_rows_of_given_keys_are_found_by_their_keys_and_not_through_all_public_reports() -> None:
    rows = Problem.objects.public().filter(pk__in=range(1, 41)).order_by().values_list("pk", "text")
    first = rows.explain().splitlines()[0]
    assert first.endswith("SEARCH reports_problem USING INTEGER PRIMARY KEY (rowid=?)")


def test_what_goes_with_a_document_is_told_by_frequency_then_by_name() -> None:
    for text, verb in (("甲", "出台"), ("乙", "制定"), ("丙", "制定"), ("丁", "")):
        problem_in(ReportFactory(), text, text + "《青禾县示例办法》", topics=("env",) if text != "甲" else ())
        fact_in(Measure.objects.get(text__startswith=text), FactKind.DOCUMENT, "《青禾县示例办法》", verb=verb)
    Measure.objects.filter(text__startswith="丁").update(retired_at=timezone.now())
    (document,) = described([("《青禾县示例办法》", 3)])
    assert document.verbs == ["制定", "出台"]
    assert [topic.code for topic in document.topics] == ["env"]
    assert (len(document.bodies), document.more_bodies) == (1, 0)
