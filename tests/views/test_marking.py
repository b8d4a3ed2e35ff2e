"""Marked text: safe, complete, and marked where the words stand."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from reports.models import Measure, MeasureFact
from reports.views.marking import Mark, fact_marks, found, positions, render

SPANS = st.lists(
    st.builds(
        Mark, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["mark", "span"]), st.sampled_from(["", "doc"])
    ),
    max_size=8,
)


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(st.text(max_size=50), SPANS)
def test_marks_never_change_the_words(text: str, marks: list[Mark]) -> None:
    assert plain(render(text, marks)) == text


@given(st.text(alphabet="<>&\"'a问", max_size=30), SPANS)
def test_every_tag_is_closed_and_nothing_of_the_text_becomes_a_tag(text: str, marks: list[Mark]) -> None:
    html = render(text, marks)
    opened = re.findall(r"<(mark|span)[^>]*>", html)
    assert len(opened) == len(re.findall(r"</(?:mark|span)>", html))
    assert html.count("<") == 2 * len(opened)


def test_marks_may_overlap() -> None:
    html = render("甲乙丙丁", [Mark(0, 3, "cite", "doc"), *found([(2, 4)])])
    assert html == '<cite class="doc">甲乙</cite><cite class="doc"><mark>丙</mark></cite><mark>丁</mark>'


def test_an_anchor_stands_once_although_its_mark_is_cut() -> None:
    html = render("甲乙丙", [Mark(0, 3, "mark", "", "p-abc"), Mark(1, 2, "span", "step")])
    assert html.count('id="p-abc"') == 1


def measure(text: str, start: int, end: int) -> Measure:
    return Measure(text=text, start=start, end=end)


def fact(kind: str, text: str, start: int) -> MeasureFact:
    return MeasureFact(kind=kind, text=text, start=start, end=start + len(text))


def test_a_fact_is_marked_where_it_stands_although_a_page_number_was_left_out_before_it() -> None:
    source = "开头。一是追回多付的\n- 7 -\n工程款86万元并上缴。"
    text = "一是追回多付的工程款86万元并上缴。"
    start = source.index("一是")
    marks = fact_marks(measure(text, start, len(source)), [fact("money", "86万元", source.index("86"))], source)
    assert [(text[mark.start : mark.end], mark.css) for mark in marks] == [("86万元", "sum")]


def test_in_a_measure_that_an_editor_rewrote_facts_are_sought_by_their_words() -> None:
    rewritten = measure("印发《管护办法》，另行公布。", 0, 9)
    marks = fact_marks(
        rewritten, [fact("document", "《管护办法》", 4), fact("date", "2021年5月", 0)], "一是已经印发《管护办法》。"
    )
    assert [rewritten.text[mark.start : mark.end] for mark in marks] == ["《管护办法》"]


@given(st.text(alphabet="问题措施12。\n", max_size=40), st.integers(0, 5))
def test_positions_lead_from_the_source_to_the_same_characters(text: str, before: int) -> None:
    source = "外" * before + text + "外"
    shown = text.replace("\n", "")
    places = positions(shown, source, before, before + len(text))
    assert sorted(places.values()) == list(range(len(shown)))
    assert all(source[at] == shown[offset] for at, offset in places.items())
