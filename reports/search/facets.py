"""How many problems each value of a facet would give: exact, over everything found (DESIGN.md §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tantivy import Query, Searcher

from reports.search.query import FacetValue, ProblemQuery
from reports.search.schema import COLUMNS, NO_VALUE

_MOST_VALUES = 30_000
"""Above the number of words of any column (sets of regions: some 4,000, of measure types: fewer). A smaller size makes
the engine's counts wrong, without a word and on many segments only (SEARCH.md §8 a).
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
    if not facets:
        return {}
    wanted = {facet: {"terms": {"field": COLUMNS[facet], "size": _MOST_VALUES}} for facet in facets}
    answer = searcher.aggregate(query, wanted)
    return {facet: _taken_apart(answer[facet]["buckets"]) for facet in facets}


def _taken_apart(buckets: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The count of each value, from the counts of each word of a column."""
    counts: dict[str, int] = defaultdict(int)
    for bucket in buckets:
        for value in bucket["key"].split(" "):
            counts[value] += bucket["doc_count"]
    counts.pop(NO_VALUE, None)
    return counts


def values_of(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    """The facet's values in the order of `count_facets`."""
    present = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(present.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value, count, value in chosen) for value, count in ordered)
