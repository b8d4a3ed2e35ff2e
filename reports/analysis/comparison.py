"""Places side by side: their problems by category, as numbers, as shares and for each inspection."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from reports.analysis.dimensions import only
from reports.filters import CENTRAL
from reports.models import Region, Report
from reports.models.reference_tables import region_rows
from reports.search import IndexStatus, ProblemQuery, ProblemResults, search_together
from reports.search.keeping import KeptForState, state_now

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
    """Each query (of places and levels) counted, from one state of the index; see `rounds_listing` for the rounds."""
    found = search_together(queries, facets=COMPARED)
    return sides_of(found, rounds_listing(queries, state_now()))


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


def rounds_listing(queries: Sequence[ProblemQuery], state: Hashable) -> list[int]:
    """How many rounds have a public report that lists problems, of the places and levels of each query.

    The rounds are counted once for each `state` of the index.
    """
    held = _rounds.in_state(state, "", _count_rounds)
    tables = region_rows()
    places = {code: tables.keys_within(code) for query in queries for code in query.regions if code != CENTRAL}
    numbers = []
    for query in queries:
        wanted = {place for code in query.regions for place in places.get(code, ())}
        numbers.append(
            sum(
                number
                for (region, central, level), number in held.items()
                if (not query.regions or region in wanted or (central and CENTRAL in query.regions))
                and (not query.levels or level in query.levels)
            )
        )
    return numbers


_rounds = KeptForState[Mapping[tuple[int | None, bool, str], int]]()


def _count_rounds() -> Mapping[tuple[int | None, bool, str], int]:
    """Rounds that list problems, by region (key), whether it is a central body, and level: a round has one body."""
    listing = Report.objects.public().filter(counted_problems__gt=0).order_by()
    groups = listing.values_list("round__body__region", "round__body__central", "round__body__level")
    counted = groups.annotate(n=Count("round", distinct=True))
    return {(region, central, level): number for region, central, level, number in counted}


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
