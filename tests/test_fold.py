"""Folding: which spellings search takes for the same, and that offsets survive it."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.fold import WHITE_SPACE, drop_space, fold, fold_with_offsets, fold_without_space

TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("整改措施 \n\u3000\u200b、Pp12。")), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("\uff30\uff30\uff30项目", "ppp项目"),
        ("\uff12\uff10\uff17国道\uff1a", "207国道:"),
        ("整改\u3000措施", "整改 措施"),
        ("開發區黨組織", "开发区党组织"),
        ("線上買賣", "线上买卖"),
        ("\u2f00把手", "一把手"),
        ("“回头看”", '"回头看"'),
        ("「回头看」", '"回头看"'),
        ("\u2018回头看\u2019", '"回头看"'),
    ],
)
def test_spellings_of_one_word(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("text", ["十二届", "12届", "①", "㎡", "《条例》、。"])
def test_numerals_and_other_signs_stay(text: str) -> None:
    assert fold(text) == text


def test_every_character_folds_to_one_that_stays() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    once = fold(every)
    assert len(once) == len(every)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("整改 措施", "整改措施"),
        ("整改\n\u3000\u3000措施", "整改措施"),
        ("整\u200b改", "整改"),
        ("整改 PPP 项目", "整改 PPP 项目"),
        ("整改。 措施", "整改。 措施"),
        (" 整改 ", " 整改 "),
    ],
)
def test_only_space_between_two_cjk_characters_is_dropped(text: str, kept: str) -> None:
    assert drop_space(text) == kept


@given(TEXT)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXT)
def test_offsets_lead_back_to_the_original(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold_without_space(text) == fold(drop_space(text))
    assert len(folded.offsets) == len(folded.text) + 1
    assert "".join(fold(text[offset]) for offset in folded.offsets[:-1]) == folded.text
    assert list(folded.offsets) == sorted(set(folded.offsets))
    assert folded.offsets[-1] == len(text)


def test_a_span_of_folded_text_covers_the_dropped_space() -> None:
    text = "落实整 改措施"
    folded = fold_with_offsets(text)
    start = folded.text.index("整改")
    assert text[slice(*folded.original_span(start, start + 2))] == "整 改"


def test_white_space_is_named_completely() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert re.findall(f"[{WHITE_SPACE}]", everything) == re.findall(r"\s", everything)
