"""Numerals: Arabic and Chinese, grouped, and amounts in yuan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.numerals import chinese_integer, integer, yuan

TENS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("36", 36), ("1,390", 1390), ("三十六", 36), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三百", 300),
        ("二〇二四", 2024), ("一万二千", 12000), ("1.2万", 12000), ("两", 2), ("廿三", 23), ("0", 0),
    ],
)  # fmt: skip
def test_whole_numbers(words: str, value: int) -> None:
    assert integer(words) == value


@pytest.mark.parametrize("words", ["", "百", "三三十", "十十", "3.256", "甲", "１２" * 20, "一" * 40])
def test_what_is_no_whole_number_is_none(words: str) -> None:
    assert integer(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("追缴资金3.256万元", 32560), ("1,234.5万元", 12345000), ("0.5亿元", 50_000_000), ("四十万元", 400_000),
        ("20余万元", 200_000), ("625000元", 625_000), ("1.2345亿元", 123_450_000), ("3百万元", 3_000_000),
        ("12.3456元", 12), ("没有数字的元", None), ("百万元", None), ("20万人", None),
    ],
)  # fmt: skip
def test_money_is_in_whole_yuan(words: str, value: int | None) -> None:
    assert yuan(words) == value


@given(st.integers(min_value=1, max_value=99))
def test_chinese_numbers_to_ninety_nine(value: int) -> None:
    tens, units = divmod(value, 10)
    words = (("" if tens == 1 else TENS[tens]) + "十" if tens else "") + (TENS[units] if units or not tens else "")
    assert chinese_integer(words) == value


@given(st.text(alphabet="零〇一二三四五六七八九十百千万亿两廿0123456789.,甲", max_size=40))
def test_any_string_gives_a_number_or_none(words: str) -> None:
    value = integer(words)
    assert value is None or isinstance(value, int)
