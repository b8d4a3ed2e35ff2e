"""What is said of the reports behind a table of problems: how many there are, by what, and what they state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.analysis.dimensions import DIMENSIONS
from reports.analysis.holdings import reports_by, reports_of
from reports.analysis.stated import StatedTotals, stated_totals
from reports.search import ProblemQuery
from reports.search.keeping import KeptForState

_MOST_KEPT = 50
"""Questions, those asked last. A nation has 3,400 places in each that asks for them."""


@dataclass(frozen=True, slots=True)
class ReportNumbers:
    """`by` holds the number of reports for each value of the dimensions that are said of reports."""

    total: int
    by: Mapping[str, Mapping[str, int]]
    stated: StatedTotals


def report_numbers(query: ProblemQuery, *dimensions: str) -> ReportNumbers:
    """The numbers for `reports_of(query)`; of the dimensions those that are not said of reports are left out.

    Counted once for each state of the index: seven queries, else the one for the state.
    """
    names = tuple(name for name in dimensions if DIMENSIONS[name].of_reports)
    asked = query.regions, query.levels, query.years, query.published_years, query.kinds  # what `reports_of` applies
    return _kept.of((asked, names), lambda: _count(query, names))


_kept = KeptForState[ReportNumbers](_MOST_KEPT)


def _count(query: ProblemQuery, names: tuple[str, ...]) -> ReportNumbers:
    rows = reports_of(query)
    return ReportNumbers(rows.count(), {name: reports_by(rows, name) for name in names}, stated_totals(rows))
