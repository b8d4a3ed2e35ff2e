"""What the archive holds: reports by place and year, and what it does not, so that nobody takes it for the nation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from reports.filters import CENTRAL, UNKNOWN, coded, equal, in_region
from reports.models import Region, Report
from reports.models.choices import RegionLevel
from reports.search import ProblemQuery
from reports.search.keeping import KeptForState

OF_REPORTS = ("region", "level", "year", "published_year", "kind")
"""The filters of a problem list that a list of reports has too."""
COLUMNS = {"year": "round__year", "level": "round__body__level", "kind": "round__kind"}


def reports_of(query: ProblemQuery) -> QuerySet[Report]:
    """The public reports under those of the query's filters that are said of reports; the rest is left aside."""
    rows: QuerySet[Report] = Report.objects.public().order_by()
    for values, lookup in (
        (query.regions, in_region("round__body")),
        (query.levels, coded("round__body__level")),
        (query.years, equal("round__year")),
        (query.published_years, equal("published_year")),
        (query.kinds, coded("round__kind")),
    ):
        wanted = Q()
        for value in values:
            wanted |= lookup(value)
        rows = rows.filter(wanted)
    return rows


def report_params(query: ProblemQuery) -> str:
    """The query's filters as the address of a list of reports."""
    return urlencode([(name, value) for name, value in query.to_params() if name in OF_REPORTS])


def narrows_beyond_reports(query: ProblemQuery) -> bool:
    """Whether the query asks for more than `reports_of` can apply."""
    return any(name not in (*OF_REPORTS, "once", "per_page", "sort", "page") for name, _ in query.to_params())


def reports_by(rows: QuerySet[Report], facet: str) -> Mapping[str, int]:
    """How many of the reports have each value of a facet that is said of reports. One query."""
    if facet in COLUMNS:
        held = rows.values_list(COLUMNS[facet]).annotate(n=Count("pk"))
        return {UNKNOWN if value is None else str(value): number for value, number in held}
    counted: Counter[str] = Counter()
    places = rows.values_list("round__body__region__lineage", "round__body__central").annotate(n=Count("pk"))
    for lineage, central, number in places:
        for code in lineage.split("/") if lineage else [CENTRAL] if central else []:
            counted[code] += number
    return counted


@dataclass(slots=True)
class ProvinceCoverage:
    """One provincial unit: its reports by year, and how many of its places have a report of their own committee.

    `held` and `places` map prefecture and county to numbers: with a report, and in force.
    """

    region: Region
    years: Counter[int] = field(default_factory=Counter)
    undated: int = 0
    held: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.years.values()) + self.undated


@dataclass(slots=True)
class Coverage:
    """All provincial units in force and those with reports, the years between first and last, and central bodies."""

    provinces: list[ProvinceCoverage]
    central: ProvinceCoverage | None
    years: list[int]

    @property
    def everyone(self) -> list[ProvinceCoverage]:
        return [*self.provinces, *([self.central] if self.central else [])]

    @property
    def reports(self) -> int:
        return sum(row.total for row in self.everyone)

    @property
    def undated(self) -> int:
        return sum(row.undated for row in self.everyone)

    def of_year(self, year: int) -> int:
        return sum(row.years[year] for row in self.everyone)

    @property
    def with_reports(self) -> list[ProvinceCoverage]:
        return [row for row in self.provinces if row.total]

    def places(self, level: str) -> tuple[int, int]:
        """How many places of a level (prefecture, county) have a report of their own, and how many there are."""
        return sum(row.held[level] for row in self.provinces), sum(row.places[level] for row in self.provinces)


def reports_by_province() -> dict[str, int]:
    """How many reports the archive holds from each provincial unit (code; empty for central bodies).

    Every page with a table says it, so that it is counted once for each state of the index.
    """
    counts: Counter[str] = Counter()
    for (province, _central), number in _by_province.of("", _count_by_province).items():
        counts[province] += number
    return dict(counts)


def reports_of_central_bodies() -> int:
    """How many reports central bodies have; counted as `reports_by_province`."""
    return _by_province.of("", _count_by_province).get(("", True), 0)


_by_province = KeptForState[Mapping[tuple[str, bool], int]]()


def _count_by_province() -> Mapping[tuple[str, bool], int]:
    """By the province, empty where the body lies in none, and whether the body is a central one."""
    held = Report.objects.public().order_by().values_list("round__body__region__lineage", "round__body__central")
    counts: Counter[tuple[str, bool]] = Counter()
    for lineage, central, number in held.annotate(n=Count("pk")):
        counts[lineage.split("/")[0] if lineage else "", central] += number
    return counts


def coverage() -> Coverage:
    """Reports held, by province and year of the inspection. Four queries over at most some ten thousand groups."""
    held = Report.objects.public().order_by()
    by_place: dict[str, ProvinceCoverage] = {}
    for place in Region.objects.filter(level=RegionLevel.PROVINCE).order_by("code", "-valid_to"):
        if place.code not in by_place or place.valid_to is None:
            by_place[place.code] = ProvinceCoverage(place)
    central = ProvinceCoverage(Region(code=CENTRAL, name=CENTRAL))
    groups = held.values_list("round__body__region__lineage", "round__body__central", "round__year")
    for lineage, is_central, year, number in groups.annotate(n=Count("pk")):
        row = by_place.get(lineage.split("/")[0]) if lineage else central if is_central else None
        if row is not None and year is None:
            row.undated += number
        elif row is not None:
            row.years[year] += number
    _count_places(by_place, held)
    provinces = [
        row for row in by_place.values() if row.total or (row.region.valid_to is None and not row.region.fictional)
    ]
    years = sorted({year for row in (*provinces, central) for year in row.years})
    return Coverage(
        provinces, central if central.total else None, list(range(years[0], years[-1] + 1)) if years else []
    )


def counties_with_reports() -> tuple[int, int]:
    """(counties whose own committee has a public report, counties in force), as `coverage` counts them: fictional ones
    where samples stand for them. Three queries.
    """
    in_force = Region.objects.filter(valid_to=None, level=RegionLevel.COUNTY).order_by()
    reporting = Report.objects.public().filter(round__body__level=RegionLevel.COUNTY).order_by()
    held = set(reporting.values_list("round__body__region__code", "round__body__region__fictional").distinct())
    if not any(fictional for _, fictional in held):
        in_force = in_force.filter(fictional=False)
    return in_force.filter(code__in=[code for code, _ in held if code]).count(), in_force.count()


def _count_places(by_place: dict[str, ProvinceCoverage], held: QuerySet[Report]) -> None:
    """Prefectures and counties in force, and those whose own committee has a report (also under a former name)."""
    levels = (RegionLevel.PREFECTURE, RegionLevel.COUNTY)
    own = held.filter(round__body__level__in=levels).values_list("round__body__region__lineage", flat=True).distinct()
    reporting: defaultdict[str, set[str]] = defaultdict(set)
    for lineage in own:
        if lineage:
            reporting[lineage.split("/")[0]].add(lineage.split("/")[-1])
    in_force = Region.objects.filter(valid_to=None, level__in=levels).order_by()
    everywhere: Any = in_force.values_list("code", "level", "lineage")
    for code, level, lineage in everywhere:
        row = by_place.get(lineage.split("/")[0])
        if row is not None:
            row.places[level] += 1
            row.held[level] += code in reporting[row.region.code]
