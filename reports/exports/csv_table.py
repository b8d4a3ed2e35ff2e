"""Problems as CSV that Excel, R and pandas all read: UTF-8 with a byte order mark, CRLF, no cell that can calculate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from reports.exports.columns import Address, Cell, Names, columns, sources
from reports.exports.portions import PORTION
from reports.exports.rows import problem_rows

BOM = "\ufeff"
# What a spreadsheet takes as the beginning of a formula, or skips before one; East Asian ones take the wide forms too.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutral(cell: Cell) -> str:
    """The cell as text that no spreadsheet calculates: `=1+1` gets an apostrophe before it, `1+1` stays."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def csv_portions(keys: Iterable[int], rows: str, names: Names, absolute: Address) -> Iterator[str]:
    """The whole file in portions: heading, then a row for each problem of these primary keys (or for its measures)."""
    table = columns(rows)
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow([column.name for column in table])
    for row in problem_rows(keys):
        for source in sources(row, rows, names, absolute):
            writer.writerow([neutral(column.value(source)) for column in table])
        if out.tell() >= PORTION:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
