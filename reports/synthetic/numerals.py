"""Chinese numerals and dates as reports write them."""

from __future__ import annotations

import datetime as dt

_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """二十三 for 23, from 1 to 99. ValueError beyond."""
    if not 0 < number < 100:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def chinese_day(date: dt.date) -> str:
    """二〇二四年十二月三十一日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(date.year))
    return f"{year}年{chinese(date.month)}月{chinese(date.day)}日"


def full_day(date: dt.date) -> str:
    """2024年3月5日."""
    return f"{date.year}年{date.month}月{date.day}日"


def short_day(date: dt.date) -> str:
    """3月5日."""
    return f"{date.month}月{date.day}日"
