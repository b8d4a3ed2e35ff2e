"""Numbers as lists and headings write them: 一、(十二) iv. B ③. Only what a generated number can need: 1 to 9,999."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_GREATEST = 9_999


def decimal(number: int) -> str:
    """`12`; also what every other spelling falls back to outside its range, as Word does."""
    return str(number)


def _in_tens(number: int, digits: str, ten: str, hundred: str, thousand: str) -> str:
    written, gap = "", False
    for unit, name in ((1000, thousand), (100, hundred), (10, ten), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += (digits[0] if gap else "") + digits[digit] + name
            gap = False
        else:
            gap = bool(written)
    return written


def chinese(number: int) -> str:
    """`十二`, `二十`, `一百零五`: as headings count."""
    if not 0 < number <= _GREATEST:
        return "零" if number == 0 else decimal(number)
    written = _in_tens(number, _DIGITS, "十", "百", "千")
    return written[1:] if 10 <= number < 20 else written


def chinese_legal(number: int) -> str:
    """`壹拾贰`: the digits of contracts and cheques."""
    if not 0 < number <= _GREATEST:
        return "零" if number == 0 else decimal(number)
    return _in_tens(number, _LEGAL_DIGITS, "拾", "佰", "仟")


def chinese_digits(number: int) -> str:
    """`一二` for 12, `一〇` for 10: digit by digit."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)) if number >= 0 else decimal(number)


def stems(number: int) -> str:
    """`甲` to `癸`."""
    return _STEMS[number - 1] if 0 < number <= len(_STEMS) else decimal(number)


def branches(number: int) -> str:
    """`子` to `亥`."""
    return _BRANCHES[number - 1] if 0 < number <= len(_BRANCHES) else decimal(number)


def letters(number: int) -> str:
    """`a` to `z`, then `aa`, `bb` …, as word processors go on."""
    if not 0 < number <= 26 * 10:
        return decimal(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """`iv`."""
    if not 0 < number < 5_000:
        return decimal(number)
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def full_width(number: int) -> str:
    """`１２` in full-width digits."""
    return "".join(chr(0xFF10 + int(digit)) for digit in str(abs(number)))


def _enclosed(first: int, last: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 0 < number <= last else decimal(number)


# ① to ⑳, ⑴ to ⒇, ⒈ to ⒛, ㈠ to ㈩: outside these the plain number.
circled = _enclosed(0x2460, 20)
parenthesized = _enclosed(0x2474, 20)
with_stop = _enclosed(0x2488, 20)
chinese_parenthesized = _enclosed(0x3220, 10)
