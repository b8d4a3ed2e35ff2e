"""What a query finds, a stretch at a time: each begins after the last row of the one before (for the API's cursors).

In an order by date no stretch skips what was already given, so the last one costs as little as the first, and what is
added or withdrawn meanwhile neither repeats a row nor loses one. By relevance there is no such place to go on from:
rows are counted off, to a depth of `DEEPEST`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tantivy import FieldType, Query, Searcher

from reports.search.matching import all_of
from reports.search.paging import RELEVANCE, count, hits_of
from reports.search.query import Facets, Hit, IndexStatus, QueryError
from reports.search.schema import schema

DEEPEST = 10_000
"""So many rows at most are given by relevance: whoever wants all takes them by date."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch ended in `order`: the order key of its last row, and the public ids of the rows given that have
    that key. By relevance `key` is the number of rows given so far."""

    order: str
    key: int
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Up to `per_page` problems after a place; `place` is where the next stretch begins, None after the last.

    `total` and `facets` are those of the whole question, as in `ProblemResults`.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    place: Place | None
    status: IndexStatus
    errors: tuple[QueryError, ...] = ()


class OtherOrderError(ValueError):
    """A place in one order says nothing of another."""


def next_hits(
    searcher: Searcher, query: Query, order: str, after: Place | None, length: int
) -> tuple[int, tuple[Hit, ...], Place | None]:
    """(total, hits, where the next stretch begins). `after` is a place in the same order."""
    if order == RELEVANCE:
        return _by_relevance(searcher, query, after.key if after else 0, length)
    given = after.given if after else ()
    wanted = query
    if after is not None:
        rest = Query.range_query(schema(), order, FieldType.Unsigned, upper_bound=after.key)
        wanted = all_of([query, rest])
    # One more than is given tells whether anything is left; those already given stand first among what comes.
    found = searcher.search(wanted, length + len(given) + 1, count=False, order_by_field=order).hits
    hits = hits_of(searcher, order, found)
    keyed = [(int(key), hit) for (key, _), hit in zip(found, hits, strict=True) if hit.public_id not in given]
    shown, more = keyed[:length], len(keyed) > length
    place = None
    if more:
        last = shown[-1][0]
        before = given if after is not None and after.key == last else ()
        place = Place(order, last, (*before, *(hit.public_id for key, hit in shown if key == last)))
    return count(searcher, query), tuple(hit for _, hit in shown), place


def _by_relevance(
    searcher: Searcher, query: Query, offset: int, length: int
) -> tuple[int, tuple[Hit, ...], Place | None]:
    total = count(searcher, query)
    length = min(length, DEEPEST - offset, total - offset)
    if length < 1:
        return total, (), None
    hits = hits_of(searcher, RELEVANCE, searcher.search(query, length, count=False, offset=offset).hits)
    end = offset + len(hits)
    return total, hits, Place(RELEVANCE, end) if end < min(total, DEEPEST) else None
