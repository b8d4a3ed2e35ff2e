"""The query language: what is understood, and what is said where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.search.language import MAX_TERMS, All, Either, Node, Term, Without, parse_query


def term(*spellings: str) -> Term:
    return Term(spellings)


污水, 管网, 雨水 = term("污水"), term("管网"), term("雨水")


@pytest.mark.parametrize(
    ("q", "node"),
    [
        ("污水", 污水),
        ("污水 管网", All((污水, 管网))),
        ("污水\u3000管网", All((污水, 管网))),
        ("污水 AND 管网", All((污水, 管网))),
        ("污水 OR 管网", Either((污水, 管网))),
        ("污水 管网 OR 雨水", Either((All((污水, 管网)), 雨水))),
        ("污水 -管网", All((污水, Without(管网)))),
        ("污水 \uff0d管网", All((污水, Without(管网)))),
        ("污水 NOT 管网", All((污水, Without(管网)))),
        ("-管网", Without(管网)),
        ("--管网", 管网),
        ("-(污水 OR 雨水) 管网", All((Without(Either((污水, 雨水))), 管网))),
        ("\uff08污水 OR 雨水\uff09管网", All((Either((污水, 雨水)), 管网))),
        ("教育、医疗", All((term("教育"), term("医疗")))),
        ("《污水管网》", term("污水管网")),
        ("污水 - 管网", All((污水, 管网))),
        ("污水-管网", All((污水, 管网))),
        ("污水\u3000\uff2f\uff32\u3000管网", Either((污水, 管网))),
        ("污水 \uff2e\uff2f\uff34 管网", All((污水, Without(管网)))),
        ("污水 \uff21\uff2e\uff24 管网", All((污水, 管网))),
        ("污水 \u2212管网", All((污水, Without(管网)))),
        ("污水 and 管网", All((污水, term("and"), 管网))),
        ("\uff30PP项目", term("ppp项目")),
        ("開發區", term("开发区")),
        ("1.5亿", term("1_5亿")),
        ("35-1", term("35_1")),
        ("十二届", term("十二届", "12届")),
        ("207国道", term("207国道", "二百零七国道")),
        ("1,390件", term("1_390件", "1390件", "一千三百九十件")),
        ("1\uff0c390件", term("1_390件", "1390件", "一千三百九十件")),
        ("2019,2020", All((term("2019", "二〇一九"), term("2020", "二〇二〇")))),
        ("水", term("水")),
    ],
)
def test_what_is_understood(q: str, node: Node) -> None:
    parsed = parse_query(q)
    assert parsed.node == node
    assert parsed.errors == ()


@pytest.mark.parametrize(
    "q",
    [
        '"立行 立改"',
        "“立行立改”",
        "”立行立改“",
        "“立行立改“",
        "「立行立改」",
        "『立行立改』",
        "\uff02立行立改\uff02",
        "'立行立改'",
        "‘立行立改’",
        "〝立行 立改〞",
        "\ufe41立行 立改\ufe42",
        "\ufe43立行 立改\ufe44",
        "\uff62立行 立改\uff63",
    ],
)
def test_a_phrase_in_any_quotes(q: str) -> None:
    assert parse_query(q).node == term("立行立改")


def test_a_phrase_closes_only_at_its_own_mark_and_keeps_its_separators() -> None:
    assert parse_query('"落实“回头看”要求"').node == term("落实_回头看_要求")
    assert parse_query('"。十二届"').node == term("_十二届")


def test_a_phrase_beside_words_is_a_term_of_its_own() -> None:
    assert parse_query("巡视“回头看”反馈").node == All((term("巡视"), term("回头看"), term("反馈")))


@pytest.mark.parametrize(
    ("q", "node", "codes", "span"),
    [
        ('污水 "管网', All((污水, 管网)), ["unclosed_quote"], (3, 4)),
        ('污水 ""', 污水, ["empty_phrase"], (3, 5)),
        ('污水 "、。"', 污水, ["empty_phrase"], (3, 7)),
        ("(污水", 污水, ["unclosed_parenthesis"], (0, 1)),
        ("污水) 管网", All((污水, 管网)), ["stray_parenthesis"], (2, 3)),
        ("污水 ()", 污水, ["empty_parentheses"], (3, 5)),
        ("污水 OR", 污水, ["lonely_operator"], (3, 5)),
        ("OR 污水", 污水, ["lonely_operator"], (0, 2)),
        ("AND 污水", 污水, ["lonely_operator"], (0, 3)),
        ("污水 NOT", 污水, ["lonely_operator"], (3, 6)),
        ("OR OR", None, ["lonely_operator"] * 2, (0, 2)),
        ("污水 OR OR 管网", Either((污水, 管网)), ["lonely_operator"], (3, 5)),
        ("、。", None, ["nothing_to_find"], (0, 2)),
    ],
)
def test_a_fault_is_named_with_its_place_and_the_rest_is_searched(
    q: str, node: Node | None, codes: list[str], span: tuple[int, int]
) -> None:
    parsed = parse_query(q)
    assert parsed.node == node
    assert [error.code for error in parsed.errors] == codes
    assert (parsed.errors[0].start, parsed.errors[0].end) == span
    assert parsed.errors[0].zh
    assert parsed.errors[0].en


def test_a_query_has_bounds() -> None:
    assert [error.code for error in parse_query("水" * 2000).errors] == ["too_long"]
    many = parse_query(" ".join(f"甲{number}" for number in range(100, 150)))
    assert isinstance(many.node, All)
    assert len(many.node.parts) == MAX_TERMS
    assert [error.code for error in many.errors] == ["too_many"]
    deep = parse_query("(" * 300 + "污水" + ")" * 300)
    assert deep.node == 污水
    assert "too_deep" in {error.code for error in deep.errors}


def test_words_to_highlight_are_those_asked_for() -> None:
    assert parse_query("污水 OR (十二届 -管网) “回头看” 污水").words == ("污水", "十二届", "12届", "回头看")


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("()\"“”-' ANDORT污水")), max_size=60))
def test_any_string_is_taken(q: str) -> None:
    parsed = parse_query(q)
    assert parsed.node is not None or parsed.errors or not q.strip()
    for error in parsed.errors:
        assert 0 <= error.start < error.end <= len(q)


@given(st.lists(st.sampled_from(["污水", "“管网”", "AND", "OR", "NOT", "-", "(", ")"]), max_size=12).map(" ".join))
def test_every_word_outside_of_a_negation_is_asked_for(q: str) -> None:
    words = parse_query(q).words
    if "NOT" not in q and "-" not in q:
        assert ("污水" in words) == ("污水" in q)
        assert ("管网" in words) == ("管网" in q)
