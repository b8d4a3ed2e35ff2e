"""A page of what a query finds, in a stable order, from the first to the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tantivy import DocAddress, FieldType, Order, Query, Searcher, SearchResult

from reports.search.documents import DAY
from reports.search.matching import all_of
from reports.search.query import Hit
from reports.search.schema import schema

RELEVANCE, NEWEST, OLDEST = "relevance", "newest", "oldest"

_DEEP = 1_000
"""From this offset on the total is asked first, and what is nearer to the end is collected from there."""
_FAR = 20_000
"""Farther than this from both ends a page by date is sought by its day."""
_STRETCH = 30 * DAY
"""Of `newest` and `oldest`: a nation has some 6,000 problems in so many days."""
_CHUNK = 20_000


_Found = list[tuple[float, DocAddress]]


@dataclass(frozen=True, slots=True)
class Page:
    """`number` is the page shown: the last one where a later one was asked for."""

    total: int
    number: int
    hits: tuple[Hit, ...]


def order_of(sort: str, *, words: bool) -> str:
    """The order for a `sort` of design.md §7; without words to rank by, relevance means newest first."""
    if sort == "old":
        return OLDEST
    return RELEVANCE if words and sort != "new" else NEWEST


def page_of(searcher: Searcher, query: Query, order: str, number: int, per_page: int) -> Page:
    """Page `number` (from 1) of `per_page` hits (from 1)."""
    offset = (number - 1) * per_page
    if offset < _DEEP:
        total, found = _slice(searcher, query, order, offset=offset, limit=per_page)
        if found or offset == 0:
            return Page(total, number, hits_of(searcher, order, found))
    total = count(searcher, query)
    number = min(number, max(1, -(-total // per_page)))
    offset = (number - 1) * per_page
    length = min(per_page, total - offset)
    if length < 1:
        return Page(total, number, ())
    from_the_end = total - offset - length
    if order == RELEVANCE or offset <= min(from_the_end, _FAR):
        _, found = _slice(searcher, query, order, offset=offset, limit=length)
    elif from_the_end <= _FAR:
        _, found = _slice(searcher, query, order, offset=from_the_end, limit=length, direction=Order.Asc)
        found.reverse()
    else:
        found = _far_slice(searcher, query, order, offset=offset, limit=length)
    return Page(total, number, hits_of(searcher, order, found))


def _far_slice(searcher: Searcher, query: Query, order: str, *, offset: int, limit: int) -> _Found:
    """As `_slice`, far from both ends: the engine would put all that comes before in order. Counts by stretches of
    days tell where to begin."""
    answer = searcher.aggregate(query, {"stretches": {"histogram": {"field": order, "interval": _STRETCH}}})
    before, begin = 0, None
    for bucket in reversed(answer["stretches"]["buckets"]):
        if before + bucket["doc_count"] > offset:
            begin = round((bucket["key"] + _STRETCH) / _STRETCH) * _STRETCH
            break
        before += bucket["doc_count"]
    if begin is not None:
        # Keys have more digits than the engine's buckets: what comes before is counted once more, exactly.
        before = count(searcher, all_of([query, Query.range_query(schema(), order, FieldType.Unsigned, begin)]))
        if before <= offset:
            query = all_of([query, Query.range_query(schema(), order, FieldType.Unsigned, upper_bound=begin - 1)])
            offset -= before
    return _slice(searcher, query, order, offset=offset, limit=limit)[1]


def count(searcher: Searcher, query: Query) -> int:
    """How many documents the query finds, exactly."""
    return _total(searcher.search(query, 1, count=True))


def _total(result: SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # the binding has it, its stub has not


def _slice(
    searcher: Searcher, query: Query, order: str, *, offset: int, limit: int, direction: Order = Order.Desc
) -> tuple[int, _Found]:
    if order == RELEVANCE:
        result = searcher.search(query, limit, count=True, offset=offset)
    else:
        result = searcher.search(query, limit, count=True, offset=offset, order_by_field=order, order=direction)
    return _total(result), result.hits


def hits_of(searcher: Searcher, order: str, found: _Found) -> tuple[Hit, ...]:
    """The rows behind the engine's addresses; scores only where they decided the order."""
    addresses = [address for _, address in found]
    if not addresses:
        return ()
    keys = searcher.fast_field_values("pk", addresses)
    uids = (searcher.doc(address)["uid"][0] for address in addresses)
    return tuple(
        Hit(int(pk or 0), uid.partition(":")[2], score if order == RELEVANCE else 0.0)
        for pk, uid, (score, _) in zip(keys, uids, found, strict=True)
    )


def keys_of(searcher: Searcher, query: Query, order: str) -> tuple[int, ...]:
    """The primary keys of everything found, in order. For reports: problems of a nation come in stretches."""
    total = count(searcher, query)
    if not total:
        return ()
    _, found = _slice(searcher, query, order, offset=0, limit=total)
    return tuple(int(key or 0) for key in searcher.fast_field_values("pk", [address for _, address in found]))


def distinct_reports(searcher: Searcher, query: Query, total: int) -> int:
    """How many reports the `total` documents found belong to; the cost grows with `total`."""
    if total == 0:
        return 0
    addresses = [address for _, address in searcher.search(query, total, count=False).hits]
    return len(set(searcher.fast_field_values("report_pk", addresses)))


def newest_first(searcher: Searcher, query: Query, chunk: int | None = None) -> Iterator[int]:
    """The primary keys of everything found, newest first, from one snapshot, found `chunk` at a time.

    Each chunk begins below the last order key of the one before, so that none has to skip what was already given;
    rows that share that key are in both chunks and given once.
    """
    below: int | None = None
    given: set[int] = set()
    while True:
        wanted = query
        if below is not None:
            rest = Query.range_query(schema(), NEWEST, FieldType.Unsigned, upper_bound=below)
            wanted = all_of([query, rest])
        found = searcher.search(wanted, chunk or _CHUNK, count=False, order_by_field=NEWEST).hits
        keys = searcher.fast_field_values("pk", [address for _, address in found]) if found else []
        fresh = [(order, int(pk or 0)) for (order, _), pk in zip(found, keys, strict=True) if pk not in given]
        if not fresh:
            return
        yield from (pk for _, pk in fresh)
        below = int(fresh[-1][0])
        given = {pk for order, pk in fresh if order == below}
