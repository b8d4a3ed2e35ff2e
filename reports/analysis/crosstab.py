"""Problems counted by two dimensions at once, every number that of the list behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.analysis.dimensions import DIMENSIONS, only, ordered_values
from reports.search import IndexStatus, ProblemQuery, ProblemResults, search_problems, search_together


@dataclass(frozen=True, slots=True)
class CrossTab:
    """`cells[row, col]` is the number of problems that have both values under `query`.

    `row_totals`, `col_totals` and `total` count each problem once, so that a total can be less than the sum of
    its cells (where a problem has several values) or more (where it has none that is shown).
    """

    query: ProblemQuery
    row: str
    col: str
    rows: tuple[str, ...]
    cols: tuple[str, ...]
    cells: dict[tuple[str, str], int]
    row_totals: dict[str, int]
    col_totals: dict[str, int]
    total: int
    status: IndexStatus

    def share(self, row: str, col: str, shown: str) -> float | None:
        """The part of the row's (`row`) or the column's (`col`) problems that a cell has; None of nothing."""
        whole = self.row_totals[row] if shown == "row" else self.col_totals[col]
        return self.cells[row, col] / whole if whole else None

    def cell_query(self, row: str, col: str) -> ProblemQuery:
        return only(self.row_query(row), self.col, col)

    def row_query(self, row: str) -> ProblemQuery:
        return only(self.query, self.row, row)

    @property
    def additive(self) -> bool:
        """Whether the cells of a row are parts of a whole."""
        return not DIMENSIONS[self.col].several

    @property
    def missed(self) -> int:
        """How many problems at least stand in no row: those without a value that has one."""
        return max(0, self.total - sum(self.row_totals.values()))


def cross(query: ProblemQuery, row: str, col: str, *, measure_types: Iterable[str] = ()) -> CrossTab:
    """The table of the dimensions `row` and `col` (names of DIMENSIONS, different ones) for what `query` finds.

    One look at the index for the values, one for all the numbers: a question for each row.
    """
    first = search_problems(query, facets=(row, col))
    types = list(measure_types)
    rows = ordered_values(row, _counts(first, row), query, types)
    cols = ordered_values(col, _counts(first, col), query, types)
    whole, *by_row = search_together([query, *(only(query, row, value) for value in rows)], facets=(col,))
    totals = _counts(whole, col)
    cells: dict[tuple[str, str], int] = {}
    for value, found in zip(rows, by_row, strict=True):
        counts = _counts(found, col)
        cells |= {(value, other): counts.get(other, 0) for other in cols}
    return CrossTab(
        query=query,
        row=row,
        col=col,
        rows=tuple(rows),
        cols=tuple(cols),
        cells=cells,
        row_totals={value: found.total for value, found in zip(rows, by_row, strict=True)},
        col_totals={value: totals.get(value, 0) for value in cols},
        total=whole.total,
        status=whole.status,
    )


def _counts(found: ProblemResults, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in found.facets.get(facet, ())}
