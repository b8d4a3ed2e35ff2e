"""A stretch of lines as one run of characters without white space, which patterns can read across line breaks.

One blank stays where digits stand on both sides: 2024-05-06 08:30 is a date and a time, not the digits 0608.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.lines import Line
from reports.parsing.types import Span

# No header passage is longer; what is cut off was never an opening, a title or a signature.
LONGEST = 6000
_INK = re.compile(r"\S+")
_BLANKS = re.compile(r"\s\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text`: the lines' reading form, white space taken out, all quotation marks `"`. Offsets count in it.

    `pieces` tell where it comes from: (offset in `text`, position in `lines`, offset in that line).
    """

    original: str
    lines: tuple[Line, ...]
    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original text."""
        parts = self._parts(start, end)
        if not parts:
            return Span(0, 0)
        first, last = parts[0], parts[-1]
        head = self.lines[first[0]].original_span(first[1], first[2])
        tail = self.lines[last[0]].original_span(last[1], last[2])
        return Span(head.start, tail.end)

    def words(self, start: int, end: int) -> str:
        """`text[start:end]` in the source's own characters, white space left out."""
        return "".join(self.lines[line].source_text(self.original, a, b) for line, a, b in self._parts(start, end))

    def line_start(self, position: int) -> int:
        """The offset in `text` at which the line of `position` begins."""
        at = max(bisect_right(self.pieces, (position, 1 << 60, 0)) - 1, 0)
        while at > 0 and self.pieces[at - 1][1] == self.pieces[at][1]:
            at -= 1
        return self.pieces[at][0] if self.pieces else 0

    def _parts(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """(line, start, end) for each piece of `text[start:end]`."""
        parts = []
        at = max(bisect_right(self.pieces, (start, 1 << 60, 0)) - 1, 0)
        while at < len(self.pieces) and self.pieces[at][0] < end:
            offset, line, inner = self.pieces[at]
            stop = self.pieces[at + 1][0] if at + 1 < len(self.pieces) else len(self.text)
            low, high = max(start, offset), min(end, stop)
            if low < high:
                parts.append((line, inner + low - offset, inner + high - offset))
            at += 1
        return parts


def passage(
    original: str, lines: Sequence[Line], start: int = 0, stop: int | None = None, limit: int = LONGEST
) -> Passage:
    """The passage of `lines[start:stop]`, cut off after about `limit` characters."""
    chosen = tuple(lines[start:stop])
    texts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length = 0
    for number, line in enumerate(chosen):
        if length > limit:
            break
        for ink in _INK.finditer(line.text[: limit - length + 1]):
            if texts and ink.start() and line.text[ink.start()].isdigit() and texts[-1][-1].isdigit():
                pieces.append((length, number, ink.start() - 1))
                texts.append(" ")
                length += 1
            pieces.append((length, number, ink.start()))
            texts.append(ink.group())
            length += ink.end() - ink.start()
    return Passage(original, chosen, _with_plain_quotes("".join(texts)), tuple(pieces))


def squeeze(text: str) -> str:
    """A reading form as `Passage.text` has it."""
    return _with_plain_quotes(_BLANKS.sub(_blank, text.strip()))


def _with_plain_quotes(text: str) -> str:
    for quote in "“”‘’":
        text = text.replace(quote, '"')
    return text


def _blank(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return " " if before.isdigit() and after.isdigit() else ""
