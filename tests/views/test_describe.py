"""Words as removable conditions, and searching within what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.search import ProblemQuery
from reports.search.language import All, Node, parse_query
from reports.views.describe import narrowed, parts_of, word_chips


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("污水 管网", ["污水", "管网"]),
        ("污水 AND 管网", ["污水", "管网"]),
        ('污水 -招商 "立行 立改"', ["污水", "-招商", '"立行 立改"']),
        ("污水 NOT 招商", ["污水", "NOT 招商"]),
        ("(污水 OR 雨水) 管网", ["(污水 OR 雨水)", "管网"]),
        ("污水 OR 雨水 管网", ["污水 OR 雨水 管网"]),
        ("污水 \uff21\uff2e\uff24 \uff2e\uff2f\uff34 招商", ["污水", "\uff2e\uff2f\uff34 招商"]),
        ("污水 \uff2f\uff32 雨水", ["污水 \uff2f\uff32 雨水"]),
        ("\uff0d(污水 雨水) 管网", ["\uff0d(污水 雨水)", "管网"]),
        ("『立行 立改』 ‘边查 边改’ 管网", ["『立行 立改』", "‘边查 边改’", "管网"]),
        ("((污水 雨水) 管网) 养老", ["((污水 雨水) 管网) 养老"]),
        ("污水 — 管网", ["污水", "管网"]),
        ('污水 "管网', ['污水 "管网']),
        ("“ “甲 乙", ["“ “甲 乙"]),
        ("  ", []),
    ],
)
def test_conditions_that_all_must_hold(typed: str, parts: list[str]) -> None:
    found = parts_of(typed)
    assert found == parts or (typed == '污水 "管网' and " ".join(found) == typed)


@given(st.text(alphabet='污水管网 "“”()-ANDORNOT', max_size=30))
def test_the_conditions_together_ask_what_was_typed(typed: str) -> None:
    assert parse_query(" ".join(parts_of(typed))).node == parse_query(typed).node


@given(st.text(alphabet='污水管网 "“”‘’()-ANDORNOT', max_size=30))
def test_dropping_a_condition_leaves_the_others_as_they_were(typed: str) -> None:
    parts = parts_of(typed)
    whole = conditions(typed)
    for place, part in enumerate(parts):
        left = conditions(" ".join(parts[:place] + parts[place + 1 :]))
        assert len(left) + len(conditions(part)) == len(whole)
        assert all(each in whole for each in left)


def conditions(typed: str) -> tuple[Node, ...]:
    node = parse_query(typed).node
    return () if node is None else node.parts if isinstance(node, All) else (node,)


@given(st.text(alphabet="污水管网 OR", max_size=12), st.text(alphabet="污水管网 OR", max_size=12))
def test_a_further_condition_never_widens_the_question(typed: str, further: str) -> None:
    """Each part of both questions is a part of the narrowed one."""
    both = parse_query(narrowed(typed, further)).words
    assert set(both) == {*parse_query(typed).words, *parse_query(further).words}


def test_alternatives_are_put_in_parentheses() -> None:
    assert narrowed("污水 OR 雨水", "管网") == "(污水 OR 雨水) 管网"
    assert narrowed("", "管网") == "管网"


def test_each_of_several_words_can_be_dropped(db: None) -> None:
    chips = word_chips(ProblemQuery(q="污水 管网", regions=("990000",)))
    assert [chip.label for chip in chips] == ["污水", "管网"]
    assert "region=990000" in chips[0].url
    assert word_chips(ProblemQuery(q="污水")) == []
