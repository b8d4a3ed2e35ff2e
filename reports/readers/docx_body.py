"""The body of a Word document as lines: paragraphs with their numbers, tables, text boxes, changes as if accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.readers.docx_numbering import Numbering
from reports.readers.docx_package import Element, attribute, child, is_on, number, short_name
from reports.readers.tables import Cell, table_lines

# Wrappers around blocks or runs that say nothing about whether the text shows. `del` and `moveFrom` are not among them:
# what a change took away is not read.
_WRAPPERS = frozenset(
    "ins moveTo sdtContent customXml smartTag hyperlink fldSimple bdo dir m:oMath m:oMathPara".split()  # noqa: SIM905
)
_CHARACTERS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_BLANKS = re.compile("[ \t\r\f\v\u00a0]+")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_EDGES = " \t\r\n\u00a0\u3000"
# The entries of a generated table of contents repeat the headings.
_CONTENTS_STYLE = re.compile("toc [0-9]")
_CONTENTS_GALLERY = "Table of Contents"


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: its text so far, and the lines of text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class BodyReader:
    """Walks a body once, in order, so that lists count on. `notes` collects the ids of footnotes referred to."""

    numbering: Numbering
    notes: list[str] = field(default_factory=list)
    _carried: str = ""

    def lines(self, container: Element) -> list[str]:
        """The lines of all blocks in `container` (a body, a cell, a text box, a footnote), in order, none empty."""
        carried, self._carried = self._carried, ""
        lines = list(self._blocks(container))
        if self._carried:
            lines += _split(self._carried)
        self._carried = carried
        return lines

    def _blocks(self, container: Element) -> Iterator[str]:
        for block in container:
            name = short_name(block)
            if name == "p":
                yield from self._paragraph(block)
            elif name == "tbl":
                yield from self._table(block)
            elif name == "sdt":
                if not _is_contents(block) and (content := child(block, "sdtContent")) is not None:
                    yield from self._blocks(content)
            elif name == "mc:AlternateContent":
                yield from self._blocks(_alternative(block))
            elif name in _WRAPPERS:
                yield from self._blocks(block)

    def _paragraph(self, element: Element) -> Iterator[str]:
        properties = child(element, "pPr")
        paragraph = _Paragraph()
        self._inline(element, paragraph)
        text = "".join(paragraph.pieces)
        joins_next = child(properties, "rPr", "del") is not None or child(properties, "rPr", "moveFrom") is not None
        mark = ""
        # Outside tables an empty numbered paragraph is counted by Word too; one whose mark is deleted is not there.
        if not self._carried and (text.strip(_EDGES) or not joins_next):
            mark = self.numbering.mark(properties)
        yield from paragraph.boxes
        if _CONTENTS_STYLE.fullmatch(self.numbering.style_name(properties)):
            return
        text = self._carried + mark + text.lstrip(_EDGES) if mark else self._carried + text
        self._carried = ""
        if joins_next:
            self._carried = text
        else:
            yield from _split(text)

    def _inline(self, element: Element, paragraph: _Paragraph) -> None:
        for part in element:
            name = short_name(part)
            if name in ("r", "m:r"):
                if not is_on(child(part, "rPr", "vanish")):
                    self._run(part, paragraph)
            elif name == "sdt":
                if (content := child(part, "sdtContent")) is not None:
                    self._inline(content, paragraph)
            elif name == "mc:AlternateContent":
                self._inline(_alternative(part), paragraph)
            elif name in _WRAPPERS or (name.startswith("m:") and not name.endswith("Pr")):
                self._inline(part, paragraph)

    def _run(self, run: Element, paragraph: _Paragraph) -> None:
        for part in run:
            name = short_name(part)
            if name in ("t", "m:t"):
                paragraph.pieces.append(part.text or "")
            elif name in _CHARACTERS:
                paragraph.pieces.append(_CHARACTERS[name])
            elif name == "br":
                paragraph.pieces.append("\n" if attribute(part, "type") in (None, "textWrapping") else "")
            elif name == "sym":
                paragraph.pieces.append(_symbol(attribute(part, "char")))
            elif name == "ruby":
                if (base := child(part, "rubyBase")) is not None:
                    self._inline(base, paragraph)
            elif name == "footnoteReference":
                self.notes.append(attribute(part, "id") or "")
            elif name == "mc:AlternateContent":
                self._run(_alternative(part), paragraph)
            elif name in ("drawing", "pict", "object"):
                for box in _outermost_boxes(part):
                    paragraph.boxes += self.lines(box)

    def _table(self, table: Element) -> list[str]:
        rows = [(row, self._cells(row)) for row in _descend(table, "tr") if child(row, "trPr", "del") is None]
        if all(len(cells) <= 1 for _, cells in rows):  # a frame around text, not a table of values
            return [line for _, cells in rows for cell in cells for line in self.lines(cell)]
        return table_lines([self._row(row, cells) for row, cells in rows])

    def _cells(self, row: Element) -> list[Element]:
        return [cell for cell in _descend(row, "tc") if child(cell, "tcPr", "cellDel") is None]

    def _row(self, row: Element, cells: list[Element]) -> list[Cell]:
        before = number(child(row, "trPr", "gridBefore")) or 0
        return [Cell("")] * min(before, 64) + [self._cell(cell) for cell in cells]

    def _cell(self, cell: Element) -> Cell:
        properties = child(cell, "tcPr")
        merged = [child(properties, name) for name in ("vMerge", "hMerge")]
        covered = any(merge is not None and attribute(merge) != "restart" for merge in merged)
        text = "" if covered else " ".join(self.lines(cell))
        return Cell(text, number(child(properties, "gridSpan")) or 1)


def _split(text: str) -> list[str]:
    lines = (_BLANKS.sub(" ", line).strip(_EDGES) for line in _INVISIBLE.sub("", text).split("\n"))
    return [line for line in lines if line]


def _descend(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those inside wrappers too, not those of tables within."""
    for part in element:
        short = short_name(part)
        if short == name:
            yield part
        elif short == "sdt" or short in _WRAPPERS:
            yield from _descend(part, name)


def _alternative(element: Element) -> Element:
    """What a current Word shows of <mc:AlternateContent>: the first choice, else the fallback, else nothing."""
    choice, fallback = child(element, "mc:Choice"), child(element, "mc:Fallback")
    if choice is not None and (fallback is None or len(choice)):
        return choice
    return fallback if fallback is not None else element


def _outermost_boxes(drawing: Element) -> Iterator[Element]:
    """The contents of text boxes in a drawing; a box inside a box comes with its own."""
    pending = list(drawing)[::-1]
    while pending:
        element = pending.pop()
        name = short_name(element)
        if name == "txbxContent":
            yield element
        elif name == "mc:AlternateContent":
            alternative = _alternative(element)
            pending += [] if alternative is element else list(alternative)[::-1]
        else:
            pending += list(element)[::-1]


def _is_contents(block: Element) -> bool:
    return attribute(child(block, "sdtPr", "docPartObj", "docPartGallery")) == _CONTENTS_GALLERY


def _symbol(code: str | None) -> str:
    """A character of a symbol font; those at private code points mean nothing without the font."""
    if code is None or not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return ""
    value = int(code, 16)
    return "" if 0xE000 <= value <= 0xF8FF or 0xD800 <= value <= 0xDFFF else chr(value)
