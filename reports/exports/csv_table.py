"""Problems as CSV that Excel, R and pandas all read: UTF-8 with a byte order mark, CRLF, no cell that can calculate."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from reports.exports.columns import Address, Cell, Names, Table, columns
from reports.exports.portions import in_portions
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
    return in_portions(_lines(keys, rows, names, absolute))


class _Line:
    """What the writer of the library writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def _lines(keys: Iterable[int], rows: str, names: Names, absolute: Address) -> Iterator[str]:
    table = Table(rows, names, absolute, neutral)
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([column.name for column in columns(rows)])
    for row in problem_rows(keys):
        for line in table.lines(row):
            yield writer.writerow(line)
