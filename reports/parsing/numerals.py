"""Numerals as reports write them: 36, 1,234.5, 三十六, 百余, 二〇二四, 3.256万, 0.5亿.

All functions take text in the reading form of `reports.parsing.lines` (half-width digits and punctuation).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "廿": 2, "o": 0, "O": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_MOST_DIGITS = 15

CHINESE = "零〇○一二两三四五六七八九十百千"
# An Arabic number with or without groups of three: 1390, 1,390, 3.256; or a Chinese one: 三十六. Not the 3 of 13 or
# 2.3.
NUMBER = (
    rf"[\d{CHINESE}](?:(?<=\d)(?<![\d.]\d)(?:\d{{0,2}}(?:,\d{{3}})+(?:\.\d{{1,6}})?|\d{{0,11}}(?:\.\d{{1,8}})?)(?!\d)"
    rf"|(?<=[{CHINESE}])(?<![{CHINESE}万亿][{CHINESE}])[{CHINESE}]{{0,8}})"
)
# Roughly so many: 20余件, 百余条. The number is kept, the word only says that there were a few more.
ABOUT = "(?:余|多|来)?"

_MONEY = re.compile(rf"(?P<number>{NUMBER}){ABOUT}(?P<scale>[万亿]|百万|千万|万亿)?(?:余|多)?元")


def integer(words: str) -> int | None:
    """`words` (36, 1,390, 三十六, 一百零五, 二〇二四, 1.2万) as an integer; None when they are no whole number."""
    if words.isascii() and words.isdigit() and len(words) <= _MOST_DIGITS:
        return int(words)  # nearly all
    value = decimal(words)
    return int(value) if value is not None and value == value.to_integral_value() else None


def decimal(words: str) -> Decimal | None:
    """`words` as a number; a closing 万 or 亿 multiplies. None when they are no number."""
    words = words.strip().replace(",", "")
    if not words or len(words) > 2 * _MOST_DIGITS:
        return None
    scale = _LARGE.get(words[-1], 1)
    if scale > 1:
        words = words[:-1]
    if words[:1].isdigit() and words[0].isascii():
        try:
            return Decimal(words) * scale if words.isascii() else None
        except InvalidOperation:
            return None
    value = chinese_integer(words)
    return None if value is None else Decimal(value) * scale


def chinese_integer(words: str) -> int | None:
    """三十六 -> 36, 十二 -> 12, 一百零五 -> 105, 二〇二四 -> 2024, 一万二千 -> 12000. None for anything else."""
    if not words or len(words) > _MOST_DIGITS:
        return None
    if all(c in _DIGITS for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total = section = digit = 0
    had_digit = False
    for c in words:
        if c in _DIGITS:
            if had_digit and digit:
                return None
            digit, had_digit = _DIGITS[c], True
        elif c in _UNITS:
            if not had_digit and (section or c != "十"):
                return None
            section += (digit if had_digit else 1) * _UNITS[c]
            digit, had_digit = 0, False
        elif c in _LARGE:
            total = (total + section + digit) * _LARGE[c]
            section = digit = 0
            had_digit = False
        else:
            return None
    return total + section + digit


def yuan(words: str) -> int | None:
    """An amount with its unit (3.256万元, 0.5亿元, 20元, 四十万元) in whole yuan, rounded; None when there is none."""
    match = _MONEY.search(words)
    if match is None:
        return None
    value = decimal(match["number"])
    if value is None:
        return None
    for unit in match["scale"] or "":
        value *= _LARGE.get(unit) or _UNITS[unit]
    return int(value.to_integral_value(rounding="ROUND_HALF_UP"))
