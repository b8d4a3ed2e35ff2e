"""The dimensions of cross-tabs: by what problems can be counted, and in which order their values stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from reports.filters import CENTRAL, NONE, UNKNOWN, ProblemFilterSet, ValuesFilter, one_of
from reports.models import Category, Region
from reports.models.choices import BodyLevel, RoundKind, Status
from reports.search import FACET_ATTRIBUTES, ProblemQuery

MOST_YEARS = 24


@dataclass(frozen=True, slots=True)
class Dimension:
    """`facet` of the index. `several`: a problem can have several values, so that these add up to more than all.
    `of_reports`: it is said of the whole report, so that reports can be counted by it too.
    """

    facet: str
    several: bool = False
    of_reports: bool = False


DIMENSIONS = {
    dimension.facet: dimension
    for dimension in (
        Dimension("region", of_reports=True),
        Dimension("year", of_reports=True),
        Dimension("category", several=True),
        Dimension("level", of_reports=True),
        Dimension("kind", of_reports=True),
        Dimension("status"),
        Dimension("measure_type", several=True),
    )
}
SHOWN = ("count", "row", "col")
DEFAULT_ROW, DEFAULT_COL = "category", "year"
CLOSED = {"level": BodyLevel.values, "kind": RoundKind.values, "status": Status.values}


class StatisticsFilterSet(ProblemFilterSet):
    """The parameters of a problem list, and which table to make of what they find: `row`, `col` (a dimension each),
    `show` (`count`, `row` or `col` shares), `every` (1: every report counts, not one a round).
    """

    row = ValuesFilter(one_of(DIMENSIONS), several=False)
    col = ValuesFilter(one_of(DIMENSIONS), several=False)
    show = ValuesFilter(one_of(SHOWN), several=False)
    every = ValuesFilter(one_of(("1",)), several=False)

    def __init__(self, data: QueryDict | None, *, measure_types: Sequence[str] = ()) -> None:
        super().__init__(data, measure_types=measure_types)

    def judge(self) -> None:
        super().judge()
        if self.values["row"].first and self.values["row"].first == self.values["col"].first:
            self.drop("col")

    @property
    def row_name(self) -> str:
        """The dimension of the rows: as asked, else the default that the columns do not have."""
        return str(
            self.values["row"].first or (DEFAULT_ROW if self.values["col"].first != DEFAULT_ROW else DEFAULT_COL)
        )

    @property
    def col_name(self) -> str:
        return str(self.values["col"].first or (DEFAULT_COL if self.row_name != DEFAULT_COL else DEFAULT_ROW))

    def question(self) -> ProblemQuery:
        """What is counted: by design.md §3 each round once, unless every report is asked for."""
        return self.query().with_(sort="", per_page=10, once=self.values["every"].first is None)


def only(query: ProblemQuery, facet: str, value: str) -> ProblemQuery:
    """The query with this value as the only one chosen in the facet: the list behind a cell."""
    return query.with_(**{FACET_ATTRIBUTES[facet]: ()}).adding(facet, value)


def ordered_values(
    facet: str, counts: Mapping[str, int], query: ProblemQuery, measure_types: Iterable[str]
) -> list[str]:
    """The values that a row or column of the table is made for, in reading order.

    Values without a problem are left out, but for topics and for years between the first and the last. Where values
    are chosen in the facet only these are shown; of one chosen region its parts.
    """
    chosen = query.selected(facet)
    if facet == "region":
        return _regions(counts, chosen)
    if facet == "year":
        return _years(counts, chosen)
    if facet == "category":
        return _categories(counts, chosen)
    known = list(CLOSED[facet]) if facet in CLOSED else [*measure_types, *(value for value in chosen if value == NONE)]
    return [value for value in known if (value in chosen if chosen else counts.get(value))]


def _regions(counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """Provinces and 中央单位; of one chosen place its parts; of several chosen these."""
    if len(chosen) > 1:
        return list(chosen)
    if not chosen:
        rows = Region.objects.filter(level="province")
    elif chosen[0] == CENTRAL:
        return [CENTRAL]
    else:
        rows = Region.objects.filter(parent__code=chosen[0])
    codes = dict.fromkeys(rows.order_by("code").values_list("code", flat=True))
    held = [code for code in codes if counts.get(code)]
    if chosen:
        return held or list(chosen)
    return held + ([CENTRAL] if counts.get(CENTRAL) else [])


def _years(counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    if chosen:
        return sorted(chosen)
    held = sorted(int(year) for year, count in counts.items() if year.isdigit() and count)
    years = list(range(max(held[0], held[-1] - MOST_YEARS + 1), held[-1] + 1)) if held else []
    return [*map(str, years), *([UNKNOWN] if counts.get(UNKNOWN) else [])]


def _categories(counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """The topics; of chosen focuses their topics; of chosen topics these."""
    rows = list(Category.objects.order_by("position").values_list("code", "parent__code"))
    if not chosen:
        topics = [code for code, focus in rows if focus is not None]
        return topics + ([NONE] if counts.get(NONE) else [])
    return [code for code, focus in rows if (code in chosen and focus) or focus in chosen] + [
        code for code in chosen if code == NONE
    ]
