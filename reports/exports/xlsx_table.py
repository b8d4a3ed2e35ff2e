"""Problems as an Excel workbook: a sheet of facts, then the table with a frozen heading and filters.

Written row by row to a temporary file: the memory needed is that of one row, whatever the length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.exports.columns import Address, Cell, Column, Names, Table, columns
from reports.exports.facts import ARCHIVE, Facts
from reports.exports.rows import ProblemRow, problem_rows
from reports.exports.xml_text import xml_text

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
"""Excel's own bounds: a longer text is cut with a mark, more rows go on in a further sheet."""
CUT = "…（过长，截去）"


def write_workbook(
    file: IO[bytes],
    keys: Iterable[int],
    facts: Facts,
    names: Names,
    absolute: Address,
    unhurried: Callable[[Iterable[ProblemRow]], Iterable[ProblemRow]] = iter,
) -> None:
    """Writes the workbook to an open file. Every text is a text cell: nothing in it is a formula or a link.

    `unhurried` may let others go first between two rows.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": facts.question or "全部问题", "author": ARCHIVE, "created": _made(facts)})
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_facts(book.add_worksheet("说明"), facts, bold, wrapped)
        table = Table(facts.rows, names, absolute, readable)
        lines = (line for row in unhurried(problem_rows(keys)) for line in table.lines(row))
        number, more = 0, True
        while more:
            number += 1
            sheet = book.add_worksheet("数据" if number == 1 else f"数据{number}")
            more = _write_table(sheet, columns(facts.rows), lines, bold, text)


def _made(facts: Facts) -> dt.datetime:
    """When the data version came into being, in UTC without saying so, as the format wants it."""
    made = facts.changed_at or dt.datetime.combine(facts.today, dt.time(), dt.UTC)
    return made.astimezone(dt.UTC).replace(tzinfo=None)


def _write_facts(sheet: Worksheet, facts: Facts, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    lines = [*facts.lines(), ("", ""), ("列", "含义"), *facts.meanings()]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, readable(value), wrapped)


def _write_table(
    sheet: Worksheet, table: tuple[Column, ...], lines: Iterator[list[Cell]], bold: Format, text: Format
) -> bool:
    """Fills one sheet; True where it is full, so that a further one is needed for what may be left."""
    for place, column in enumerate(table):
        sheet.set_column(place, place, column.width, None if column.number else text)
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 1)
    last = 0
    while last < MOST_ROWS - 1 and (line := next(lines, None)) is not None:
        last += 1
        for place, cell in enumerate(line):
            _write_cell(sheet, last, place, cell, text)
    sheet.autofilter(0, 0, last, len(table) - 1)
    return last == MOST_ROWS - 1


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, text: Format) -> None:
    if isinstance(cell, (int, float)):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, cell, text)


def readable(cell: Cell) -> Cell:
    """A text as a cell can hold it: at most 32,767 characters, none that XML forbids. Numbers as they are."""
    if not isinstance(cell, str):
        return cell
    cell = xml_text(cell)
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT
