"""A page of a PDF as printed lines: pieces of text with their places, put together in the order they were drawn."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject

from reports.fold import CJK
from reports.readers.errors import refusal
from reports.readers.limits import MAX_PDF_PIECES
from reports.readers.radicals import fold_radicals

_WIDE = CJK + "\u3000-\u303f\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026"
# Blanks that come from the setting, not the writer: 台账 25 项, “ 周巡查 ”. Between Latin words they stay.
_SET_BLANK = re.compile(f"(?<=[{_WIDE}]) +| +(?=[{_WIDE}])")
_BLANKS = re.compile("[ \u00a0\u2000-\u200a]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_TOO_MANY = ("文字片段过多", "too many pieces of text")

# In em: so far below is another line; so far apart are two cells of a table; so far back is another line too.
_OTHER_LINE, _OTHER_CELL, _BACK = 0.45, 1.2, 1.0
# In degrees: text at an angle to the page's own is a watermark.
_SLANT = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as drawn at one place: `x`, `y` of its start and `size`, in points, along and across the line of writing."""

    text: str
    x: float
    y: float
    size: float


@dataclass(slots=True)
class PrintedLine:
    """One line, or one line of a table cell: where it begins and ends, its baseline (greater is higher), its size.

    `neighbours`: how many lines stand at the same height, itself included (more than one in a table).
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    neighbours: int = 1


class PieceBudget:
    """Counts the pieces of a whole file, so that drawing one character a million times ends in a ReadError."""

    def __init__(self) -> None:
        self._left = MAX_PDF_PIECES

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise refusal("unpacks_too_large", detail=_TOO_MANY)


def page_lines(page: PageObject, budget: PieceBudget) -> list[PrintedLine]:
    """The lines of a page in the order they were drawn. Empty where the page has no text layer."""
    drawn: list[tuple[str, float, float, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:  # noqa: ARG001
        budget.spend()
        text = _CONTROLS.sub("", fold_radicals(text))
        if text:
            a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = math.hypot(a, b)
            if all(map(math.isfinite, (x, y, scale))):
                drawn.append((text, x, y, abs(size) * scale or 1.0, math.degrees(math.atan2(b, a))))

    page.extract_text(visitor_text=visit)
    return lines_of_pieces(_upright(drawn))


def _upright(drawn: list[tuple[str, float, float, float, float]]) -> list[Piece]:
    """The pieces written in the direction of most of the page, turned so that this is to the right."""
    directions: Counter[int] = Counter()
    for text, _, _, _, angle in drawn:
        directions[round(angle / 90) % 4] += len(text)
    if not directions:
        return []
    quarter = directions.most_common(1)[0][0]
    along, across = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter], ((0, 1), (-1, 0), (0, -1), (1, 0))[quarter]
    return [
        Piece(text, x * along[0] + y * along[1], x * across[0] + y * across[1], size)
        for text, x, y, size, angle in drawn
        if abs((angle - 90 * quarter + 180) % 360 - 180) <= _SLANT
    ]


def lines_of_pieces(pieces: Iterable[Piece]) -> list[PrintedLine]:
    """Pieces in drawing order, put together: what follows on the same baseline is the same line."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        last = rows[-1][-1] if rows else None
        if last is None or _begins_line(last, piece):
            rows.append([_without_set_blank(None, piece)])
        else:
            rows[-1].append(_without_set_blank(last, piece))
    lines = [line for row in rows for line in _cells(row)]
    heights = Counter(round(line.y) for line in lines)
    for line in lines:
        line.neighbours = heights[round(line.y)]
    return lines


def _without_set_blank(last: Piece | None, piece: Piece) -> Piece:
    """pypdf puts a blank before what is drawn after a gap; the gap itself is looked at here."""
    gap = piece.x - (last.x + width(last.text) * last.size) if last is not None else piece.size
    if gap > 0.1 * piece.size and piece.text[:1] == " " and piece.text[1:2].strip():
        return replace(piece, text=piece.text[1:])
    return piece


def width(text: str) -> float:
    """How wide `text` is set, in em: an ideograph one, a letter, digit or blank half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def _begins_line(last: Piece, piece: Piece) -> bool:
    size = max(last.size, piece.size)
    return abs(piece.y - last.y) > _OTHER_LINE * size or piece.x < last.x - _BACK * size


def _cells(row: list[Piece]) -> list[PrintedLine]:
    """A row, cut where a gap is as wide as two characters; not a title set wide, character by character."""
    cells: list[list[Piece]] = [[row[0]]]
    for last, piece in itertools.pairwise(row):
        end = last.x + width(last.text) * last.size
        if piece.x - end > _OTHER_CELL * max(last.size, piece.size):
            cells.append([])
        cells[-1].append(piece)
    if all(sum(len(piece.text.strip()) for piece in cell) == 1 for cell in cells):
        cells = [row]
    return [line for line in map(_line, cells) if line.text]


def _line(pieces: list[Piece]) -> PrintedLine:
    text, last = "", None
    for piece in pieces:
        if last is not None and piece.x - (last.x + width(last.text) * last.size) > 0.25 * piece.size:
            text += " "
        text += piece.text
        last = piece
    printed = [piece for piece in pieces if piece.text.strip()] or pieces
    sizes: Counter[float] = Counter()
    for piece in printed:
        sizes[round(piece.size, 1)] += len(piece.text)
    first = printed[0]
    begins = first.x + width(first.text[: len(first.text) - len(first.text.lstrip())]) * first.size
    ends = max(piece.x + width(piece.text.rstrip()) * piece.size for piece in printed)
    text = _SET_BLANK.sub("", _BLANKS.sub(" ", text)).strip()
    return PrintedLine(text, begins, ends, first.y, sizes.most_common(1)[0][0])
