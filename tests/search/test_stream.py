"""The stream of pairs, and the definition of an exact hit."""

from __future__ import annotations

import operator
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.fold import drop_space, fold
from reports.search.stream import SEPARATOR, contains, field_text, field_texts, normalise, pairs

TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("整改措施、。 “”Pp12_\n")), max_size=40)


def test_runs_of_separators_become_one() -> None:
    assert normalise("落实“回头看”, 整改——PPP_项目。") == "落实_回头看_整改_ppp_项目_"


def test_a_field_begins_and_ends_with_a_separator_and_has_one_between_its_parts() -> None:
    assert field_text(["制定方案。", "", "、", "召开会议"]) == "_制定方案_召开会议_"
    assert field_text(["", "……"]) == ""


@given(st.lists(st.lists(TEXT, max_size=3), max_size=4))
def test_fields_made_together_are_what_each_is_by_itself(fields: list[list[str]]) -> None:
    assert field_texts(fields) == [field_text(parts) for parts in fields]


def test_a_field_may_hold_the_letter_that_stands_between_fields() -> None:
    assert field_texts([["整改\ua4d0"], [], ["落实"]]) == ["_整改\ua4d0_", "", "_落实_"]


@given(TEXT)
def test_a_text_is_normalised_as_its_characters_are_defined(text: str) -> None:
    assert normalise(text) == re.sub(r"[\W_]+", SEPARATOR, fold(drop_space(text)))


def test_the_stream_is_made_of_neighbours() -> None:
    assert pairs(field_text(["整改"])) == "_整 整改 改_"


@given(TEXT)
def test_pairs_are_each_character_with_the_next(text: str) -> None:
    text = field_text([text])
    assert pairs(text) == " ".join(map(operator.add, text, text[1:]))


@given(TEXT, TEXT)
def test_no_blank_or_run_of_separators_is_left_in_a_field(one: str, other: str) -> None:
    text = field_text([one, other])
    assert not any(char.isspace() for char in text)
    assert SEPARATOR * 2 not in text


@pytest.mark.parametrize(
    ("parts", "phrase", "hit"),
    [
        (["落实整 改措施"], "整改措施", True),
        (["教育、医疗"], "教育,医疗", True),
        (["教育、医疗"], "教育医疗", False),
        (["教育医疗"], "教育、医疗", False),
        (["整改"], "。整改", True),
        (["立行整改"], "。整改", False),
        (["制定方案", "召开会议"], "方案。召开", True),
        (["制定方案", "召开会议"], "方案召开", False),
        (["推进PPP项目"], "\uff30pp项", True),
        (["推进PPP项目"], "……", False),
        ([], "整改", False),
    ],
)
def test_what_a_quoted_phrase_finds(parts: list[str], phrase: str, hit: bool) -> None:
    assert contains(parts, phrase) is hit
