"""A problem's rectification text -> its measures, the first level of enumeration in it (schema.md, rules for measures).

Which enumeration is the first is not a matter of style: it is the one that starts first. Deeper ones stay inside their
item. A mark counts only in sequence and only at the start of a paragraph or after punctuation: 原因之一是 is prose.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.parsing.markers import Marker, marker_at
from reports.parsing.physical import Line
from reports.parsing.row_numbers import row_numbers
from reports.parsing.statements import TextRange
from reports.parsing.status_words import status_closing
from reports.parsing.voice import reports_action

_CN = "[一二三四五六七八九十]{1,3}"
# Marks inside a paragraph, after punctuation. 。二是加强… ;(2)开展… ;2)开展… near-miss: 之一是, (2019)12号, 3.5万元
_INSIDE = re.compile(
    r"[。;:,!?、)\u201d》](?=[ \t其一二三四五六七八九十第首再最(\d])(?:"  # most clauses begin with none of these
    rf"[ \t]{{0,3}}(?=其?{_CN}(?:是[^否非]|要)|[第其]{_CN}[,、:]|第{_CN}是|(?:首先|其次|再次|最后)[,:])"
    rf"|(?<!、)[ \t]{{0,3}}(?=\(\d{{1,2}}\)|\({_CN}\))"
    r"|(?<![,、])[ \t]{0,3}(?=\d{1,2}(?:[.、][^\d]|\)[^\d。,;:)]))"
    rf"|(?<=[。;])[ \t]{{0,3}}(?={_CN}、))"
)
# These need no punctuation before them: :①对照…
_CIRCLED = re.compile(r"[\u2460-\u2487]")
_WIDEST_GAP = 3
_LONGEST_NUMBER = 16  # characters in which 3.100万元 shows its number


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
    shown = row_numbers([lines[p.line].text[p.start : p.start + _LONGEST_NUMBER] for p in paragraphs])
    marks = [m for i, p in enumerate(paragraphs) for m in _marks(lines[p.line].text, i, p, shown.get(i))]
    style = _first_level(marks)
    if style is None:
        return [MeasureRange((p,)) for p in paragraphs]
    texts = [lines[p.line].text for p in paragraphs]
    cuts = _cuts(texts, [m for m in marks if m.style == style])
    return [MeasureRange(tuple(parts)) for parts in _assemble(lines, paragraphs, cuts, marks)]


def _without_status(lines: Sequence[Line], paragraph: TextRange) -> TextRange:
    closing = status_closing(lines[paragraph.line].text, paragraph.start, paragraph.end)
    return paragraph if closing is None else paragraph._replace(end=closing[0])


def _marks(text: str, index: int, paragraph: TextRange, shown: Marker | None) -> Iterator[Mark]:
    """Every enumerator of a paragraph, in order; the first may be one that only the row has `shown`."""
    seen = -1
    first = shown or marker_at(text, paragraph.start)
    if first is not None and (shown is not None or first.end <= paragraph.end):
        seen = paragraph.start
        yield Mark(index, paragraph.start, first.style, first.number[0] if first.number else 0, True)
    for offset in _offsets_inside(text, paragraph.start, paragraph.end):
        if offset <= seen or offset == paragraph.start:
            continue
        marker = marker_at(text, offset)
        if marker is None or not marker.number or len(marker.number) > 1 or marker.style in ("decimal", "compound"):
            continue
        seen = offset
        yield Mark(index, offset, marker.style, marker.number[0], False)


def _offsets_inside(text: str, start: int, stop: int) -> list[int]:
    """Where enumerators may stand inside `text[start:stop]`, in order."""
    offsets = [match.end() for match in _INSIDE.finditer(text, max(0, start - 1), stop)]
    circled = [match.start() for match in _CIRCLED.finditer(text, start, stop)]
    return sorted({*offsets, *circled}) if circled else offsets


def _first_level(marks: Sequence[Mark]) -> str | None:
    """The style of the enumeration that starts first and is one: it opens a paragraph, or counts on from one to two."""
    openings = Counter(mark.style for mark in marks if mark.opens)
    last_two = {mark.style: i for i, mark in enumerate(marks) if mark.number == 2}
    for i, mark in enumerate(marks):
        if mark.opens:
            openings[mark.style] -= 1
            if mark.number <= 1 or openings[mark.style] > 0 or mark.style == "shi":
                return mark.style
        elif (mark.style == "shi" and mark.number <= 2) or (mark.number == 1 and last_two.get(mark.style, -1) > i):
            return mark.style
    return None


def _before(texts: Sequence[str], mark: Mark) -> str:
    """The character before a mark; a full stop where it opens its paragraph."""
    return "。" if mark.opens else texts[mark.paragraph][max(0, mark.offset - 4) : mark.offset].rstrip(" \t")[-1:]


def _cuts(texts: Sequence[str], marks: Sequence[Mark]) -> list[Mark]:
    """The marks of the first level that count on, or start again; marks out of order are prose or nested.

    A number written twice is a slip: 一是…。二是…。二是…。 Near-miss, a count inside item two:
    二是办班:一是…。二是…。三是…。三是办会。
    """
    cuts: list[Mark] = []
    last = after = 0
    for i, mark in enumerate(marks):
        if i < after:
            continue
        goes_on = last < mark.number <= last + _WIDEST_GAP or (not cuts and (mark.opens or mark.number <= 2))
        if mark.number <= 1 and cuts and not mark.opens:
            after = _end_of_list(texts, marks, i, cuts[-1]) or _end_of_nested(marks, i, last)
        starts_again = mark.number <= 1 and bool(cuts) and after <= i
        twice = mark.style == "shi" and 1 < mark.number == last and _before(texts, mark) == "。"
        if goes_on or starts_again or twice or (mark.style in ("dash", "bullet") and mark.opens):
            cuts.append(mark)
            last = mark.number
    return cuts


def _end_of_nested(marks: Sequence[Mark], index: int, last: int) -> int:
    """Where a count from one at `index` that stands inside item `last` is over: there the outer count goes on; 0 when
    it stands in none.
    """
    inner = 1
    for place in range(index + 1, len(marks)):
        if marks[place].number == inner + 1:
            inner += 1
        else:
            return place if marks[place].number == last + 1 else 0
    return 0


def _end_of_list(texts: Sequence[str], marks: Sequence[Mark], index: int, outer: Mark) -> int:
    """The same where the count stands behind a colon in the sentence of item `outer` and commas part its members, or
    semicolons: 二是建成基地2个,其中:一是花卉基地,二是茶叶基地。三是… 0 when it does not.

    Near-miss: 二是建成基地。下一步:一是办会;二是办班。
    """
    text, first = texts[outer.paragraph], marks[index]
    if first.paragraph != outer.paragraph or _before(texts, first) != ":":
        return 0
    if text.find("。", outer.offset, first.offset) >= 0:
        return 0
    place, parting = index + 1, ""
    while place < len(marks) and marks[place].number == marks[place - 1].number + 1:
        before = _before(texts, marks[place])
        if before not in (",", ";", "、") or before != (parting or before):
            break
        place, parting = place + 1, before
    goes_on = place == len(marks) or marks[place].opens or marks[place].number == outer.number + 1
    return place if parting and goes_on else 0


def _assemble(
    lines: Sequence[Line], paragraphs: Sequence[TextRange], cuts: Sequence[Mark], marks: Sequence[Mark]
) -> list[list[TextRange]]:
    """Items from cut to cut; paragraphs and lead-ins between them go where schema.md sends them."""
    items = _Items(lines, cuts, {m.paragraph for m in marks if m.opens})
    own: dict[int, list[Mark]] = defaultdict(list)
    for cut in cuts:
        own[cut.paragraph].append(cut)
    for index, paragraph in enumerate(paragraphs):
        if index in own:
            items.add_cut(paragraph, own[index])
        else:
            items.add_whole(index, paragraph)
    if items.lead:
        items.done.append(items.lead)
    return items.done


class _Items:
    """The items so far. The last of `done` may still grow while `open` says so; `lead` waits for the next item."""

    def __init__(self, lines: Sequence[Line], cuts: Sequence[Mark], opened: set[int]) -> None:
        self.lines = lines
        self.opened = opened  # paragraphs that open with a mark of any style
        self.following = list(reversed(cuts))
        self.done: list[list[TextRange]] = []
        self.lead: list[TextRange] = []
        self.open = False
        self.widened = False
        self.number = 0

    def add_whole(self, index: int, paragraph: TextRange) -> None:
        """A paragraph without a mark of the first level widens the item before, leads in the next, or is its own."""
        while self.following and self.following[-1].paragraph <= index:
            self.following.pop()
        following = self.following[-1] if self.following else None
        between = following is not None and following.number > self.number
        last = following is None and (self.widened or self._is_title())
        if self.open and (index in self.opened or between or last):
            self.done[-1].append(paragraph)
            self.widened = self.widened or between
            return
        self.open = False
        if following is not None and self.lines[paragraph.line].text[paragraph.end - 1] in ":,":
            self.lead.append(paragraph)
            return
        self.done.append([*self._take_lead(), paragraph])

    def add_cut(self, paragraph: TextRange, own: Sequence[Mark]) -> None:
        """A paragraph with marks of the first level; what stands before the first is a measure or leads it in."""
        text = self.lines[paragraph.line].text
        start = own[0].offset
        before = TextRange(paragraph.line, paragraph.start, _rstrip(text, paragraph.start, start))
        if before.end > before.start:
            if reports_action(text[before.start : before.end]):
                self.done.append([*self._take_lead(), before])
            else:
                start = before.start
        for a, b in pairwise([start, *(cut.offset for cut in own[1:]), paragraph.end]):
            self.done.append([*self._take_lead(), TextRange(paragraph.line, a, _rstrip(text, a, b))])
        self.open = True
        self.number = own[-1].number

    def _is_title(self) -> bool:
        """(1)健全制度, without a full stop: the paragraph below tells what was done."""
        if not self.done:
            return False
        piece = self.done[-1][-1]
        return self.lines[piece.line].text[piece.end - 1] not in "。;!?:,)\u201d》"

    def _take_lead(self) -> list[TextRange]:
        lead, self.lead = self.lead, []
        return lead


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " \t":
        end -= 1
    return end
