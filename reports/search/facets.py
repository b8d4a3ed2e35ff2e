"""How many problems each value of a facet would give: exact, over everything found (design.md §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from tantivy import Query, Searcher

from reports.search.query import FacetValue, ProblemQuery
from reports.search.schema import BETWEEN_FACETS, BETWEEN_VALUES, COLUMNS, NO_VALUE

_MOST_VALUES = 30_000
"""Above the number of words of any column (sets of regions, of measure types: some 4,000 each). A smaller size makes
the engine's counts wrong, without a word and on many segments only (test_engine_traps).
"""


def count_facets(
    searcher: Searcher,
    query: ProblemQuery,
    facets: Sequence[str],
    found: Query,
    found_without: Mapping[str, Query],
) -> dict[str, tuple[FacetValue, ...]]:
    """The values of each facet with their counts, the most frequent first; chosen values are always among them.

    `found` is the whole question. `found_without` has, for each facet in which something is chosen, the question
    without that facet's own filter: what the other values would add.
    """
    counts = _count(searcher, found, [facet for facet in facets if facet not in found_without])
    for facet in facets:
        if facet in found_without:
            counts |= _count(searcher, found_without[facet], [facet])
    return {facet: values_of(counts[facet], query.selected(facet)) for facet in facets}


def _count(searcher: Searcher, query: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    columns = [column for column, held in COLUMNS.items() if not set(held).isdisjoint(facets)]
    if not columns:
        return {}
    answer = searcher.aggregate(
        query, {column: {"terms": {"field": column, "size": _MOST_VALUES}} for column in columns}
    )
    counts: dict[str, dict[str, int]] = {}
    for column in columns:
        counts |= _taken_apart(answer[column]["buckets"], COLUMNS[column])
    return {facet: counts[facet] for facet in facets}


def _taken_apart(buckets: Iterable[Mapping[str, Any]], facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """The count of each value of each facet, from the counts of each word of a column."""
    words: list[dict[str, int]] = [defaultdict(int) for _ in facets]
    for bucket in buckets:
        number = bucket["doc_count"]
        for together, part in zip(words, bucket["key"].split(BETWEEN_FACETS), strict=True):
            together[part] += number
    found = {}
    for facet, parts in zip(facets, words, strict=True):
        counts: dict[str, int] = defaultdict(int)
        for part, number in parts.items():
            for value in part.split(BETWEEN_VALUES):
                counts[value] += number
        counts.pop(NO_VALUE, None)
        found[facet] = counts
    return found


def values_of(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    """The facet's values in the order of `count_facets`."""
    present = {**dict.fromkeys(chosen, 0), **counts}
    by_name = sorted(present.items())
    by_name.sort(key=itemgetter(1), reverse=True)  # equal ones stay by name
    return tuple([FacetValue(value, count, value in chosen) for value, count in by_name])
