"""The page's own meta line (来源, 发布时间 …) and information card: what they give as source and date.

Labels come in any order, with or without colon, and glued to the values (FORMATS W3-W8). A banner's date (今天是…)
is the server's and never used (W7).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

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
    """Whether a line (squeezed) begins with one of the labels and a colon, is a clock time, a banner or a breadcrumb."""
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
    return text.startswith(("当前位置", "您现在的位置", "您的位置", "所在位置", "首页>", "首页»", "网站首页>")) or text.count(">") >= 2


def _read(original: str, lines: Sequence[Line], start: int, stop: int, *, cards: bool) -> PageFacts:
    sources: dict[str, str] = {}
    dates: dict[str, ParsedDate] = {}
    bare: list[ParsedDate] = []
    meta: set[int] = set()
    for at in range(start, stop):
        if len(lines[at].text) > _LONGEST_META_LINE:
            continue
        line = passage(original, lines, at, at + 1)
        if any(word in line.text for word in _labels()["banner"]) or _is_breadcrumb(line.text):
            meta.add(at)
            continue
        fields = _fields(line.text)
        own = [field for field in fields if field.colon or field.start == 0]
        if not own:
            found = find_dates(line.text)
            if found and found[0].start == 0 and _CLOCK.sub("", line.text[found[0].end :]) == "":
                meta.add(at)
                _keep(bare, _as_date(line, found[0]))
            continue
        meta.add(at)
        found = find_dates(line.text)
        if found and found[0].end <= own[0].start and found[0].start == 0:
            _keep(bare, _as_date(line, found[0]))
        for field, end in zip(fields, [*(f.start for f in fields[1:]), len(line.text)], strict=True):
            inside = [date for date in found if field.end <= date.start < end]
            if field.label in _labels()["published"]:
                date = _as_date(line, inside[0]) if inside else None
                if date is None and cards and field.end == len(line.text) and at + 1 < stop:
                    date = _next_date(original, lines, at + 1)
                if date is not None:
                    dates.setdefault(field.label, date)
            elif inside and field.label not in _labels()["source"]:
                _keep(bare, _as_date(line, inside[0]))
            if field.label in _labels()["source"] and field.colon:
                value = _value(line, field.end, min([end, *(date.start for date in inside)]))
                if inside:
                    _keep(bare, _as_date(line, inside[0]))
                if not value and cards and field.end == len(line.text) and at + 1 < stop:
                    value = _next_value(original, lines, at + 1)
                if value and field.label not in sources:
                    sources[field.label] = value
    source = next((sources[label] for label in _labels()["source"] if label in sources), None)
    published = next((dates[label] for label in _labels()["published"] if label in dates), None)
    return PageFacts(source, published or (bare[0] if bare else None), frozenset(meta))


def _fields(text: str) -> list[_Field]:
    """The labels in a line. One inside a word (信息来源 holds 来源) is part of the longer; without colon it must follow a gap."""
    found = []
    for match in _label_pattern().finditer(text):
        colon = text.startswith(":", match.end())
        digits_before = match.start() > 0 and (text[match.start() - 1].isdigit() or text[match.start() - 1] in "|]】)>-:")
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
    return tomllib.loads(resources.files("reports").joinpath("data/page_labels.toml").read_text(encoding="utf-8"))
