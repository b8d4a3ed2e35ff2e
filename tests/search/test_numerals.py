"""Which words are asked in two spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.search.numerals import chinese_value, chinese_words, spellings


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("十二届", "12届"),
        ("12届", "十二届"),
        ("207国道", "二百零七国道"),
        ("二百零七国道", "207国道"),
        ("1390件", "一千三百九十件"),
        ("2021年", "二〇二一年"),
        ("二〇二一年", "2021年"),
        ("二零二一年", "2021年"),
        ("100万元", "一百万元"),
        ("三百万元", "300万元"),
        ("两个", "2个"),
        ("第十轮", "第10轮"),
        ("一百一十人", "110人"),
    ],
)
def test_a_whole_numeral_has_another_spelling(word: str, other: str) -> None:
    assert spellings(word) == (word, other)


@pytest.mark.parametrize(
    "word",
    ["十四五规划", "千方百计", "百姓", "一〇", "二百七", "1.5亿", "35-1", "30%", "g207", "12345件", "007", "整改"],
)
def test_what_is_no_whole_numeral_has_one(word: str) -> None:
    assert spellings(word) == (word,)


@given(st.integers(0, 9999))
def test_every_number_comes_back(value: int) -> None:
    assert chinese_value(chinese_words(value)) == value


@given(st.text("零一二三四五六七八九〇两十百千", min_size=1, max_size=6))
def test_a_value_is_only_given_to_what_one_writes(run: str) -> None:
    value = chinese_value(run)
    if value is not None:
        written = run.replace("两", "二").replace("〇", "零")
        assert chinese_words(value) == (written[1:] if written.startswith("一十") else written)


@given(st.text(max_size=20))
def test_any_word_keeps_its_own_spelling_first(word: str) -> None:
    assert spellings(word)[0] == word
