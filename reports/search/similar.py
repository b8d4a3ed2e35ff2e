"""Similar problems elsewhere: what shares a statement's telling words (design.md §6, Similar).

The pairs of characters of a statement are weighed by how few other statements have them (the engine knows that
number without searching). The most telling are asked for as alternatives, and what is found is ordered by the weight
of what it shares. So the similarity can be shown: it is the words in common, and nothing else.

The cost is bounded whatever the archive's size: pairs are taken, the rarest first, until together they stand in
`_MOST_POSTINGS` statements.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Hashable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from tantivy import Occur, Query, Searcher

from reports.fold import CJK
from reports.search.matching import all_of, has_one_of, of_kind
from reports.search.paging import RELEVANCE, hits_of
from reports.search.query import Hit, IndexStatus
from reports.search.reading import open_view
from reports.search.schema import PROBLEM, schema
from reports.search.stream import SEPARATOR, field_text
from reports.search.view import View
from reports.search.word_edges import trimmed

_FIELD = "statement"
_MOST_PAIRS = 16
_MOST_POSTINGS = 120_000
"""So many entries of the index are read at most for one problem: some 10 ms."""
_MOST_READ = 300
"""Characters of a statement that are looked at; longer ones are lists."""
_COMMON = 0.08
"""A pair in a greater share of all statements tells nothing."""
_ALWAYS_RARE = 20
"""So few statements are never a great share: for small archives."""
_MOST_KNOWN = 60_000
"""So many numbers of pairs are kept by a process: some 8 MB."""
_SEAM = 0.25
"""A pair this much rarer than a neighbour lies across two words: 理后 between 治理 and 后来, not 臭水 in 黑臭水体."""
_ENOUGH = 0.2
"""The share of the weight sought that a similar statement has at least."""
_FETCHED = 40
_WORDS_SHOWN = 4
_LONGEST_WORD = 8
_NO_DIGITS = re.compile(r"[^\d.%_]+")
_WORD_CHARACTERS = re.compile(f"[{CJK}]{{2}}")


@dataclass(frozen=True, slots=True)
class SimilarQuery:
    """What is sought: like `statement`, not in one of `reports` (public ids). `categories` are codes of topics, which
    raise what has one of them; `level` is a `BodyLevel`, empty for all levels; `within` are the reports that alone
    are looked at, empty for all.
    """

    statement: str
    reports: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    level: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """The best first, by the engine; and the telling pairs of characters with their weights, for `shared_words`."""

    hits: tuple[Hit, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    def likeness(self, statement: str) -> float:
        """From 0 (nothing in common) to 1 (every telling pair)."""
        return self._part(self._shared(statement))

    def likeness_if_alike(self, statement: str) -> float | None:
        """The likeness of a statement that shares enough to be called similar: two telling pairs, and a fifth of the
        weight. None for any other.
        """
        shared = self._shared(statement)
        likeness = self._part(shared)
        return likeness if len(shared) >= 2 and likeness >= _ENOUGH else None

    def _shared(self, statement: str) -> list[float]:
        text = _folded(statement)
        return [weight for pair, weight in self.weights.items() if pair in text]

    def _part(self, shared: Sequence[float]) -> float:
        whole = sum(self.weights.values())
        return sum(shared) / whole if whole else 0.0


def find_similar(query: SimilarQuery, view: View | IndexStatus | None = None) -> Similar:
    """Up to 40 problems for a statement. Nothing without a usable index or without a telling word; never fails.

    `view`: what else the same page is answered from (`open_view`); without it the newest state of the index.
    """
    view = view or open_view()
    if isinstance(view, IndexStatus):
        return Similar()
    weights = telling_pairs(view.searcher, query.statement, _numbers.of(view.state))
    if len(weights) < 2:
        return Similar()
    required = [of_kind(PROBLEM), _any_pair(weights)]
    if query.level:
        required.append(has_one_of("level", [query.level]))
    if query.within:
        required.append(has_one_of("report_id", query.within))
    excluded = list(view.excluded)
    if query.reports:
        excluded.append((Occur.MustNot, has_one_of("report_id", query.reports)))
    found = all_of(required, excluded)
    if query.categories:
        # Of the same topic: worth as much as one middling pair.
        worth = sum(weights.values()) / len(weights)
        same_topic = Query.const_score_query(has_one_of("category", query.categories), worth)
        found = Query.boolean_query([(Occur.Must, found), (Occur.Should, same_topic)])
    hits = view.searcher.search(found, _FETCHED, count=False).hits
    return Similar(hits_of(view.searcher, RELEVANCE, hits), weights)


def _any_pair(weights: Mapping[str, float]) -> Query:
    """The score is the weight of the pairs that a statement has, however often and however long it is."""
    return Query.boolean_query(
        [
            (Occur.Should, Query.const_score_query(Query.term_query(schema(), _FIELD, pair), weight))
            for pair, weight in weights.items()
        ]
    )


class _Numbers:
    """How many statements have a pair, as the engine said for one state of the index."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._known: dict[str, int] = {}

    def of(self, state: Hashable) -> dict[str, int]:
        """What is known of this state, to be added to; nothing is kept of an index that changes wait for."""
        if state is None:
            return {}
        if state != self._state or len(self._known) > _MOST_KNOWN:
            self._state, self._known = state, {}
        return self._known


_numbers = _Numbers()


def telling_pairs(
    searcher: Searcher, statement: str, known: MutableMapping[str, int] | None = None
) -> dict[str, float]:
    """The pairs of characters that tell this statement from others, in its order, with their weights.

    Left out: what no other statement has, what many have, and pairs across two words. `known` are numbers of
    statements that the same searcher has told; others are asked for and added.
    """
    known = {} if known is None else known
    total = max(1, searcher.doc_freq("kind_of_row", PROBLEM))
    text = field_text([statement[:_MOST_READ]])
    pairs = [before + after for before, after in pairwise(text)]
    for pair in pairs:
        if pair not in known:
            known[pair] = searcher.doc_freq(_FIELD, pair) if _WORD_CHARACTERS.fullmatch(pair) else 0
    counts = [known[pair] for pair in pairs]
    most = max(_ALWAYS_RARE, total * _COMMON)
    candidates: dict[str, int] = {}
    for place, (pair, count) in enumerate(zip(pairs, counts, strict=True)):
        if 2 <= count <= most and count >= max(counts[max(0, place - 1) : place + 2]) * _SEAM:
            candidates[pair] = count
    taken: set[str] = set()
    postings = 0
    for pair, count in sorted(candidates.items(), key=lambda item: item[1]):
        postings += count
        if len(taken) == _MOST_PAIRS or postings > _MOST_POSTINGS:
            break
        taken.add(pair)
    return {pair: math.log(1 + total / count) for pair, count in candidates.items() if pair in taken}


def telling_words(statements: Sequence[str]) -> list[dict[str, float]]:
    """`telling_pairs` of each statement, by one state of the index; nothing telling without a usable one."""
    view = open_view()
    if isinstance(view, IndexStatus):
        return [{} for _ in statements]
    known = _numbers.of(view.state)
    return [telling_pairs(view.searcher, statement, known) for statement in statements]


@lru_cache(maxsize=128)
def _folded(text: str) -> str:
    """The text as a field of the index. A page asks up to three times for each of some 40 texts."""
    return field_text([text])


@lru_cache(maxsize=128)
def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, folded."""
    return frozenset(before + after for before, after in pairwise(_folded(text)))


def shared_words(statement: str, other: str, weights: Mapping[str, float], most: int = _WORDS_SHOWN) -> list[str]:
    """What two statements have in common, as the first writes it, folded: the longest runs that hold a telling pair.

    黑臭水体治理返黑 and 两处黑臭水体长期返黑 share 黑臭水体 and 返黑. At most `most`, the weightiest first; a run of
    two characters may be a piece of a longer word: named only where there is little else.
    """
    text = _folded(statement)
    runs: dict[str, float] = {}
    for start, end in common_runs(text, _folded(other)):
        for word in _readable(text, start, end, weights):
            runs[word] = sum(weights.get(before + after, 0.0) for before, after in pairwise(word))
    found = sorted((word for word, weight in runs.items() if weight > 0), key=lambda word: -runs[word])
    whole = [word for word in found if not any(word != longer and word in longer for longer in found)]
    long = [word for word in whole if len(word) > 2]
    return (long if len(long) >= 2 else long + [word for word in whole if len(word) == 2])[:most]


def common_runs(text: str, present: Container[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a folded text that hold no figures and no separator, and whose pairs are all among `present`:
    pairs, or another folded text.
    """
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and text[end - 1 : end + 1] in present and SEPARATOR not in text[end - 1 : end + 1]:
            continue
        for part in _NO_DIGITS.finditer(text, start, end):
            yield part.span()
        start = end


def _readable(text: str, start: int, end: int, weights: Mapping[str, float]) -> Iterator[str]:
    """A run of shared characters as words: its edges trimmed, and only its telling part where it is a whole clause."""
    if end - start < 2:  # most are, and nothing is left of them
        return
    edges = trimmed(text, start, end)
    word = text[edges.start : edges.end]
    if 2 <= len(word) <= _LONGEST_WORD:
        yield word
    elif len(word) > _LONGEST_WORD:
        yield from telling_parts(word, weights)


def telling_parts(run: str, weights: Mapping[str, float]) -> Iterator[str]:
    """The stretches of a run in which every pair tells."""
    word = ""
    for before, after in pairwise(run):
        if before + after in weights:
            word = word + after if word else before + after
        elif word:
            yield word
            word = ""
    if word:
        yield word
