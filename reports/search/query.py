"""What is asked of the archive and what comes back: plain frozen values, no engine and no database behind them.

The names of parameters and the values of facets are those of design.md §7.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

SCOPES = ("all", "statement", "text")
SORTS = ("relevance", "new", "old")
PER_PAGE = (10, 20, 50)

# Parameter in the URL, which is also the facet's name -> attribute of ProblemQuery.
FACET_ATTRIBUTES = {
    "region": "regions",
    "level": "levels",
    "year": "years",
    "published_year": "published_years",
    "category": "categories",
    "status": "statuses",
    "kind": "kinds",
    "verb": "verbs",
    "authority": "authorities",
    "term": "terms",
    "round": "rounds",
    "measure_type": "measure_types",
    "flag": "flags",
}
ALL_FACETS = tuple(FACET_ATTRIBUTES)
PROVINCE = "province"
"""Counted like a facet, and never filtered by: of the values of `region` provinces and what is no place."""
CASCADE = "cascade"
"""The counts of `region` that a list shows which opens places one below another: `PROVINCE` where nothing is opened,
all where a region is chosen, or where everything found lies in one province."""
NUMBER_FACETS = frozenset({"term", "round"})
UNKNOWN = "unknown"
UNKNOWN_NUMBER = 0
"""A term or round that no source gives: `unknown` in URLs and facet values, 0 in `ProblemQuery`."""


@dataclass(frozen=True, slots=True)
class ProblemQuery:
    """A question to the problems: words and filters (OR within one, AND across), order and page.

    `regions` and `authorities` hold region codes or `central`; `years` and `published_years` four digits or `unknown`;
    `categories` codes of focuses or topics, or `none`; `terms` and `rounds` numbers, 0 for unknown. `year_from` and
    `year_to` are inclusive and leave out what has no year. `report` is a report's public id. With `once`, a round with
    several reports counts once: by its latest stage that lists problems (design.md §3, Counting). An empty `sort`
    means by relevance when words are asked for, else newest first. `page` counts from 1.
    """

    q: str = ""
    scope: str = "all"
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    published_years: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    terms: tuple[int, ...] = ()
    rounds: tuple[int, ...] = ()
    measure_types: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    report: str | None = None
    once: bool = False
    sort: str = ""
    page: int = 1
    per_page: int = 20

    def with_(self, **changes: Any) -> ProblemQuery:
        """This query with attributes changed; back on page 1 unless `page` is among them."""
        return replace(self, **{"page": 1, **changes})

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values chosen in a facet, as they stand in URLs and in `FacetValue.value`."""
        if facet == PROVINCE:
            return ()
        values = getattr(self, FACET_ATTRIBUTES["region" if facet == CASCADE else facet])
        return tuple(_to_param(facet, value) for value in values)

    def adding(self, facet: str, value: str) -> ProblemQuery:
        """This query with one more value chosen in a facet."""
        chosen = self.selected(facet)
        return self if value in chosen else self._choosing(facet, (*chosen, value))

    def without(self, facet: str, value: str) -> ProblemQuery:
        """This query with one value of a facet no longer chosen."""
        return self._choosing(facet, tuple(chosen for chosen in self.selected(facet) if chosen != value))

    def _choosing(self, facet: str, values: tuple[str, ...]) -> ProblemQuery:
        chosen = tuple(_from_param(facet, value) for value in values)
        return self.with_(**{FACET_ATTRIBUTES[facet]: chosen})

    def to_params(self) -> list[tuple[str, str]]:
        """The query as URL parameters, in a fixed order, defaults left out: for `urlencode` and cache keys."""
        params = [("q", self.q)] if self.q else []
        params += [("scope", self.scope)] if self.scope != "all" else []
        for facet, attribute in FACET_ATTRIBUTES.items():
            if getattr(self, attribute):
                params += [(facet, value) for value in self.selected(facet)]
        params += [("once", "1")] if self.once else []
        for name, default in (("year_from", None), ("year_to", None), ("report", None), ("sort", "")):
            value = getattr(self, name)
            params += [(name, str(value))] if value != default else []
        params += [("page", str(self.page))] if self.page != 1 else []
        params += [("per_page", str(self.per_page))] if self.per_page != 20 else []
        return params


def _to_param(facet: str, value: str | int) -> str:
    return UNKNOWN if facet in NUMBER_FACETS and value == UNKNOWN_NUMBER else str(value)


def _from_param(facet: str, value: str) -> str | int:
    if facet not in NUMBER_FACETS:
        return value
    return UNKNOWN_NUMBER if value == UNKNOWN else int(value)


@dataclass(frozen=True, slots=True)
class QueryError:
    """Something in the words that could not be taken as meant; the rest was searched all the same.

    `start` and `end` are a half-open span in `ProblemQuery.q`; `zh` and `en` a sentence for the reader.
    """

    code: str
    start: int
    end: int
    zh: str
    en: str


@dataclass(slots=True, unsafe_hash=True)
class FacetValue:
    """A value of a facet and how many problems have it under all the query's other filters. Not to be changed.

    Not frozen, which would make it three times as slow to build: a map has one for each of thousands of regions.
    """

    value: str
    count: int
    selected: bool


class Facets(Mapping[str, tuple[FacetValue, ...]]):
    """The values of each facet asked for, the most frequent first, equal ones by value; chosen ones are always among
    them, with 0 if need be.

    They are put in order when they are looked at: of a nation's thousands of regions and senders a page shows a few.
    """

    __slots__ = ("_chosen", "_counts", "_ordered")

    def __init__(
        self, counts: Mapping[str, Mapping[str, int]] | None = None, chosen: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._chosen = chosen or {}
        self._counts = {
            facet: {**dict.fromkeys(self._chosen.get(facet, ()), 0), **held} for facet, held in (counts or {}).items()
        }
        self._ordered: dict[str, tuple[FacetValue, ...]] = {}

    def counts(self, facet: str) -> Mapping[str, int]:
        """The count of each value, in no order. KeyError for a facet that was not asked for."""
        return self._counts[facet]

    def first(self, facet: str, most: int) -> tuple[FacetValue, ...]:
        """The first values, so many at most, and those chosen that would come later. KeyError as `counts`."""
        counts = self._counts[facet]
        shown = dict(heapq.nsmallest(most, counts.items(), key=_most_frequent_first))
        later = [(value, counts[value]) for value in {*self._chosen.get(facet, ())} if value not in shown]
        return self._made(facet, [*shown.items(), *sorted(later, key=_most_frequent_first)])

    def _made(self, facet: str, pairs: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
        chosen = self._chosen.get(facet, ())
        return tuple([FacetValue(value, count, value in chosen) for value, count in pairs])

    def __getitem__(self, facet: str) -> tuple[FacetValue, ...]:
        if facet not in self._ordered:
            in_order = sorted(self._counts[facet].items())
            in_order.sort(key=itemgetter(1), reverse=True)  # equal ones stay by value
            self._ordered[facet] = self._made(facet, in_order)
        return self._ordered[facet]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def values_held(self) -> int:
        """How many values all facets have together."""
        return sum(map(len, self._counts.values()))


def _most_frequent_first(value: tuple[str, int]) -> tuple[int, str]:
    return -value[1], value[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem or report found: its primary key, for fetching only, its public id, and its score (0 without words)."""

    pk: int
    public_id: str
    score: float


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How the index stands: the content version it holds, whether changes wait; `ready`, `missing` or `outdated`."""

    version: int
    lagging: bool = False
    state: str = "ready"


@dataclass(frozen=True, slots=True)
class ProblemResults:
    """A page of problems. `total` is exact; `reports_total` is None where counting reports would be slow.

    `page` is the page shown, which is the last one when a later one was asked for. `words` are the folded terms that
    `highlight` and `snippet` take. `version` is the content version searched.
    """

    query: ProblemQuery
    total: int
    page: int
    hits: tuple[Hit, ...]
    facets: Facets
    status: IndexStatus
    reports_total: int | None = None
    errors: tuple[QueryError, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, math.ceil(self.total / self.query.per_page))

    @property
    def version(self) -> int:
        return self.status.version

    @property
    def lagging(self) -> bool:
        return self.status.lagging


@dataclass(frozen=True, slots=True)
class AllProblems:
    """Everything found, from one state of the index: `keys` gives the `total` primary keys once, newest first.

    `status.version` is the content version of that state; whether it can be asked at all says `status.state`.
    """

    total: int
    keys: Iterator[int]
    status: IndexStatus
    errors: tuple[QueryError, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportResults:
    """All reports whose whole text was searched: their primary keys, the most relevant first; as `ProblemResults`."""

    keys: tuple[int, ...]
    status: IndexStatus
    errors: tuple[QueryError, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return len(self.keys)
