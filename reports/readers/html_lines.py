"""A part of a web page as lines: blocks and `<br>` break them, tables and numbered lists are written out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from reports.fold import CJK
from reports.readers import numerals
from reports.readers.html_rules import RULES
from reports.readers.tables import Cell, table_lines

Element = etree._Element

BLOCKS = frozenset(RULES["elements"]["blocks"])
DROPPED = frozenset(RULES["elements"]["dropped"])
_HEADINGS = frozenset(("h1", "h2", "h3"))

_CLOSE_UP = CJK + "\u3000-\u303f\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026"
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
# A line end of the source inside a Chinese sentence is no blank: 开展⏎培训 -> 开展培训, but 开展 培训 keeps its own.
_SOURCE_WRAP = re.compile(f"(?<=[{_CLOSE_UP}])[ \t]*[\r\n][ \t\r\n]*(?=[{_CLOSE_UP}])")
_BLANKS = re.compile("[ \t\r\n\f\v\u00a0]+")
_EDGES = " \t\r\n\f\v\u00a0\u3000"
# The author numbered the item: 1. (一) ① 第三 -> no second number; 2024年 and 三农 are no numbers.
_NUMBERED = re.compile(
    "[(\uff08]?[0-9一二三四五六七八九十]{1,3}[.\uff0e、)\uff09]|[\u2460-\u2473\u2474-\u249b]"
    "|第[一二三四五六七八九十]{1,3}|[一二三四五六七八九十]是"
)

_LIST_TYPES = {
    "a": (numerals.letters, "."),
    "i": (numerals.roman, "."),
    "lower-alpha": (numerals.letters, "."),
    "lower-roman": (numerals.roman, "."),
    "cjk-ideographic": (numerals.chinese, "、"),
    "simp-chinese-informal": (numerals.chinese, "、"),
    "trad-chinese-informal": (numerals.chinese, "、"),
    "cjk-decimal": (numerals.chinese_digits, "、"),
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)


@dataclass(slots=True)
class Line:
    """A line of text, the block element it begins in, how many of its characters are links, and whether a heading."""

    text: str
    owner: Element
    link_chars: int = 0
    heading: bool = False


@dataclass(slots=True)
class _List:
    """A numbered list while it is walked: the next number, and how it is written; `spell` None for no number."""

    element: Element
    next: int
    step: int
    style: str | None


@dataclass(slots=True)
class _Walk:
    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    link_chars: int = 0
    owner: Element | None = None
    mark: str = ""
    lists: list[_List] = field(default_factory=list)
    blocks: list[Element] = field(default_factory=list)
    links: int = 0
    verbatim: int = 0

    def add(self, text: str | None) -> None:
        """Text as it stands in the source, at the end of the line that is being written."""
        if not text:
            return
        if not self.verbatim:
            self._piece(text)
            return
        first, *rest = text.split("\n")
        self._piece(first)
        for row in rest:
            self.end()
            self._piece(row)

    def _piece(self, text: str) -> None:
        if self.owner is None and text.strip(_EDGES):
            self.owner = self.blocks[-1]
        self.pieces.append(text)
        if self.links:
            self.link_chars += len(text.strip(_EDGES))

    def end(self) -> None:
        """Close the line that is being written; one without text leaves no trace."""
        text = tidy("".join(self.pieces))
        if text and self.owner is not None:
            if self.mark and not _NUMBERED.match(text):
                text = self.mark + text
            self.mark = ""
            heading = any(block.tag in _HEADINGS for block in self.blocks[-3:])
            self.lines.append(Line(text, self.owner, self.link_chars, heading))
        self.pieces, self.link_chars, self.owner = [], 0, None


def tidy(text: str) -> str:
    """A line as a browser shows it: blanks run together, none at the ends, no invisible characters."""
    text = _SOURCE_WRAP.sub("", _INVISIBLE.sub("", text))
    return _BLANKS.sub(" ", text).strip(_EDGES)


def lines_of(root: Element, *, without: Collection[Element] = ()) -> list[Line]:
    """The lines of `root` in the order of the source. Subtrees in `without`, and DROPPED elements, are left out.

    The tree must hold no comments (parse with `remove_comments`). Linear in the size of the tree.
    """
    walk = _Walk(blocks=[root])
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = str(element.tag)
        if event == "start":
            if tag in DROPPED or element in without:
                events.skip_subtree()
            elif tag == "table" and is_data_table(element):
                walk.end()
                rows = table_rows(element, without)
                walk.lines += [Line(text, element) for text in table_lines(rows)]
                events.skip_subtree()
            else:
                _enter(walk, element, tag)
            continue
        if not (tag in DROPPED or element in without) and walk.blocks[-1] is element and element is not root:
            walk.end()
            walk.blocks.pop()
        if tag == "a" and element.get("href") is not None and element not in without:
            walk.links = max(0, walk.links - 1)
        elif tag == "pre" and element not in without:
            walk.verbatim = max(0, walk.verbatim - 1)
        elif tag in ("ol", "ul") and walk.lists and walk.lists[-1].element is element:
            walk.lists.pop()
        if element is not root:
            walk.add(element.tail)
    walk.end()
    return walk.lines


def _enter(walk: _Walk, element: Element, tag: str) -> None:
    if tag == "br":
        walk.end()
    elif tag in BLOCKS:
        walk.end()
        if element is not walk.blocks[0]:
            walk.blocks.append(element)
    if tag == "a" and element.get("href") is not None:
        walk.links += 1
    elif tag == "pre":
        walk.verbatim += 1
    elif tag in ("ol", "ul"):
        walk.lists.append(_list(element))
    elif tag == "li" and walk.lists:
        walk.mark = _next_mark(walk.lists[-1], element)
    walk.add(element.text)


def _list(element: Element) -> _List:
    if element.tag == "ul":
        return _List(element, 1, 1, None)
    start = number_attribute(element, "start")
    reverse = element.get("reversed") is not None
    if start is None:
        start = sum(child.tag == "li" for child in element) if reverse else 1
    style = _LIST_STYLE.search(element.get("style") or "")
    return _List(element, start, -1 if reverse else 1, style[1].lower() if style else element.get("type") or "1")


def _next_mark(numbered: _List, item: Element) -> str:
    number = number_attribute(item, "value")
    number = numbered.next if number is None else number
    numbered.next = number + numbered.step
    if numbered.style is None or numbered.style == "none":
        return ""
    spell, after = _LIST_TYPES.get(numbered.style.lower(), (numerals.decimal, "."))
    spelt = spell(number)
    upper = numbered.style in ("A", "I") or numbered.style.startswith("upper-")
    return (spelt.upper() if upper else spelt) + after


def number_attribute(element: Element, name: str) -> int | None:
    """An attribute as a whole number of at most six digits; None where it is absent or no number."""
    value = (element.get(name) or "").strip()
    return int(value) if re.fullmatch("-?[0-9]{1,6}", value) else None


def is_data_table(table: Element) -> bool:
    """True for a table of data, False for one that only lays out the page.

    Data: no table inside; two rows or more with two cells that hold text; and either a head row such as 序号 反馈问题
    整改措施, or no cell with most of the text (a cell like that holds an article, not a value).
    """
    if table.get("role") == "presentation" or any(True for _ in table.iterdescendants("table")):
        return False
    widths = [[len(text) for text in row if text] for row in _cell_texts(table)]
    full = [row for row in widths if len(row) >= 2]
    if len(full) < 2:
        return False
    if _has_head_row(table):
        return True
    total = sum(map(sum, widths))
    return max(map(max, full)) <= 0.6 * total and max(max(row, default=0) for row in widths) <= 0.8 * total


def _has_head_row(table: Element) -> bool:
    words = RULES["table"]["head_words"]
    for row in list(_cell_texts(table))[:3]:
        heads = [text for text in row if len(text) <= 12 and any(word in text for word in words)]
        if len(heads) >= 2:
            return True
    return False


def _cell_texts(table: Element) -> list[list[str]]:
    return [
        ["".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("td", "th")]
        for row in table.iterdescendants("tr")
    ]


def table_rows(table: Element, without: Collection[Element]) -> list[list[Cell]]:
    """The cells of a data table, row by row; a caption is a row of its own."""
    rows: list[list[Cell]] = []
    for part in table.iterdescendants("caption", "tr"):
        if part in without:
            continue
        cells = [part] if part.tag == "caption" else [cell for cell in part if cell.tag in ("td", "th")]
        rows.append([_cell(cell, without) for cell in cells])
    return rows


def _cell(cell: Element, without: Collection[Element]) -> Cell:
    text = " ".join(line.text for line in lines_of(cell, without=without)) if cell not in without else ""
    return Cell(text, number_attribute(cell, "colspan") or 1, number_attribute(cell, "rowspan") or 1)
