"""Printed pages to paragraphs: running heads and page numbers go, lines that belong together are joined."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median_high

from reports.fold import CJK
from reports.readers.pdf_lines import PrintedLine, width

Page = list[PrintedLine]

# How many lines from the top and from the bottom may be heads and feet.
_ZONE = 2
# A head is set off from the body by more than so many of the page's line spacings.
_SET_OFF = 1.3
_SAME_HEIGHT = 3.0
# — 3 —, -3-, 第3页 共10页, 3/10; a bare 3 needs proof that it counts the pages.
_DASHES = "[-\u2014\u2013\u2012\u2015\uff0d\u00b7. \u3000]"
_DECORATED = re.compile(
    f"{_DASHES}*[\u2014\u2013\u2012\u2015\uff0d-]{_DASHES}*([0-9]{{1,4}}){_DASHES}*[\u2014\u2013\u2012\u2015\uff0d-]{_DASHES}*"
    "|第? ?([0-9]{1,4}) ?页(?:[ ,\uff0c/]*共 ?[0-9]{1,4} ?页)?|([0-9]{1,4}) ?[/\uff0f] ?[0-9]{1,4}"
)
_BARE = re.compile("[0-9]{1,4}")

_SENTENCE_END = re.compile("[。\uff01\uff1f!?;\uff1b:\uff1a][\u201d\u2019\"')\uff09]?$")
# What is not broken at a line's end: 2024, one character with the closing signs after it, 箱:a@example.cn, 定,2021
_TOKEN = re.compile(
    "[0-9A-Za-z.%@_-]+[、。\uff0c\uff1b\uff1a\uff09\u201d》,;:)]*|"
    ".(?:[、。\uff0c\uff1b\uff1a\uff09\u201d》]|[,;:)])*(?:(?<=[,;:)])[0-9A-Za-z.%@_-]+)?"
)
_OPENING = "\uff08(“‘《【"
# A paragraph of its own wherever it stands: 一、 (一) 1. 问题3 ①
_ENUMERATED = re.compile(
    "[一二三四五六七八九十]{1,3}、|[(\uff08][一二三四五六七八九十0-9]{1,3}[)\uff09]|[0-9]{1,3}[.\uff0e、](?![0-9])|问题[0-9]"
)

# In em. Set lines are less than _APART from baseline to baseline, more is the room between two parts.
_SAME_COLUMN, _INDENT, _SLACK, _APART, _CELL_APART = 0.4, 1.2, 0.6, 2.8, 2.2
# A line that ends so far from the margin ends a paragraph; more than _LARGEST_INDENT is set in the middle or right.
_SHORT, _LARGEST_INDENT = 4.0, 3.0
# Baselines further apart than so many of the usual steps leave room between paragraphs.
_ROOM = 1.2
# Lines of at least this share of the longest one's length are taken as full.
_LONG_LINE = 0.85
# A cell is narrower than this share of the page's body.
_CELL_WIDTH = 0.8


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the body's lines begin and end on a page, in points."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with the margins of its page, and whether it is part of a table's cell."""

    line: PrintedLine
    margins: _Margins
    in_cell: bool


@dataclass(frozen=True, slots=True)
class _Habits:
    """Whether paragraphs begin with an indent, whether room is left between them; baseline to baseline in points."""

    indented: bool
    spaced: bool
    leading: float


def paragraphs(pages: list[Page]) -> list[str]:
    """The text of the pages as lines, one a paragraph, heading or table cell, without heads, feet and page numbers."""
    bodies = without_heads(pages)
    placed = [place for body in bodies for place in _placed(body)]
    habits = _habits(placed, _body_size(bodies))
    found: list[str] = []
    before: _Placed | None = None
    for place in placed:
        if before is not None and _goes_on(before, place, habits):
            found[-1] = _joined(found[-1], place.line.text)
        else:
            found.append(place.line.text)
        before = place
    return found


def without_heads(pages: list[Page]) -> list[Page]:
    """The pages without lines that stand at the same place on most of them, and without page numbers."""
    numbers = _page_numbers(pages)
    heads = _repeated(pages)
    return [
        [line for line in page if (index, id(line)) not in numbers and (index, id(line)) not in heads]
        for index, page in enumerate(pages)
    ]


def _zones(page: Page, body_size: float) -> Page:
    """The lines above and below the body: at most _ZONE heights, set off from it by a gap or by another size."""
    heights = sorted({round(line.y) for line in page}, reverse=True)
    gaps = sorted(upper - lower for upper, lower in itertools.pairwise(heights))
    wide = _SET_OFF * gaps[len(gaps) // 2] if gaps else 0.0
    outside: set[int] = set()
    for ordered in (heights, heights[::-1]):
        edge = ordered[: _ZONE + 1]
        ends = [index for index, (one, other) in enumerate(itertools.pairwise(edge), 1) if abs(one - other) > wide]
        outside.update(ordered[: ends[-1]] if ends else ())
    other_size = {line.y for line in page if abs(line.size - body_size) > 0.1 * body_size}
    edges = {*heights[:_ZONE], *heights[-_ZONE:]}
    return [line for line in page if round(line.y) in outside or (round(line.y) in edges and line.y in other_size)]


def _page_numbers(pages: list[Page]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    counting: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for index, page in enumerate(pages):
        heights = [line.y for line in page]
        for line in page:
            if line.y not in (max(heights), min(heights)):
                continue
            if _DECORATED.fullmatch(line.text):
                found.add((index, id(line)))
            elif _BARE.fullmatch(line.text) and line.neighbours == 1:
                # The same offset from the page's place, at the same height: it counts the pages.
                counting[int(line.text) - index, round(line.y / _SAME_HEIGHT)].append((index, id(line)))
    for places in counting.values():
        if len({index for index, _ in places}) > 1:
            found.update(places)
    return found


def _repeated(pages: list[Page]) -> set[tuple[int, int]]:
    """Lines of the zones whose words (digits aside) stand at one height on half of the pages, on two at least."""
    if len(pages) < 2:
        return set()
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    size = _body_size(pages)
    for index, page in enumerate(pages):
        for line in _zones(page, size):
            # Three lines or more side by side are the head of a table that goes on.
            if line.neighbours <= 2:
                key = re.sub("[0-9]+", "#", re.sub(r"\s", "", line.text))
                places[key, round(line.y / _SAME_HEIGHT)].append((index, id(line)))
    most = max(2, len(pages) // 2)
    return {
        place
        for (key, _), found in places.items()
        if len({index for index, _ in found}) >= most and (key.strip("#") or len(pages) > 2)
        for place in found
    }


def _body_size(pages: list[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _margins(page: Page) -> _Margins:
    """From the lines that stand alone at their height: cells of tables say nothing about the body.

    Where lines end is reckoned from their characters, and those with many commas come out too long: the right margin
    is the median of the long lines, not the longest.
    """
    alone = [line for line in page if line.neighbours == 1] or page
    if not alone:
        return _Margins(0.0, 0.0)
    begins = Counter(round(line.x0) for line in alone)
    left = min([x for x, count in begins.items() if count >= 2] or begins)
    longest = max(line.x1 for line in alone)
    return _Margins(left, median_high(line.x1 for line in alone if line.x1 - left >= _LONG_LINE * (longest - left)))


def _placed(page: Page) -> list[_Placed]:
    """The lines of a page with its margins, and those marked that are parts of cells.

    Lines below one another in one column are a cell when something stands beside one of them.
    """
    margins = _margins(page)
    beside = _beside(page)
    placed: list[_Placed] = []
    block: list[PrintedLine] = []
    for line in [*page, None]:
        if line is None or (block and not _is_below(block[-1], line)):
            extent = max(one.x1 for one in block) - min(one.x0 for one in block) if block else 0.0
            narrow = extent < _CELL_WIDTH * (margins.right - margins.left)
            in_cell = narrow and any(id(one) in beside for one in block)
            placed += [_Placed(one, margins, in_cell) for one in block]
            block = []
        if line is not None:
            block.append(line)
    return placed


def _is_below(line: PrintedLine, after: PrintedLine) -> bool:
    below = 0 < line.y - after.y <= _CELL_APART * line.size
    return below and abs(line.x0 - after.x0) <= _SAME_COLUMN * line.size


def _beside(page: Page) -> set[int]:
    """The lines that have another to their left or right, half a line up or down included: ids."""
    begins: dict[int, float] = {}
    ends: dict[int, float] = {}
    for line in page:
        band = _band(line)
        begins[band] = max(begins.get(band, line.x0), line.x0)
        ends[band] = min(ends.get(band, line.x1), line.x1)
    found: set[int] = set()
    for line in page:
        bands = [band for band in range(_band(line) - 1, _band(line) + 2) if band in begins]
        if any(begins[band] >= line.x1 or ends[band] <= line.x0 for band in bands):
            found.add(id(line))
    return found


def _band(line: PrintedLine) -> int:
    return round(2 * line.y / line.size)


def _habits(placed: list[_Placed], size: float) -> _Habits:
    """How the document marks its paragraphs: by what most lines do that follow a short one."""
    body = [place for place in placed if abs(place.line.size - size) < 0.5 and not place.in_cell]
    pairs = list(itertools.pairwise(body))
    steps = Counter(round(before.line.y - place.line.y) for before, place in pairs)
    leading = next((step for step, _ in steps.most_common() if 0.8 * size < step <= _APART * size), 0)
    begins = [place for before, place in pairs if before.line.x1 + _SHORT * size < before.margins.right]
    after = {id(place): before.line.y - place.line.y for before, place in pairs}
    indents = sum(_INDENT <= (place.line.x0 - place.margins.left) / size <= _LARGEST_INDENT for place in begins)
    spaces = sum(after[id(place)] > _ROOM * leading for place in begins)
    return _Habits(indents * 2 > len(begins), leading > 0 and spaces * 2 > len(begins), leading)


def _goes_on(before: _Placed, place: _Placed, habits: _Habits) -> bool:
    """Whether the line of `place` continues the paragraph that the line of `before` is the last of."""
    line, after, size = before.line, place.line, before.line.size
    if abs(size - after.size) > 0.1 * size or line.y - after.y > _APART * size or before.in_cell != place.in_cell:
        return False
    if before.in_cell:
        return _is_below(line, after) and not _ENUMERATED.match(after.text)
    if after.x0 - place.margins.left >= _INDENT * size:
        return _is_narrow(line) and _is_narrow(after) and _is_below(line, after)
    if line.text[-1:] in _OPENING:
        return True
    token = _TOKEN.match(after.text)
    needed = width(token[0]) if token else 1.0
    if line.x1 + (needed + _SLACK) * size < before.margins.right:
        return _is_narrow(line) and _is_narrow(after) and _is_below(line, after)
    step = line.y - after.y
    if habits.spaced and step > _ROOM * habits.leading:
        return False
    if habits.indented or (habits.spaced and step > 0):
        return True
    if _ENUMERATED.match(after.text):
        return False
    # A full line that ends a sentence at a page's end ends the paragraph too once in thirty times.
    return habits.spaced or not _SENTENCE_END.search(line.text)


def _is_narrow(line: PrintedLine) -> bool:
    """Part of a word that a narrow column breaks: 序⏎号, 完成⏎情况."""
    return len(line.text) <= 3 and all("\u4e00" <= character <= "\u9fff" for character in line.text)


def _joined(text: str, after: str) -> str:
    """Two printed lines of one paragraph: a blank only between Latin words."""
    apart = text[-1:].isascii() and text[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha()
    return f"{text} {after}" if apart and not re.search(f"[{CJK}]$", text) else text + after
