"""A correction as tables: what went and what came is marked, and what is shown is always safe."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports import corrections
from reports.admin.before_after import marked
from reports.models import Report

TEXTS = st.text(alphabet="整改落实<>&'\"问题", max_size=40)


def test_what_went_is_struck_out_and_what_came_underlined() -> None:
    before, after = marked("河长制落实不够有力", "河长制履职不够有力")
    assert before == "河长制<del>落实</del>不够有力"
    assert after == "河长制<ins>履职</ins>不够有力"


def test_where_nothing_stood_there_is_a_dash() -> None:
    assert marked(None, "新的<一条>") == ("—", "新的&lt;一条&gt;")


@given(TEXTS, TEXTS)
def test_the_words_stay_the_words(before: str, after: str) -> None:
    for shown, text in zip(marked(before, after), (before, after), strict=True):
        assert unescape(re.sub("</?(del|ins)>", "", shown)) == text


@pytest.mark.django_db
def test_the_page_of_a_correction_shows_no_raw_values_first(editor: Client, report: Report) -> None:
    problem = report.problems.get(number="2")
    made = corrections.apply("set", problem, {"text": "河长制履职不够有力。", "status": "completed"}, reason="对照原文")
    page = editor.get(reverse("admin:reports_correction_change", args=[made.pk])).content.decode()
    assert "<ins>履职</ins>" in page
    assert "已完成" in page
    workbench = reverse("admin:reports_report_workbench", args=[report.pk])
    assert f"{workbench}?item=p-{problem.public_id}" in page
