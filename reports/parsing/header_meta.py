"""The page's own meta line (来源, 发布时间 …) and information card: what they give as source and date.

Labels come in any order, with or without colon, and glued to the values. A banner's date (今天是…)
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


def read_page_facts(original: str, lines: Sequence[Line], before: int, after: int) -> PageFacts:
    """Facts from the lines `[0, before)` above the report, else from those from `after` on, below it."""
    facts = _read(original, lines, 0, before, cards=True)
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


def _read(original: str, lines: Sequence[Line], start: int, stop: int, *, cards: bool) -> PageFacts:
    collector = _Collector(original, lines, stop if cards else 0)
    for at in range(start, stop):
        if len(lines[at].text) <= _LONGEST_META_LINE:
            collector.read(at)
    return collector.result()


class _Collector:
    """Gathers sources and dates by label, line by line. Cards (a label a line, its value on the next) up to
    `card_stop`.
    """

    def __init__(self, original: str, lines: Sequence[Line], card_stop: int) -> None:
        self.original, self.lines, self.card_stop = original, lines, card_stop
        self.sources: dict[str, str] = {}
        self.dates: dict[str, ParsedDate] = {}
        self.bare: list[ParsedDate] = []
        self.meta: set[int] = set()

    def read(self, at: int) -> None:
        line = passage(self.original, self.lines, at, at + 1)
        if any(word in line.text for word in _labels()["banner"]) or _is_breadcrumb(line.text):
            self.meta.add(at)
            return
        fields = _fields(line.text)
        own = [field for field in fields if field.colon or field.start == 0]
        dates = find_dates(line.text)
        leads = bool(dates) and dates[0].start == 0
        if not own:
            if leads and _CLOCK.sub("", line.text[dates[0].end :]) == "":
                self.meta.add(at)
                _keep(self.bare, _as_date(line, dates[0]))
            return
        self.meta.add(at)
        if dates and dates[0].end <= own[0].start:
            _keep(self.bare, _as_date(line, dates[0]))
        for field, end in zip(fields, [*(f.start for f in fields[1:]), len(line.text)], strict=True):
            inside = [date for date in dates if field.end <= date.start < end]
            below = at + 1 if field.end == len(line.text) and at + 1 < self.card_stop else None
            if field.label in _labels()["published"]:
                self._date(field, line, inside, below)
            else:
                if inside:
                    _keep(self.bare, _as_date(line, inside[0]))
                if field.label in _labels()["source"] and field.colon:
                    self._source(field, line, min([end, *(date.start for date in inside)]), below)

    def result(self) -> PageFacts:
        source = next((self.sources[label] for label in _labels()["source"] if label in self.sources), None)
        published = next((self.dates[label] for label in _labels()["published"] if label in self.dates), None)
        return PageFacts(source, published or (self.bare[0] if self.bare else None), frozenset(self.meta))

    def _date(self, field: _Field, line: Passage, inside: Sequence[DateWords], below: int | None) -> None:
        date = _as_date(line, inside[0]) if inside else None
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


def _fields(text: str) -> list[_Field]:
    """The labels in a line; one inside another (来源 in 信息来源) is part of it, one without colon must follow a
    gap.
    """
    found = []
    for match in _label_pattern().finditer(text):
        colon = text.startswith(":", match.end())
        digits_before = match.start() > 0 and (
            text[match.start() - 1].isdigit() or text[match.start() - 1] in "|]】)>-:"
        )
        if colon or match.start() == 0 or digits_before:
            found.append(_Field(match.group(), colon, match.start(), match.end() + int(colon)))
    return found


def _value(line: Passage, start: int, end: int) -> str | None:
    text = line.text[start:end]
    while text and text[0] in ":|>[【(-_,;":
        start, text = start + 1, text[1:]
    while text and text[-1] in "|[【(<-_,;:】])》":
        if text[-1] in ")】]》" and any(opening in text for opening in "(【[《"):
            break
        end, text = end - 1, text[:-1]
    if not text or _EMPTY.match(text) or len(text) > _LONGEST_SOURCE:
        return None
    return line.words(start, end)


def _next_value(original: str, lines: Sequence[Line], at: int) -> str | None:
    """A card's value on the line below its label, unless that is a label itself."""
    line = passage(original, lines, at, at + 1)
    fields = _fields(line.text)
    return None if fields and fields[0].start == 0 and fields[0].colon else _value(line, 0, len(line.text))


def _next_date(original: str, lines: Sequence[Line], at: int) -> ParsedDate | None:
    line = passage(original, lines, at, at + 1)
    found = find_dates(line.text)
    return _as_date(line, found[0]) if found and found[0].start == 0 else None


def _as_date(line: Passage, date: DateWords) -> ParsedDate | None:
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
