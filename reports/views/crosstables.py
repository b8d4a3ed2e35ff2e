"""A cross-tab as a page shows it: names, numbers or shares, a bar under each number, and the list behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.analysis.crosstab import CrossTab
from reports.analysis.dimensions import DIMENSIONS
from reports.models import Category
from reports.views.facets import Addresses, problems_url
from reports.views.labels import Labels, category_table, region_table
from reports.views.stacks import Chart, chart

THIN = 5
"""Fewer reports than this: the column or row is set in a lighter tone, and not to be compared with others."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the table: `words` as printed, the address of its list (None of zero), the width of its bar."""

    words: str
    url: str | None
    width: str = ""
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or (without numbers) the heading of the rows that follow."""

    label: str
    url: str | None
    numbers: tuple[Number, ...] = ()
    total: Number | None = None
    thin: bool = False


@dataclass(frozen=True, slots=True)
class CrossTable:
    heads: tuple[tuple[str, str, bool], ...]
    lines: tuple[Line, ...]
    totals: tuple[Number, ...]
    total: Number
    chart: Chart


def percent(share: float | None) -> str:
    """`12.5%`; a dash of nothing."""
    return "–" if share is None else f"{100 * share:.1f}%"


def labels_for(table: CrossTab, regions: Iterable[str] = ()) -> Labels:
    """The names of everything in the table, of what is chosen beside it, and of further regions. Two queries."""
    codes = {
        code
        for name, values in ((table.row, table.rows), (table.col, table.cols))
        if name == "region"
        for code in values
    }
    return Labels(region_table({*codes, *regions, *table.query.regions, *table.query.authorities}), category_table())


def named(labels: Labels, facet: str, value: str) -> str:
    """As `Labels.of`, a year as the bare number: the heading says what it is."""
    return value if facet == "year" and value.isdigit() else labels.of(facet, value)


def thin_values(held: Mapping[str, Mapping[str, int]]) -> dict[str, set[str]]:
    """The years and places with few reports: their numbers say more about the archive than about them."""
    return {
        name: {value for value, number in counts.items() if number < THIN}
        for name, counts in held.items()
        if name in ("year", "region")
    }


def cross_table(table: CrossTab, shown: str, labels: Labels, held: Mapping[str, Mapping[str, int]]) -> CrossTable:
    """`shown`: `count`, `row` or `col`. `held`: the number of reports of each value, of the dimensions that have it."""
    thin = thin_values(held)
    urls = _Urls(table)
    values = _values(table, shown)
    highest = max((value for value in values.values() if value is not None), default=0.0) or 1.0

    def number(row: str, col: str) -> Number:
        count, value = table.cells[row, col], values[row, col]
        return Number(
            words=f"{count:,}" if shown == "count" else percent(value),
            url=urls.cell(row, col) if count else None,
            width=f"{100 * (value or 0) / highest:.1f}",
            thin=col in thin.get(table.col, ()) or row in thin.get(table.row, ()),
        )

    lines: list[Line] = []
    focus: int | None = None
    for row in table.rows:
        topic = labels.categories.get(row) if table.row == "category" else None
        if topic is not None and topic.parent_id is not None and topic.parent_id != focus:
            focus = topic.parent_id
            lines.append(_heading(urls, labels, focus))
        lines.append(
            Line(
                label=named(labels, table.row, row),
                url=urls.row(row) if table.row_totals[row] else None,
                numbers=tuple(number(row, col) for col in table.cols),
                total=_total(table.row_totals[row], urls.row(row)),
                thin=row in thin.get(table.row, ()),
            )
        )
    return CrossTable(
        heads=tuple(
            (named(labels, table.col, col), urls.col(col), col in thin.get(table.col, ())) for col in table.cols
        ),
        lines=tuple(lines),
        totals=tuple(_total(table.col_totals[col], urls.col(col)) for col in table.cols),
        total=_total(table.total, problems_url(table.query.with_(per_page=20))),
        chart=_chart(table, urls, labels, whole=shown == "row"),
    )


class _Urls:
    """The addresses of the lists behind a table's numbers. Those of a row are made from what its query has in common: a
    table has hundreds.
    """

    def __init__(self, table: CrossTab) -> None:
        self._table = table
        self._whole = Addresses(table.query.with_(per_page=20))
        self._rows = {row: Addresses(table.row_query(row).with_(per_page=20)) for row in table.rows}

    def row(self, row: str) -> str:
        return self._whole.choosing(self._table.row, (row,))

    def col(self, col: str) -> str:
        return self._whole.choosing(self._table.col, (col,))

    def cell(self, row: str, col: str) -> str:
        return self._rows[row].choosing(self._table.col, (col,))


def _values(table: CrossTab, shown: str) -> dict[tuple[str, str], float | None]:
    if shown == "count":
        return {cell: float(count) for cell, count in table.cells.items()}
    return {(row, col): table.share(row, col, shown) for row, col in table.cells}


def _heading(urls: _Urls, labels: Labels, focus: int) -> Line:
    category: Category = next(row for row in labels.categories.values() if row.pk == focus)
    return Line(label=labels.of("category", category.code), url=urls.row(category.code))


def _total(count: int, url: str) -> Number:
    return Number(f"{count:,}", url if count else None)


def _chart(table: CrossTab, urls: _Urls, labels: Labels, *, whole: bool) -> Chart:
    rows: Sequence[tuple[str, str, int, list[int]]] = [
        (
            named(labels, table.row, row),
            urls.row(row),
            table.row_totals[row],
            [table.cells[row, col] for col in table.cols],
        )
        for row in table.rows
    ]
    return chart(rows, [named(labels, table.col, col) for col in table.cols], additive=table.additive, whole=whole)


def unlisted(table: CrossTab) -> int:
    """How many problems have no value in the rows: to be said below the table. 0 where values overlap."""
    return 0 if DIMENSIONS[table.row].several else table.missed
