"""The original text -> physical lines in a plain spelling that patterns can rely on.

A `Line` holds its words in *reading form*: half-width punctuation and digits, simplified characters, no zero-width
marks, and with hard line breaks, page numbers and running heads taken out of its middle. Every character of it knows
where it stood in the original (`original_span`), so that what is handed on is always the source's own wording
(`source_text`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.fold import fold
from reports.parsing.types import Span

# \v and \f come from Word and PDF; the last three are Unicode's own line ends.
_LINE_END = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_EDGE_CHARS = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000" + _INVISIBLE
_INNER_INVISIBLE = re.compile(f"[{_INVISIBLE}][{_INVISIBLE}]*")
# 進(jìn)展 -> 進展: a reading in brackets after a character. Not 反馈(PPP)项目, which is capitals.
_READING = re.compile("\\((?<=[\u3400-\u9fff]\\()[a-z\u00e0-\u01dc]{1,6}\\)(?:\\([a-z\u00e0-\u01dc]{1,6}\\))*")
_FEWEST_READINGS = 3
# No report comes near (a long one has some 2,000 lines); it bounds the time for a megabyte of tiny lines.
MOST_LINES = 20_000


class Line(NamedTuple):
    """A logical line. `text` is its reading form; `span` its place in the original, blanks at both ends left out.

    `runs` are pairs (offset in `text`, offset in the original): from one pair to the next both run in step.
    `seams` are the offsets in `text` at which physical lines were joined: the break there is no part of the text.
    `indent` counts the blanks (full-width ones twice) that stood before it; `blank_before` says that an empty line did.
    """

    text: str
    span: Span
    runs: tuple[tuple[int, int], ...]
    seams: tuple[int, ...] = ()
    indent: int = 0
    blank_before: bool = False

    def original_span(self, start: int, end: int) -> Span:
        """The span of the original that holds `text[start:end]`; for an empty range the place where it would stand."""
        if len(self.runs) == 1:
            shift = self.runs[0][1]
            return Span(shift + start, shift + (end if end > start else start))
        first = self.place_of(start)
        return Span(first, self.place_of(end - 1) + 1 if end > start else first)

    def source_text(self, original: str, start: int, end: int) -> str:
        """`text[start:end]` in the source's own characters; hard breaks and page numbers inside it left out."""
        if len(self.runs) == 1:
            shift = self.runs[0][1]
            return original[shift + start : shift + end]
        seams = [start, *(seam for seam in self.seams if start < seam < end), end] if self.seams else (start, end)
        spans = [self.original_span(a, b) for a, b in pairwise(seams)]
        return "".join(original[span.start : span.end] for span in spans)

    def place_of(self, offset: int) -> int:
        """Where `text[offset]` stood in the original."""
        if len(self.runs) == 1:
            return self.runs[0][1] + offset
        clean, source = self.runs[bisect_right(self.runs, (offset, 1 << 60)) - 1]
        return source + offset - clean


def physical_lines(text: str) -> list[Line]:
    """The lines of `text` as they stand, the empty ones left out; what follows after MOST_LINES is not read."""
    plain = reading_form(text)
    lines: list[Line] = []
    start, blank = 0, False
    for stop, next_start in _line_bounds(text):
        if len(lines) == MOST_LINES:
            break
        line = _physical_line(text, plain, start, stop, blank)
        blank = line is None
        if line is not None:
            lines.append(line)
        start = next_start
    if sum(1 for _ in zip(range(_FEWEST_READINGS), _READING.finditer(plain), strict=False)) == _FEWEST_READINGS:
        lines = [_without(line, _READING) for line in lines]
    return lines


def reading_form(text: str) -> str:
    """`text` with half-width punctuation and digits, simplified characters and plain blanks; of the same length."""
    changed = set(_CHANGED.findall(text))
    if len(changed) > _FEW_CHANGED:
        return text.translate(_TABLE)
    for char in changed:  # a page in full-width punctuation has a dozen; much faster than going over every character
        text = text.replace(char, _TABLE[ord(char)])
    return text


def merge(lines: Sequence[Line]) -> Line:
    """One line out of consecutive physical lines; Latin words at a seam are kept apart by a blank."""
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    seams: list[int] = []
    length = 0
    for line in lines:
        if texts:
            seams.append(length)
        if texts and _is_latin(texts[-1][-1]) and _is_latin(line.text[0]):
            texts.append(" ")
            runs.append((length, line.span.start - 1))  # the line end itself
            length += 1
            seams.append(length)
        runs.extend((length + clean, source) for clean, source in line.runs)
        texts.append(line.text)
        length += len(line.text)
    first = lines[0]
    span = Span(first.span.start, lines[-1].span.end)
    return Line("".join(texts), span, tuple(runs), tuple(seams), first.indent, first.blank_before)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """(end of a line, start of the next) for every line."""
    for match in _LINE_END.finditer(text):
        yield match.start(), match.end()
    yield len(text), len(text)


def _physical_line(text: str, plain: str, start: int, stop: int, blank: bool) -> Line | None:
    content = plain[start:stop]
    body = content.lstrip(_EDGE_CHARS)
    lead = len(content) - len(body)
    body = body.rstrip(_EDGE_CHARS)
    if not body:
        return None
    if "\t" in body and content[:1] == "\t":  # a table's row: its leading empty cells keep their places
        body, lead = content.rstrip(_EDGE_CHARS), 0
    first = start + lead
    indent = sum(2 if c == "\u3000" else 1 for c in text[start:first]) if lead else 0
    line = Line(body, Span(first, first + len(body)), ((0, first),), (), indent, blank)
    return line if body.isprintable() else _without(line, _INNER_INVISIBLE)


def _without(line: Line, pattern: re.Pattern[str]) -> Line:
    """The line without what `pattern` finds in it, its runs kept true."""
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    length = position = 0
    for match in [*pattern.finditer(line.text), None]:
        stop = match.start() if match else len(line.text)
        if stop > position:
            runs.append((length, line.original_span(position, stop).start))
            texts.append(line.text[position:stop])
            length += stop - position
        if match:
            position = match.end()
    if not texts:
        return line
    return Line("".join(texts), line.span, tuple(runs), line.seams, line.indent, line.blank_before)


def _table() -> list[str]:
    """Per character of the first plane its reading form. Quotes keep their direction: 「 is “, 『 is ‘."""
    quotes = {
        "\u300c": "\u201c",
        "\u300d": "\u201d",
        "\u300e": "\u2018",
        "\u300f": "\u2019",
        "\uff02": '"',
        "\uff07": "'",
    }
    table = [chr(code) for code in range(0x10000)]
    folded = fold("".join(table))
    for code, char in enumerate(table):
        if char in quotes:
            table[code] = quotes[char]
        elif 0xFF01 <= code <= 0xFF5E:
            table[code] = chr(code - 0xFEE0)
        elif 0x2E80 <= code <= 0x2FDF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
            table[code] = folded[code]
    table[0x3000] = table[0xA0] = " "
    return table


_TABLE = _table()
_CHANGED = re.compile(
    "[" + "".join(re.escape(chr(code)) for code, char in enumerate(_TABLE) if chr(code) != char) + "]"
)
_FEW_CHANGED = 40
