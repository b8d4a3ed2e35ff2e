"""Numbers in both spellings: who types 十二届 also means 12届 (design.md §6, Fold).

Only whole numerals are spelled anew: a run of numeral characters that is one number, not a part of a decimal or a code.
"""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = "零一二三四五六七八九"
_YEAR_DIGITS = "〇一二三四五六七八九"
_LARGEST = 9999  # above it one writes 万 and 亿, which stand outside the numeral: 3万 -> 三万

# 十二届, 二〇二一年 -> the run; 三百万 -> 三百, 万 stays.
_CHINESE = re.compile("[" + "".join(_DIGITS) + "".join(_UNITS) + "]+")
# 12届, 207国道 -> the run; 1.5亿, 35-1, 30%, g207 -> none: a decimal, an item number, a share, a code.
_ARABIC = re.compile(r"(?<![0-9a-z._/-])[0-9]+(?![0-9a-z_/%-]|\.[0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def spellings(word: str) -> tuple[str, ...]:
    """A folded word and, where it has whole numerals, the word with them all in the other spelling. No duplicates."""
    arabic = _CHINESE.sub(lambda found: _in_arabic(found.group()), word)
    chinese = _ARABIC.sub(lambda found: _in_chinese(found.group()), word)
    return tuple(dict.fromkeys((word, arabic, chinese)))


def chinese_value(run: str) -> int | None:
    """The number that `run` spells with 十, 百, 千 (0 to 9999), None when it is not how one writes a number.

    二百零七 -> 207, 十 -> 10, 两千 -> 2000; 百, 十四五, 三四, 二百七 (207 or 270) -> None.
    """
    total, digit = 0, 0
    for char in run:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    total += digit
    canonical = run.replace("两", "二").replace("〇", "零")
    if canonical.startswith("一十"):  # 一十二, as cheques have it
        canonical = canonical[1:]
    return total if total <= _LARGEST and canonical == chinese_words(total) else None


def chinese_words(value: int) -> str:
    """A number from 0 to 9999 as written: 207 -> 二百零七, 12 -> 十二, 110 -> 一百一十."""
    if value == 0:
        return _WRITTEN[0]
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _WRITTEN[digit] + name
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


def _in_arabic(run: str) -> str:
    """十二 -> 12, 二〇二一 -> 2021; 百 and 十四五, which are no numbers, stay."""
    if len(run) >= 3 and all(char in _DIGITS for char in run):
        return "".join(str(_DIGITS[char]) for char in run)
    value = chinese_value(run)
    return run if value is None else str(value)


def _in_chinese(run: str) -> str:
    """12 -> 十二, 2021 -> 二〇二一 (a year, read digit by digit); 007 and 12345 stay."""
    if _YEAR.fullmatch(run):
        return "".join(_YEAR_DIGITS[int(digit)] for digit in run)
    return run if int(run) > _LARGEST or run != str(int(run)) else chinese_words(int(run))
