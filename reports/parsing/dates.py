"""Dates as Chinese reports write them, with every omission, and the damaged ones refused.

Text is in the reading form of `reports.parsing.lines`, best with its white space taken out. A date is what the words
prove: `2024年3月` is a month, `3月5日` has no year until `with_year` gives it one, `202435日` is no date at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from reports.parsing.numerals import chinese_integer
from reports.parsing.types import ParsedDate, Precision

FIRST_YEAR, LAST_YEAR = 1990, 2100
_START = attrgetter("start")

_CN = "零〇○o一二三四五六七八九"
_YEAR = rf"(?:(?<!\d)(?:19|20)\d\d|(?<![{_CN}])[二一][{_CN}]{{3}})"
# 元月 is 1月: 2022年元月10日, 元月5日; not 3元月租.
_MONTH = (
    r"(?:(?<!\d)(?:1[0-2]|0?[1-9])|(?<![十一二三四五六七八九])(?:十[一二]?|[一二三四五六七八九])"
    r"|(?<=年)元(?=月)|(?<![\d一二三四五六七八九十百千万亿余多])元(?=月[\d一二三]))"
)
_DAY = r"(?:(?:3[01]|[12]\d|0?[1-9])|(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]))"
_RELATIVE = "次年|翌年|来年|同年|当年|本年|今年|去年|上年"

# 2024年3月5日, 3月5日, 次年1月, 二〇二四年六月一日, 3月初, 5月下旬, 2024年. Not 202435日, 79日 or 3月份额.
_WORDS = re.compile(
    rf"(?:(?P<year>{_YEAR})年|(?P<relative>{_RELATIVE}))?(?P<month>{_MONTH})月(?:份(?!额))?"
    rf"(?:(?P<day>{_DAY})[日号]|(?P<part>上旬|中旬|下旬|初|底|末|中(?!旬|[共央]))|)"
    rf"|(?P<only>{_YEAR})年(?!度?第)"
)
# Every date in words ends its first number with 年 or 月; looking for that first is several times faster.
_FIRST_MARK = re.compile("[年月]")
_BEFORE_MARK = frozenset(f"0123456789{_CN}十元次翌来同当本今去上")
_MOST_BEFORE_MARK = 6
# 2024-03-05, 2024.8.26, 2024/3/5, 2024. 8. 26 with blanks taken out; 2023.3 only where a month is plain from a range.
_FIGURES = re.compile(
    r"(?P<year>[12](?<![\d.]\d)(?:(?<=1)9|(?<=2)0)\d\d)(?P<mark>[-./])(?P<month>1[0-2]|0?[1-9])(?P=mark)(?P<day>3[01]|[12]\d"
    r"|0?[1-9])(?!\d)(?!\.\d)"
)
_BETWEEN_FIGURES = "-./"
# What may stand between the two ends of a range.
_TO = re.compile(r"[,]?(?:起)?(?:至|到|—{1,2}|–|-{1,2}|~|～|〜|―|−)(?:本月)?")
# The end of a range that gives the day only: 3月5日至20日.
_BARE_DAY = re.compile(rf"(?P<day>{_DAY})[日号]")
_BARE_FIGURES = re.compile(r"(?P<month>1[0-2]|0?[1-9])(?P<mark>[-./])(?P<day>3[01]|[12]\d|0?[1-9])(?![\d.])")
# Digits run together where 年 or 月 was lost: 202435日, 520日, 79日; a lost day: 2024年月日. Not 30日内, 180日.
_RUN_TOGETHER = re.compile(
    r"(?<![\d.月/期时近满达共过约-])(?P<year>(?:19|20)\d\d年?)?(?P<rest>\d{2,4})日(?!内|后|均|元|以)"
)
# A year that dates after it share: 2022年|巡视工作安排, 2022年度|; not (2023-2027年), 2018年以来.
_SHARED_YEAR = re.compile(rf"(?<![-—–~至到])(?P<year>{_YEAR})年(?!以来|来|起)")
_YEAR_REACH = 160
_NO_DIGITS = re.compile(r"年月\d*日|(?<=\d)月日")


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date found at `start` up to `end`. `year` is None where the words leave it out; `relative` is 次年, 同年 …."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    words: str
    relative: str | None = None

    @property
    def precision(self) -> Precision:
        return "day" if self.day else "month" if self.month else "year"

    def with_year(self, year: int) -> DateWords | None:
        """The date in `year`; None where there is no such day (2月29日)."""
        return _checked(replace(self, year=year, relative=None))

    def parsed(self) -> ParsedDate | None:
        """The date as a value; None while its year is not known."""
        if self.year is None:
            return None
        return ParsedDate(dt.date(self.year, self.month or 1, self.day or 1), self.precision, self.words)

    def order(self) -> tuple[int, int, int]:
        return self.year or 0, self.month or 0, self.day or 0


@dataclass(frozen=True, slots=True)
class DateRange:
    """A stretch of time: its first and last date. `last` is None where only the beginning is given."""

    first: DateWords
    last: DateWords | None

    @property
    def start(self) -> int:
        return self.first.start

    @property
    def end(self) -> int:
        return (self.last or self.first).end


def find_dates(text: str) -> tuple[DateWords, ...]:
    """Every date in `text`, in order. Impossible days (2月30日) are left out."""
    found = list(_find_words(text))
    in_words = len(found)
    found.extend(_find_figures(text))
    if len(found) > in_words:
        found.sort(key=_START)
    return tuple(found)


def find_ranges(text: str) -> tuple[DateRange, ...]:
    """Every date of `text`, those joined by 至 as ranges with the end's year settled (`settle_end`)."""
    ranges: list[DateRange] = []
    dates = find_dates(text)
    skip = -1
    for i, first in enumerate(dates):
        if first.start < skip:
            continue
        last = _range_end(text, first, dates[i + 1] if i + 1 < len(dates) else None)
        found = DateRange(first, settle_end(first, last) if last else None)
        skip = last.end if last else first.end
        ranges.append(found)
    return tuple(ranges)


def settle_end(first: DateWords, last: DateWords) -> DateWords:
    """The end of a range with its year: the start's, or the next one where the words say so or the end would come
    first.

    D1 `2024年3月5日至5月20日`, D7 `2023年11月20日至次年1月18日` and `…至1月18日`. Without a year in the start, none
    in the end.
    """
    if last.year is not None or first.year is None:
        return last
    if last.relative in ("次年", "翌年", "来年"):
        return last.with_year(first.year + 1) or last
    this = last.with_year(first.year)
    if this is not None and this.order()[: _shared(first, last)] >= first.order()[: _shared(first, last)]:
        return this
    if last.relative in ("同年", "当年"):
        return this or last
    return last.with_year(first.year + 1) or last


def settle_after(date: DateWords, earlier: ParsedDate | None) -> DateWords:
    """`date` with the year of `earlier`, or the next one where it would otherwise come first (feedback dates, §3.2)."""
    if date.year is not None or earlier is None:
        return date
    year = earlier.date.year
    if date.relative in ("次年", "翌年", "来年"):
        return date.with_year(year + 1) or date
    this = date.with_year(year)
    known = 2 if date.day is None or earlier.precision == "month" else 3
    before = (earlier.date.year, earlier.date.month, earlier.date.day)[:known]
    if this is not None and (earlier.precision == "year" or this.order()[:known] >= before):
        return this
    return date.with_year(year + 1) or date


def with_year_before(text: str, found: DateRange) -> DateRange:
    """`found` with the year that stands nearest before it in `text` where its own words have none; unchanged where
    there is no such year.

    `根据省委2022年巡视工作安排,3月1日至5月10日`. After a whole date the year is its own or the next one, as in
    `settle_after`.
    """
    first = found.first
    if first.year is not None or first.relative not in (None, "同年", "当年"):
        return found
    low = max(0, found.start - _YEAR_REACH)
    dated = [date for date in find_dates(text[low : found.start]) if date.year is not None and date.month]
    named = list(_SHARED_YEAR.finditer(text, low, found.start))
    year = _number(named[-1]["year"]) if named else None
    if dated and (not named or dated[-1].start + low >= named[-1].start()):
        settled = settle_after(first, dated[-1].parsed())
    elif year is not None:
        settled = first.with_year(year) or first
    else:
        return found
    return DateRange(settled, settle_end(settled, found.last) if found.last else None)


def damaged(text: str) -> tuple[tuple[int, int], ...]:
    """Where digits stand that were a date before 年 or 月 was lost (D6): `202435日`, `79日`. Offsets into `text`."""
    found = [match.span() for match in _RUN_TOGETHER.finditer(text) if _month_and_day(match["rest"])]
    return tuple(sorted((*found, *(match.span() for match in _NO_DIGITS.finditer(text)))))


def _month_and_day(digits: str) -> bool:
    """Whether the digits are a month and a day with nothing between: 520, 1105, 79. Not 30, which is a day by
    itself.
    """
    if int(digits) <= 31:
        return False
    return any(
        1 <= int(digits[:cut]) <= 12 and 1 <= int(digits[cut:]) <= 31 and digits[cut] != "0"
        for cut in (1, 2)
        if cut < len(digits)
    )


def _find_words(text: str) -> Iterator[DateWords]:
    for match in _word_matches(text):
        year = match["year"] or match["only"]
        month, day = match["month"], match["day"]
        if match["only"] and text[match.end() : match.end() + 1].isdigit():
            continue
        found = DateWords(
            match.start(),
            match.end(),
            _number(year) if year else None,
            _number(month) if month else None,
            _number(day) if day else None,
            match.group(),
            match["relative"],
        )
        checked = _checked(found)
        if checked is not None:
            yield checked


def _word_matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_WORDS`, in order, not overlapping."""
    position = 0
    while (mark := _FIRST_MARK.search(text, position)) is not None:
        first = mark.start()
        lowest = max(position, first - _MOST_BEFORE_MARK)
        while first > lowest and (text[first - 1] in _BEFORE_MARK or text[first - 1].isdigit()):
            first -= 1
        position = mark.end()
        for start in range(first, mark.start()):
            match = _WORDS.match(text, start)
            if match is not None:
                position = match.end()
                yield match
                break


def _find_figures(text: str) -> Iterator[DateWords]:
    if not any(mark in text for mark in _BETWEEN_FIGURES):
        return
    for match in _FIGURES.finditer(text):
        found = _checked(
            DateWords(
                match.start(), match.end(), int(match["year"]), int(match["month"]), int(match["day"]), match.group()
            )
        )
        if found is not None:
            yield found


def _range_end(text: str, first: DateWords, following: DateWords | None) -> DateWords | None:
    """The date that 至 joins to `first`, if there is one."""
    joint = _TO.match(text, first.end)
    if joint is None:
        return None
    if following is not None and following.start == joint.end():
        return following
    bare = _BARE_DAY.match(text, joint.end())
    if bare and first.day:
        return _checked(
            DateWords(bare.start(), bare.end(), first.year, first.month, _number(bare["day"]), bare.group())
        )
    figures = _BARE_FIGURES.match(text, joint.end())
    if figures and first.words[:4].isdigit() and first.words[4:5] == figures["mark"]:
        return _checked(
            DateWords(figures.start(), figures.end(), None, int(figures["month"]), int(figures["day"]), figures.group())
        )
    return None


def _checked(found: DateWords) -> DateWords | None:
    """`found` if there is such a day (in a leap year where the year is unknown), else None."""
    year = found.year if found.year is not None else 2000
    try:
        dt.date(year, found.month or 1, found.day or 1)
    except ValueError:
        return None
    return found if FIRST_YEAR <= year <= LAST_YEAR else None


def _shared(first: DateWords, last: DateWords) -> int:
    """How many of (year, month, day) both dates give."""
    return 3 if first.day and last.day else 2


def _number(words: str) -> int | None:
    if words == "元":
        return 1
    return int(words) if words.isascii() and words.isdigit() else chinese_integer(words)
