"""A problem's rectification text -> its measures, the first level of enumeration in it (SCHEMA.md, rules for measures).

Which enumeration is the first is not a matter of style: it is the one that starts first. Deeper ones stay inside their
item. A mark counts only in sequence and only at the start of a paragraph or after punctuation: 原因之一是 is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.parsing.markers import marker_at
from reports.parsing.physical import Line
from reports.parsing.statements import TextRange, status_tail
from reports.parsing.voice import reports_action

_CN = "[一二三四五六七八九十]{1,3}"
# Marks inside a paragraph. 。二是加强… ;(2)开展… :①对照… near-miss: 之一是, (2019)12号, 3.5万元
_INSIDE = re.compile(
    rf"(?<=[。;:,!?、)\u201d》])[ \t]{{0,3}}(?=其?{_CN}是[^否非]|[第其]{_CN}[,、:]|第{_CN}是|(?:首先|其次|再次|最后)[,:])"
    rf"|(?<=[。;:,!?)\u201d》])[ \t]{{0,3}}(?=\(\d{{1,2}}\)|\({_CN}\))"
    r"|(?<=[。;:!?\u201d)》])[ \t]{0,3}(?=\d{1,2}[.、][^\d])"
    r"|[ \t]{0,3}(?=[\u2460-\u2473\u2474-\u2487])"
)
_WIDEST_GAP = 3


class Mark(NamedTuple):
    """An enumerator: paragraph position, offset in the line, style, number, whether it opens its paragraph."""

    paragraph: int
    offset: int
    style: str
    number: int
    opens: bool


class MeasureRange(NamedTuple):
    """A measure from `first.start` to `last.end`, over one or several paragraphs."""

    parts: tuple[TextRange, ...]


def split_measures(lines: Sequence[Line], text: Sequence[TextRange]) -> list[MeasureRange]:
    """The measures of a rectification text given as its paragraphs in order."""
    paragraphs = [p for p in (_without_status(lines, p) for p in text) if p.end > p.start]
    if not paragraphs:
        return []
    marks = [m for i, p in enumerate(paragraphs) for m in _marks(lines[p.line].text, i, p)]
    style = _first_level(marks)
    if style is None:
        return [MeasureRange((p,)) for p in paragraphs]
    cuts = _cuts([m for m in marks if m.style == style])
    return [MeasureRange(tuple(parts)) for parts in _assemble(lines, paragraphs, cuts, marks)]


def _without_status(lines: Sequence[Line], paragraph: TextRange) -> TextRange:
    tail = status_tail(lines[paragraph.line].text, paragraph.start, paragraph.end)
    return paragraph if tail is None else paragraph._replace(end=tail)


def _marks(text: str, index: int, paragraph: TextRange) -> Iterator[Mark]:
    """Every enumerator of a paragraph, in order."""
    seen = -1
    first = marker_at(text, paragraph.start)
    if first is not None and first.end <= paragraph.end:
        seen = paragraph.start
        yield Mark(index, paragraph.start, first.style, first.number[0] if first.number else 0, True)
    for match in _INSIDE.finditer(text, paragraph.start, paragraph.end):
        if match.end() <= seen or match.end() == paragraph.start:
            continue
        marker = marker_at(text, match.end())
        if marker is None or not marker.number or len(marker.number) > 1 or marker.style in ("decimal", "compound"):
            continue
        seen = match.end()
        yield Mark(index, match.end(), marker.style, marker.number[0], False)


def _first_level(marks: Sequence[Mark]) -> str | None:
    """The style of the enumeration that starts first and is one: it opens a paragraph, or counts on from one to two."""
    for i, mark in enumerate(marks):
        if mark.opens:
            if (
                mark.number <= 1
                or any(m.style == mark.style and m.opens for m in marks[i + 1 :])
                or mark.style == "shi"
            ):
                return mark.style
            continue
        if mark.style == "shi" and mark.number <= 2:
            return mark.style
        if mark.number == 1 and any(m.style == mark.style and m.number == 2 for m in marks[i + 1 :]):
            return mark.style
    return None


def _cuts(marks: Sequence[Mark]) -> list[Mark]:
    """The marks of the first level that count on, or start again; marks out of order are prose or nested."""
    cuts: list[Mark] = []
    last = 0
    for i, mark in enumerate(marks):
        goes_on = last < mark.number <= last + _WIDEST_GAP or (not cuts and (mark.opens or mark.number <= 2))
        starts_again = mark.number <= 1 and bool(cuts) and (mark.opens or not _is_nested(marks, i, last))
        if mark.style in ("dash", "bullet") and mark.opens:
            goes_on = True
        if goes_on or starts_again:
            cuts.append(mark)
            last = mark.number
    return cuts


def _is_nested(marks: Sequence[Mark], index: int, last: int) -> bool:
    """Whether a second count from one stands inside item `last`: after it the outer count goes on with `last` + 1 twice over."""
    inner = 1
    for mark in marks[index + 1 :]:
        if mark.number == inner + 1:
            inner = mark.number
        elif mark.number == last + 1:
            return True
        else:
            return False
    return False


def _assemble(
    lines: Sequence[Line], paragraphs: Sequence[TextRange], cuts: Sequence[Mark], marks: Sequence[Mark]
) -> Iterator[list[TextRange]]:
    """Items from cut to cut; paragraphs and lead-ins between them go where SCHEMA.md sends them."""
    item: list[TextRange] = []
    lead: list[TextRange] = []
    opened = {m.paragraph for m in marks if m.opens}
    last_number, widened = 0, False
    for index, paragraph in enumerate(paragraphs):
        text = lines[paragraph.line].text
        own = [c for c in cuts if c.paragraph == index]
        if not own:
            following = next((c for c in cuts if c.paragraph > index), None)
            between = following is not None and following.number > last_number
            if item and (index in opened or between or (following is None and widened)):
                item.append(paragraph)
                widened = widened or between
                continue
            if item:
                yield item
                item = []
            if following is not None and text[paragraph.end - 1] in ":,":
                lead.append(paragraph)
                continue
            yield [*lead, paragraph]
            lead = []
            continue
        if item:
            yield item
            item = []
        start = own[0].offset
        before = TextRange(paragraph.line, paragraph.start, _rstrip(text, paragraph.start, start))
        if before.end > before.start:
            if reports_action(text[before.start : before.end]):
                yield [*lead, before]
                lead = []
            else:
                start = before.start
        bounds = [start, *(c.offset for c in own[1:]), paragraph.end]
        for i, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
            if item:
                yield item
            item = [*(lead if i == 0 else []), TextRange(paragraph.line, a, _rstrip(text, a, b))]
            lead = []
        last_number = own[-1].number
    if item:
        yield item
    if lead:
        yield lead


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " \t":
        end -= 1
    return end
