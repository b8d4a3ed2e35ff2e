"""Tables flattened to lines: rows with tabs, or one cell a line under a row of column names.

Readers write a row as one line with tabs, a merged cell once and empty below, so an empty cell reads «as above».
Copies pasted by hand have one cell a line: there the running number in the first column parts the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.parsing.drafts import Draft
from reports.parsing.markers import chinese_number, data
from reports.parsing.physical import Line
from reports.parsing.statements import TextRange, statement_of
from reports.parsing.status_words import status_lead
from reports.parsing.units import read_unit

_KINDS = {word: kind for kind, words in data()["labels"].items() for word in words}
_KINDS |= {word: kind for kind, words in data()["columns"].items() for word in words}
_TEXT = frozenset({"rectification", "problem"})
_FIELDS = frozenset({"unit", "person", "deadline", "status"})
_CELL_NUMBER = re.compile(r"(?:问题)?(\d{1,3})[.、]?$")
_NUMBER = re.compile(r"(?:问题)?[(]?(\d{1,3}(?:-\d{1,2})?|[一二三四五六七八九十]{1,3})[)]?[.、]?$")
_ENDS_TABLE = re.compile(
    r"[一二三四五六七八九十]{1,2}、|下一步|欢迎|中共[\u4e00-\u9fff]{2,30}$|\d{4}年\d{1,2}月\d{1,2}日$|联系"
)
_GROUP_LINE = re.compile(r"\([一二三四五六七八九十]{1,2}\)|第[一二三四五六七八九十]部分|.{2,40}方面(?:的?问题)?$")
_TITLE = re.compile(r"(?:表|清单|台账|汇总)$")
_WIDEST_NAME = 14
_MOST_COLUMNS = 20
_SHORT_CELL = 30


@dataclass(frozen=True, slots=True)
class Table:
    """The lines `[start, end)` of a table and the problems in it, their `first` and `last` as line positions."""

    start: int
    end: int
    drafts: tuple[Draft, ...]


def find_tables(lines: Sequence[Line]) -> list[Table]:
    """All tables of problems among the lines, in order."""
    tables: list[Table] = []
    i = 0
    while i < len(lines):
        table = None
        if "\t" in lines[i].text:
            table = _tabbed(lines, i)
        elif len(lines[i].text) <= _WIDEST_NAME and _column(lines[i].text) == "number":
            table = _stacked(lines, i)
        if table is not None and table.drafts:
            tables.append(table)
        i = table.end if table is not None else i + 1
    return tables


def _column(cell: str) -> str | None:
    """The kind of column that a cell names, or None."""
    return _KINDS.get(re.sub(r"[ \t:]", "", cell)) if len(cell) <= 2 * _WIDEST_NAME else None


def _is_header(kinds: Sequence[str | None]) -> bool:
    known = [k for k in kinds if k is not None]
    if len(known) < 2 or "problem" not in known or len(set(known)) < 2:
        return False
    return len(known) >= (0.5 if "rectification" in known else 0.7) * len(kinds)


# Rows with tabs


def _tabbed(lines: Sequence[Line], start: int) -> Table | None:
    kinds = _header_kinds(lines[start].text)
    if kinds is None:
        return None
    rows = _Rows(kinds)
    end = start + 1
    for i in range(start + 1, len(lines)):
        text = lines[i].text
        if "\t" in text:
            if _header_kinds(text) is None:
                rows.add(i, text, list(_cells(i, text)))
        elif _GROUP_LINE.match(text) and len(text) <= _SHORT_CELL * 2 and _has_row_below(lines, i):
            rows.group_line(i, text)
        elif _ENDS_TABLE.match(text) or not _has_row_below(lines, i):
            break
        else:
            rows.more(i, text)
        end = i + 1
    return Table(start, end, tuple(rows.drafts))


def _header_kinds(text: str) -> list[str] | None:
    kinds = [_column(cell) for cell in text.split("\t")]
    return [k or "other" for k in kinds] if _is_header(kinds) else None


def _has_row_below(lines: Sequence[Line], i: int) -> bool:
    return any("\t" in line.text for line in lines[i + 1 : i + 4])


def _cells(line: int, text: str) -> Iterator[TextRange]:
    start = 0
    for cell in text.split("\t"):
        yield _trimmed(line, text, start, start + len(cell))
        start += len(cell) + 1


def _trimmed(line: int, text: str, start: int, end: int) -> TextRange:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return TextRange(line, start, end)


class _Rows:
    """The problems of a table's rows, with what merged cells hand down."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = _told_apart(kinds)
        self.drafts: list[Draft] = []
        self.group: dict[int, TextRange] = {}
        self.above: tuple[TextRange, ...] = ()

    def group_line(self, line: int, text: str) -> None:
        """A row that is one title, 党的建设方面: it heads the rows below."""
        words = statement_of(read_unit(line, text, 0, len(text))).words
        self.above = (words,) if words is not None else ()
        self.group = {}

    def more(self, line: int, text: str) -> None:
        """A line that a cell's own line end cut off: it belongs to the text of the last row."""
        if self.drafts:
            self.drafts[-1].text.append(TextRange(line, 0, len(text)))
            self.drafts[-1].last = line

    def add(self, line: int, text: str, cells: Sequence[TextRange]) -> None:
        """One row."""
        by_kind: dict[str, list[TextRange]] = {}
        for column, cell in enumerate(cells):
            kind = self.kinds[column] if column < len(self.kinds) else "other"
            if cell.end <= cell.start:
                continue
            if kind == "group":
                self.group = {k: v for k, v in self.group.items() if k < column} | {column: _words(text, cell)}
            else:
                by_kind.setdefault(kind, []).append(cell)
        if "problem" not in by_kind:
            if self.drafts and "rectification" in by_kind:
                _fill(self.drafts[-1], text, {"rectification": by_kind["rectification"]})
                self.drafts[-1].last = line
            return
        path = (*self.above, *(self.group[k] for k in sorted(self.group)))
        draft = _row_draft(text, by_kind, path, line)
        if not draft.text and not draft.status and self.drafts and "rectification" in self.kinds:
            draft.text, draft.shared = (
                self.drafts[-1].text,
                True,
            )  # a merged cell: the text above stands for this row too
        self.drafts.append(draft)


def _told_apart(kinds: Sequence[str]) -> list[str]:
    """Of two problem columns the first groups (反馈问题 | 具体问题)."""
    places = [i for i, kind in enumerate(kinds) if kind == "problem"]
    return ["group" if kind == "problem" and i in places[:-1] else kind for i, kind in enumerate(kinds)]


def _words(text: str, cell: TextRange) -> TextRange:
    return statement_of(read_unit(cell.line, text[: cell.end], cell.start, cell.end)).words or cell


def _row_draft(text: str, by_kind: dict[str, list[TextRange]], path: tuple[TextRange, ...], line: int) -> Draft:
    cell = by_kind["problem"][0]
    unit = read_unit(cell.line, text[: cell.end], cell.start, cell.end)
    statement = statement_of(unit)
    label, number = None, unit.number
    mark = unit.issue or unit.marker
    if mark is not None:
        label = mark.label
    if by_kind.get("number"):
        place = by_kind["number"][0]
        words = text[place.start : place.end]
        match = _NUMBER.match(words)
        if match is not None:
            label, number = words, _as_number(match.group(1))
    draft = Draft(None, label, number, "table", statement.words, path, first=line, last=line)
    draft.labelled = True
    if statement.rest is not None:
        draft.text.append(statement.rest)
    if statement.status is not None:
        draft.status.append(statement.status)
    _fill(draft, text, by_kind)
    return draft


def _as_number(words: str) -> tuple[int, ...]:
    if words[0].isdigit():
        return tuple(int(part) for part in words.split("-"))
    value = chinese_number(words)
    return () if value is None else (value,)


def _fill(draft: Draft, text: str, by_kind: dict[str, list[TextRange]]) -> None:
    for cell in by_kind.get("rectification", ()):
        lead = status_lead(text, cell.start, cell.end)
        if lead is not None:
            draft.status.append(TextRange(cell.line, cell.start, lead))
        words = cell if lead is None else cell._replace(start=lead)
        if words.end > words.start:
            draft.text.append(words)
    for kind in _FIELDS:
        for cell in by_kind.get(kind, ()):
            draft.fields.append((kind, cell))
            if kind == "status":
                draft.status.append(cell)


# One cell a line


def _stacked(lines: Sequence[Line], start: int) -> Table | None:
    names = _names_above_rows(lines, start)
    end = start + len(names)
    kinds = [_column(name) for name in names]
    if len(kinds) < 3 or not _is_header(kinds) or "rectification" not in kinds:
        return None
    columns = _told_apart([kind or "other" for kind in kinds])[1:]
    rows = _Rows(["number", *columns])
    position, expected = end, 1
    while position < len(lines) and _row_number(lines[position].text) is not None:
        number = _row_number(lines[position].text)
        assert number is not None
        expected = number + 1
        stop = _row_end(lines, position + 1, expected, names, len(columns))
        cells = list(range(position + 1, stop))
        again = [line.text for line in lines[stop : stop + len(names)]] == names
        if again and len(cells) > len(columns) and _TITLE.search(lines[cells[-1]].text):
            cells.pop()  # repeated on the next page, above the header
        _add_stacked(rows, lines, position, cells, columns)
        position = stop + len(names) if again else stop
    return Table(start, position, tuple(rows.drafts))


def _names_above_rows(lines: Sequence[Line], start: int) -> list[str]:
    """The names of the columns, known ones and others (责任股室), from 序号 to the first row's number."""
    names: list[str] = []
    for line in lines[start : start + _MOST_COLUMNS]:
        if _row_number(line.text) == 1 or len(line.text) > _WIDEST_NAME or "。" in line.text:
            break
        names.append(line.text)
    return names


def _row_number(text: str) -> int | None:
    match = _CELL_NUMBER.match(text)
    return int(match.group(1)) if match is not None else None


def _row_end(lines: Sequence[Line], start: int, expected: int, names: Sequence[str], width: int) -> int:
    """The line after the row's last cell: the next number, the header again, or the end of the table."""
    for i in range(start, len(lines)):
        text = lines[i].text
        if _row_number(text) == expected:
            return i
        if _ENDS_TABLE.match(text) and i > start and _row_after(lines, i, expected) is None:  # a cell may say 下一步,…
            return i
        if text == names[0] and [line.text for line in lines[i : i + len(names)]] == list(names):
            return i
        if (
            i - start >= width
            and "。" in text
            and len(text) > 3 * _SHORT_CELL
            and _row_after(lines, i, expected) is None
        ):
            return i
    return len(lines)


def _row_after(lines: Sequence[Line], start: int, expected: int) -> int | None:
    return next((i for i in range(start, min(start + 30, len(lines))) if _row_number(lines[i].text) == expected), None)


def _add_stacked(rows: _Rows, lines: Sequence[Line], number: int, cells: Sequence[int], columns: Sequence[str]) -> None:
    """Cells to columns: one to one where the counts agree; else fields at the end by their look, the rest is text."""
    kinds = list(columns)
    assigned: list[tuple[str, int]] = []
    rest = list(cells)
    if len(rest) != len(kinds):
        while rest and kinds and kinds[-1] not in _TEXT and kinds[-1] != "group":
            kind = kinds.pop()
            if len(lines[rest[-1]].text) <= _SHORT_CELL and "。" not in lines[rest[-1]].text and len(rest) > 1:
                assigned.append((kind, rest.pop()))
        if kinds and kinds[0] == "group":
            kind = kinds.pop(0)
            if len(rest) > len(kinds):
                assigned.append((kind, rest.pop(0)))
        for kind in kinds:
            if rest:
                assigned.append((kind, rest.pop(0)))
        assigned.extend(("rectification", cell) for cell in rest)
    else:
        assigned = list(zip(kinds, rest, strict=True))
    whole = {cell: TextRange(cell, 0, len(lines[cell].text)) for cell in cells}
    by_kind: dict[str, list[int]] = {}
    for kind, cell in sorted(assigned, key=lambda pair: pair[1]):
        by_kind.setdefault(kind, []).append(cell)
    _add_row(rows, lines, number, by_kind, whole)


def _add_row(
    rows: _Rows, lines: Sequence[Line], number: int, by_kind: dict[str, list[int]], whole: dict[int, TextRange]
) -> None:
    for cell in by_kind.get("group", ()):
        rows.group = {0: _words(lines[cell].text, whole[cell])}
    if "problem" not in by_kind:
        return
    cell = by_kind["problem"][0]
    path = (*rows.above, *(rows.group[k] for k in sorted(rows.group)))
    draft = _row_draft(lines[cell].text, {"problem": [whole[cell]]}, path, number)
    words = lines[number].text
    match = _NUMBER.match(words)
    if match is not None:
        draft.label, draft.number = words, _as_number(match.group(1))
    for kind, places in by_kind.items():
        if kind in ("rectification", *_FIELDS):
            for place in places:
                _fill(draft, lines[place].text, {kind: [whole[place]]})
    draft.last = max([number, *whole])
    rows.drafts.append(draft)


def on_units(tables: Sequence[Table], first_unit: Sequence[int]) -> list[Draft]:
    """The tables' problems, `first` and `last` as unit positions; `first_unit` gives the first unit of each line."""
    return [
        replace(draft, first=first_unit[draft.first], last=first_unit[draft.last])
        for table in tables
        for draft in table.drafts
    ]
