"""Places side by side: their problems by category, as numbers, as shares and for each inspection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from reports.analysis.dimensions import only
from reports.filters import in_region
from reports.models import Region, Report
from reports.search import IndexStatus, ProblemQuery, ProblemResults, search_together

COMPARED = ("category", "status")


@dataclass(frozen=True, slots=True)
class Side:
    """What `query` finds: its problems by category (topics and focuses) and status, and the rounds that list them."""

    query: ProblemQuery
    total: int
    rounds: int
    categories: dict[str, int]
    statuses: dict[str, int]
    status: IndexStatus

    def counts(self, facet: str) -> dict[str, int]:
        return self.categories if facet == "category" else self.statuses

    def share(self, facet: str, value: str) -> float | None:
        """The part of the problems that have the value; None when there is no problem."""
        return self.counts(facet).get(value, 0) / self.total if self.total else None

    def a_round(self, category: str) -> float | None:
        """Problems of a category for each round that lists problems; None without such a round."""
        return self.categories.get(category, 0) / self.rounds if self.rounds else None

    def cell_query(self, facet: str, value: str) -> ProblemQuery:
        return only(self.query, facet, value)


def sides(queries: Sequence[ProblemQuery]) -> list[Side]:
    """Each query (of places and levels) counted, from one state of the index, with one query for all the rounds."""
    found = search_together(queries, facets=COMPARED)
    return sides_of(found, rounds_listing(queries))


def sides_of(found: Sequence[ProblemResults], rounds: Sequence[int]) -> list[Side]:
    """The sides of results that were counted by category and status, each with its number of rounds."""
    return [
        Side(
            query=result.query,
            total=result.total,
            rounds=number,
            categories={value.value: value.count for value in result.facets["category"]},
            statuses={value.value: value.count for value in result.facets["status"]},
            status=result.status,
        )
        for result, number in zip(found, rounds, strict=True)
    ]


def rounds_listing(queries: Sequence[ProblemQuery]) -> list[int]:
    """How many rounds have a public report that lists problems, of the places and levels of each query. One query."""
    numbers = {
        f"side_{number}": Count("round", distinct=True, filter=_bodies(query)) for number, query in enumerate(queries)
    }
    found = Report.objects.public().order_by().filter(counted_problems__gt=0).aggregate(**numbers)
    return [found[name] for name in numbers]


def _bodies(query: ProblemQuery) -> Q:
    """The reports of the bodies in the query's places and of its levels."""
    places = Q()
    for code in query.regions:
        places |= in_region("round__body")(code)
    return places & (Q(round__body__level__in=query.levels) if query.levels else Q())


def own(place: Region) -> ProblemQuery:
    """The problems of a place's own committee, each round once."""
    return ProblemQuery(regions=(place.code,), levels=(place.level,), once=True, per_page=10)


def within(place: Region) -> ProblemQuery:
    """The problems of all bodies in a place, each round once."""
    return ProblemQuery(regions=(place.code,), once=True, per_page=10)


def peers_in(above: Region | None, level: str) -> ProblemQuery:
    """The problems of all committees of a level within a place, or (None) in the whole archive."""
    return ProblemQuery(regions=(above.code,) if above else (), levels=(level,), once=True, per_page=10)


def furthest_apart(first: Side, second: Side, values: Iterable[str], most: int = 3) -> list[tuple[str, float]]:
    """The topics whose shares differ most: (code, share in the first less share in the second), the greatest first.

    Topics that differ by less than one problem's weight in the smaller of the two are left out.
    """
    smaller = min(first.total, second.total)
    if not smaller:
        return []
    gaps = [(value, (first.share("category", value) or 0) - (second.share("category", value) or 0)) for value in values]
    told = [gap for gap in gaps if abs(gap[1]) > 1 / smaller]
    return sorted(told, key=lambda gap: (-abs(gap[1]), gap[0]))[:most]
