"""The page's own meta line (来源, 发布时间 …) and information card: what they give as source and date.

Labels come in any order, with or without colon, and glued to the values; a blank or a bracket before a label ends
the value before it. A banner's date (今天是…)
is the server's and never used (W7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data_files import read_toml
from reports.parsing.dates import DateWords, find_dates
from reports.parsing.header_passage import Passage, passage
from reports.parsing.lines import Line
from reports.parsing.types import ParsedDate

_CLOCK = re.compile(r"^[, ]?T?\d{1,2}:\d{2}(?::\d{2})?")
_EMPTY = re.compile(r"^(?:\[\]|【】|\(\)|[:;,\-_/|>])*$")
_OPENING, _CLOSING = "([【〔", ")]】〕"
# What follows a label that stands in brackets: 【打印】, (阅读12), 【字号:…; not (编辑部).
_AFTER_BRACKETED_LABEL = re.compile(r"[:\d)\]】〕]|$")
# A value up to a bracket that closes what was opened before it: 【来源:青禾新闻|】【字号…; not 青禾新闻(网站).
_UP_TO_CLOSING = re.compile(r"[^()\[\]【】〔〕]*(?=[)\]】〕])")
# Who may stand unlabelled before the date under a title: 青禾县融媒体中心; not 中共青禾县委, which signs.
_UNLABELLED_SOURCE = re.compile(r"(?!中共|中国共产党)[\u4e00-\u9fffA-Za-z·\"()]{2,30}$")
_LONGEST_META_LINE = 220
_LONGEST_SOURCE = 60
_AFTER_BODY = 14


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The page's 来源 and date; `lines` are the positions of the lines that only hold such things."""

    source: str | None = None
    published: ParsedDate | None = None
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Field:
    label: str
    colon: bool
    start: int
    end: int


def read_page_facts(
    original: str, lines: Sequence[Line], before: int, after: int, under_title: int | None = None
) -> PageFacts:
    """Facts from the lines `[0, before)` above the report, else from those from `after` on, below it. The line
    `under_title` may give source and date without a label.
    """
    facts = _read(original, lines, 0, before, cards=True, under_title=under_title)
    if facts.source is None or facts.published is None:
        below = _read(original, lines, after, min(len(lines), after + _AFTER_BODY), cards=False)
        facts = PageFacts(facts.source or below.source, facts.published or below.published, facts.lines | below.lines)
    return facts


def is_meta_line(text: str) -> bool:
    """Whether a line (squeezed) begins with one of the labels and a colon, is a clock time, a banner or a
    breadcrumb.
    """
    fields = _fields(text)
    return bool(
        (fields and fields[0].start == 0 and (fields[0].colon or len(text) < 12))
        or any(word in text for word in _labels()["banner"])
        or _is_breadcrumb(text)
        or (text[:4].isdigit() and find_dates(text[:24]) and len(text) < 60 and "巡" not in text)
    )


def province_nicknames() -> dict[str, str]:
    """Names by which sites call a province -> its full name."""
    return dict(_labels()["nicknames"])


def _is_breadcrumb(text: str) -> bool:
    return (
        text.startswith(("当前位置", "您现在的位置", "您的位置", "所在位置", "首页>", "首页»", "网站首页>"))
        or text.count(">") >= 2
    )


def _read(
    original: str, lines: Sequence[Line], start: int, stop: int, *, cards: bool, under_title: int | None = None
) -> PageFacts:
    collector = _Collector(original, lines, stop if cards else 0, under_title)
    for at in range(start, stop):
        if len(lines[at].text) <= _LONGEST_META_LINE:
            collector.read(at)
    return collector.result()


class _Collector:
    """Gathers sources and dates by label, line by line. Cards (a label a line, its value on the next) up to
    `card_stop`.
    """

    def __init__(self, original: str, lines: Sequence[Line], card_stop: int, under_title: int | None) -> None:
        self.original, self.lines, self.card_stop, self.under_title = original, lines, card_stop, under_title
        self.unlabelled: str | None = None
        self.sources: dict[str, str] = {}
        self.dates: dict[str, ParsedDate] = {}
        self.bare: list[ParsedDate] = []
        self.meta: set[int] = set()

    def read(self, at: int) -> None:
        line = passage(self.original, self.lines, at, at + 1)
        if any(word in line.text for word in _labels()["banner"]) or _is_breadcrumb(line.text):
            self.meta.add(at)
            return
        fields = _fields(line.text, _gaps(line))
        own = [field for field in fields if field.colon or field.start == 0]
        dates = find_dates(line.text)
        if not own:
            self._unlabelled(at, line, dates)
            return
        self.meta.add(at)
        if dates and dates[0].end <= own[0].start:
            _keep(self.bare, as_date(line, dates[0]))
        for field, end in zip(fields, [*(f.start for f in fields[1:]), len(line.text)], strict=True):
            inside = [date for date in dates if field.end <= date.start < end]
            below = at + 1 if field.end == len(line.text) and at + 1 < self.card_stop else None
            if field.label in _labels()["published"]:
                self._date(field, line, inside, below)
            else:
                if inside:
                    _keep(self.bare, as_date(line, inside[0]))
                if field.label in _labels()["source"] and field.colon:
                    self._source(field, line, min([end, *(date.start for date in inside)]), below)

    def _unlabelled(self, at: int, line: Passage, dates: Sequence[DateWords]) -> None:
        """A line that holds a date alone, bare or in brackets; under the title also who published, and when."""
        if not dates or _CLOCK.sub("", line.text[dates[0].end :]).strip(_CLOSING):
            return
        name = line.text[: dates[0].start].rstrip(_OPENING + "|/")
        if name and (at != self.under_title or not _UNLABELLED_SOURCE.match(name)):
            return
        if name and dates[0].start not in _gaps(line) and len(name) == dates[0].start:
            return
        self.meta.add(at)
        _keep(self.bare, as_date(line, dates[0]))
        if name:
            self.unlabelled = line.words(0, len(name))

    def result(self) -> PageFacts:
        labelled = next((self.sources[label] for label in _labels()["source"] if label in self.sources), None)
        source = labelled or self.unlabelled
        published = next((self.dates[label] for label in _labels()["published"] if label in self.dates), None)
        return PageFacts(source, published or (self.bare[0] if self.bare else None), frozenset(self.meta))

    def _date(self, field: _Field, line: Passage, inside: Sequence[DateWords], below: int | None) -> None:
        date = as_date(line, inside[0]) if inside else None
        if date is None and below is not None:
            date = _next_date(self.original, self.lines, below)
        if date is not None:
            self.dates.setdefault(field.label, date)

    def _source(self, field: _Field, line: Passage, end: int, below: int | None) -> None:
        value = _value(line, field.end, end)
        if value is None and below is not None:
            value = _next_value(self.original, self.lines, below)
        if value is not None:
            self.sources.setdefault(field.label, value)


def _gaps(line: Passage) -> frozenset[int]:
    """The offsets in the line's text before which the page has a blank."""
    return frozenset(offset for offset, _, _ in line.pieces if offset)


def _fields(text: str, gaps: frozenset[int] = frozenset()) -> list[_Field]:
    """The labels in a line; one inside another (来源 in 信息来源) is part of it, one without colon must stand apart."""
    found = []
    for match in _label_pattern().finditer(text):
        start, end = _behind_gap(match, gaps), match.end()
        label, colon = text[start:end], text.startswith(":", end)
        if colon or (label not in _labels()["only_with_colon"] and _stands_apart(text, start, end, gaps)):
            found.append(_Field(label, colon, start, end + int(colon)))
    return found


def _behind_gap(match: re.Match[str], gaps: frozenset[int]) -> int:
    """Where a label begins whose first half is the end of a value: 青禾发布 |时间:…, but |发 布 时 间:…."""
    if match.start() == 0 or match.start() in gaps or not match.string[match.start() - 1].isalpha():
        return match.start()
    inside = (at for at in range(match.start() + 1, match.end()) if at in gaps)
    return next((at for at in inside if _label_pattern().fullmatch(match.string, at, match.end())), match.start())


def _stands_apart(text: str, start: int, end: int, gaps: frozenset[int]) -> bool:
    """Whether a label without a colon is one: at the start, behind a blank, a digit or a mark, in brackets of its
    own.
    """
    if start == 0 or start in gaps:
        return True
    before = text[start - 1]
    if before in _OPENING:
        return end in gaps or _AFTER_BRACKETED_LABEL.match(text, end) is not None
    return before.isdigit() or before in "|]】)>-:"


def _value(line: Passage, start: int, end: int) -> str | None:
    text = line.text[start:end]
    while text and text[0] in ":|>[【(-_,;":
        start, text = start + 1, text[1:]
    closed = _UP_TO_CLOSING.match(text)
    text = _without_chrome(closed.group() if closed else text)
    end = start + len(text)
    while text and text[-1] in "|[【(<-_,;:】])》":
        if text[-1] in ")】]》" and any(opening in text for opening in "(【[《"):
            break
        end, text = end - 1, text[:-1]
    if not text or _EMPTY.match(text) or len(text) > _LONGEST_SOURCE:
        return None
    return line.words(start, end)


def _without_chrome(text: str) -> str:
    """The text without the page's buttons at its end: 青禾新闻|[大中小]打印."""
    while True:
        bare = text.rstrip(_CLOSING + "|")
        word = next((word for word in _labels()["chrome"] if bare.endswith(word)), None)
        if word is None:
            return text
        text = bare[: -len(word)].rstrip(_OPENING + "|")


def _next_value(original: str, lines: Sequence[Line], at: int) -> str | None:
    """A card's value on the line below its label, unless that is a label itself."""
    line = passage(original, lines, at, at + 1)
    fields = _fields(line.text)
    return None if fields and fields[0].start == 0 and fields[0].colon else _value(line, 0, len(line.text))


def _next_date(original: str, lines: Sequence[Line], at: int) -> ParsedDate | None:
    line = passage(original, lines, at, at + 1)
    found = find_dates(line.text)
    return as_date(line, found[0]) if found and found[0].start == 0 else None


def as_date(line: Passage, date: DateWords) -> ParsedDate | None:
    """A date of a page's line with its span; None where it is a year alone."""
    parsed = date.parsed()
    if parsed is None or parsed.precision == "year":
        return None
    return ParsedDate(parsed.date, parsed.precision, line.words(date.start, date.end), line.span(date.start, date.end))


def _keep(dates: list[ParsedDate], date: ParsedDate | None) -> None:
    if date is not None:
        dates.append(date)


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = _labels()
    words = sorted({*labels["source"], *labels["published"], *labels["other"]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _labels() -> dict[str, Any]:
    return read_toml("page_labels.toml")
