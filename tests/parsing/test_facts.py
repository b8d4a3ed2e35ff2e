"""Facts in measures: documents, people, money, dates and deadlines, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models.choices import FactKind
from reports.parsing.facts import measure_facts
from reports.parsing.types import ParsedFact, Span


def facts(text: str) -> tuple[ParsedFact, ...]:
    return measure_facts(text, Span)


def test_documents_with_verb_and_issuer() -> None:
    found = facts("一是县财政局制定出台《会议费办法》《培训费办法》等制度,按照《预算条例》执行。")
    assert [(f.text, f.verb, f.issuer) for f in found] == [
        ("《会议费办法》", "制定出台", "县财政局"),
        ("《培训费办法》", "制定出台", "县财政局"),
    ]


@pytest.mark.parametrize("text", ["落实《甲规定》要求。", "按照《甲规定》和《乙办法》办理。", "学习《甲读本》。"])
def test_documents_only_referred_to_are_not_issued(text: str) -> None:
    assert facts(text) == ()


@pytest.mark.parametrize(
    ("text", "verb", "value"),
    [
        ("给予党纪处分3人。", "disciplined", 3), ("对2名干部诫勉谈话。", "admonished", 2), ("约谈5人次。", "talked_to", 5), ("对12名党员进行了批评教育。", "educated", 12),
        ("立案审查调查4人。", "investigated", 4), ("问责十二人。", "held_to_account", 12),
    ],
)  # fmt: skip
def test_people_held_to_account(text: str, verb: str, value: int) -> None:
    assert [(f.kind, f.verb, f.value) for f in facts(text)] == [("people", verb, value)]


def test_people_without_consequence_are_none() -> None:
    assert facts("培训干部200人次,招聘教师12名。") == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("追缴违规资金3.2万元(其中现金1万元)。", [32000]), ("清退津补贴等,共计20万元。", [200000]), ("投入资金300万元。", []), ("收回租金0.5亿元,追缴税款120元。", [50000000, 120]),
    ],
)  # fmt: skip
def test_money_that_came_back(text: str, values: list[int]) -> None:
    assert [f.value for f in facts(text) if f.kind == "money"] == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年6月5日召开会议。", [("date", "2024-06-05")]),
        ("预计2025年12月底前完成。", [("deadline", "2025-12")]),
        ("计划2026年建成投用。", [("deadline", "2026")]),
        ("2023年完成投资。", []),
        ("6月5日召开会议。", [("date", None)]),
    ],
)
def test_dates_and_deadlines(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(f.kind, f.date.iso() if f.date else None) for f in facts(text)] == found


def test_places_are_those_of_the_original() -> None:
    text = "三是追缴资金3万元。"
    fact = measure_facts(text, lambda a, b: Span(100 + a, 100 + b))[0]
    assert (fact.span.start, fact.text) == (100, "三是追缴资金3万元")


@given(
    st.lists(
        st.sampled_from(
            [
                "《",
                "》",
                "制定",
                "3人",
                "处分",
                "2万元",
                "追缴",
                "2024年",
                "6月",
                "底前",
                "完成",
                "、",
                "(",
                ")",
                "县财政局",
            ]
        ),
        max_size=40,
    )
)
def test_every_fact_is_a_stretch_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for fact in facts(text):
        assert fact.kind in FactKind.values
        assert text[fact.span.start : fact.span.end] == fact.text
