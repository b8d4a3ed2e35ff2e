"""Tables as lines, alike for web pages and Word documents: what the parser can count on.

One row is one line; its cells are joined by tabs, so that a column keeps its place counted from the left. Lines inside
a cell are joined by one blank. A merged cell stands once, where it begins; the places it covers to the right and below
are empty, and an empty cell therefore reads «as above». Empty cells at a row's end are dropped: a heading that spans
the table is a line like any other. Rows without text are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.readers.errors import refusal
from reports.readers.limits import MAX_CELL_SPAN, MAX_TABLE_CELLS

_TOO_WIDE = ("表格单元格过多", "too many table cells")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text on one line, and how many columns and rows it covers (1 or more)."""

    text: str
    columns: int = 1
    rows: int = 1


def table_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """The rows as lines, from top to bottom. Raises ReadError when the table claims more than MAX_TABLE_CELLS cells."""
    lines: list[str] = []
    covered: dict[int, int] = {}  # column -> rows below that a cell above still covers
    cells_so_far = 0
    for row in rows:
        placed: list[str] = []
        coming: dict[int, int] = {}
        for cell in row:
            _skip_covered(placed, covered)
            width = min(max(cell.columns, 1), MAX_CELL_SPAN)
            if cell.rows > 1:
                coming.update({len(placed) + offset: cell.rows - 1 for offset in range(width)})
            placed.extend([cell.text.replace("\t", " ").replace("\n", " "), *[""] * (width - 1)])
            cells_so_far += width
            if cells_so_far > MAX_TABLE_CELLS:
                raise refusal("unpacks_too_large", detail=_TOO_WIDE)
        covered = {column: rows_left - 1 for column, rows_left in covered.items() if rows_left > 1} | coming
        line = "\t".join(placed).rstrip("\t ")
        if line.strip():
            lines.append(line)
    return lines


def _skip_covered(placed: list[str], covered: dict[int, int]) -> None:
    while covered.get(len(placed), 0) > 0:
        placed.append("")
