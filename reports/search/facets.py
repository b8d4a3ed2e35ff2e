"""How many problems each value of a facet would give: exact, over everything found (design.md §7)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from tantivy import Query, Searcher

from reports.search.schema import BETWEEN_FACETS, BETWEEN_VALUES, COLUMNS, NO_VALUE

_MOST_VALUES = 30_000
"""Above the number of words of any column (sets of regions, senders: some 4,000 each). A smaller size makes
the engine's counts wrong, without a word and on many segments only (test_engine_traps).
"""
_MOST_KEPT = 100_000
"""Words of a column that a process keeps taken apart: a few times those of a nation."""

_INSIDE = "inside"
_word, _number = itemgetter("key"), itemgetter("doc_count")


def count_facets(
    searcher: Searcher,
    facets: Sequence[str],
    found: Query,
    found_without: Mapping[str, Query],
    chosen: Mapping[str, str],
) -> dict[str, dict[str, int]]:
    """The count of each value of each facet, in no order.

    `found` is the whole question. `found_without` has, for each facet in which something is chosen, the question
    without that facet's own filter: what the other values would add. `chosen` has these filters alone, as
    `matching.in_words` writes them, where it can.
    """
    if len(found_without) == 1:
        ((own, without),) = found_without.items()
        if own in chosen:
            return _count_at_once(searcher, facets, own, without, chosen[own])
    counts = _count(searcher, found, [facet for facet in facets if facet not in found_without])
    for facet in facets:
        if facet in found_without:
            counts |= _count(searcher, found_without[facet], [facet])
    return counts


def _count(searcher: Searcher, query: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    wanted = _terms(facets)
    return _counts(facets, searcher.aggregate(query, wanted)) if wanted else {}


def _count_at_once(
    searcher: Searcher, facets: Sequence[str], own: str, without: Query, chosen: str
) -> dict[str, dict[str, int]]:
    """`own` counted in what is found without its filter, and the others in the part of that which the filter keeps: the
    words, a long phrase perhaps, are looked for once and not twice."""
    others = [facet for facet in facets if facet != own]
    inside = _terms(others)
    wanted = {**_terms([own]), _INSIDE: {"filter": chosen, "aggs": inside}} if inside else _terms([own])
    answer = searcher.aggregate(without, wanted)
    return _counts([own], answer) | (_counts(others, answer[_INSIDE]) if inside else {})


def _terms(facets: Sequence[str]) -> dict[str, Any]:
    """What the engine is asked to count, by column."""
    columns = [column for column, names in _NAMES.items() if not set(names).isdisjoint(facets)]
    return {column: {"terms": {"field": column, "size": _MOST_VALUES}} for column in columns}


def _counts(facets: Sequence[str], answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for column, words in _WORDS.items():
        if column in answer:
            for facet, held in words.counts(answer[column]["buckets"]).items():
                if facet in counts:
                    counts[facet] |= held  # no value stands in two columns
    return counts


class ColumnWords:
    """The words of a column (`schema.COLUMNS`), each taken apart once: what a word means never changes.

    A nation has twelve thousand, and a page that finds most of it has them all: splitting them each time took as long
    as a third of counting.
    """

    def __init__(self, facets: Sequence[str], most: int = _MOST_KEPT) -> None:
        self._facets, self._most = facets, most
        self._lock = threading.Lock()
        self._known = _Known()

    def counts(self, buckets: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
        """The count of each value of each facet, from the engine's count of each word."""
        words = list(map(_word, buckets))
        known = self._known
        if not known.words.keys() >= set(words):
            known = self._learn(words)
        added = [0] * len(known.values)
        for places, number in zip(map(known.words.__getitem__, words), map(_number, buckets), strict=True):
            for place in places:
                added[place] += number
        found: dict[str, dict[str, int]] = {facet: {} for facet in self._facets}
        for (facet, value), number in zip(known.values, added, strict=False):  # another thread may add values
            if number:
                found[facet][value] = number
        return found

    def _learn(self, words: Sequence[str]) -> _Known:
        """What is known, with these words too. Begun anew when it is too much: other threads keep what they hold."""
        with self._lock:
            if len(self._known.words) + len(words) > self._most:
                self._known = _Known()
            for word in words:
                if word not in self._known.words:
                    self._known.learn(word, self._facets)
            return self._known


class _Known:
    """Values in the order in which they were first seen, and for each word the places of its values among them."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []
        self.words: dict[str, tuple[int, ...]] = {}
        self._places: dict[tuple[str, str], int] = {}

    def learn(self, word: str, facets: Sequence[str]) -> None:
        found = []
        for facet, part in zip(facets, word.split(BETWEEN_FACETS), strict=True):
            for value in part.split(BETWEEN_VALUES):
                if value != NO_VALUE:
                    found.append(self._places.setdefault((facet, value), len(self.values)))
                    if found[-1] == len(self.values):
                        self.values.append((facet, value))
        self.words[word] = tuple(found)


_NAMES = {column: tuple(part.counted_as for part in parts) for column, parts in COLUMNS.items()}
_WORDS = {column: ColumnWords(names) for column, names in _NAMES.items()}
