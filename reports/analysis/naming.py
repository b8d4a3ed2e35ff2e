"""What statements about one matter are called together: the words that they have in common, whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from reports.search.similar import common_runs, pairs_of, telling_parts
from reports.search.stream import field_text
from reports.search.word_edges import trimmed

SHORTEST, LONGEST = 3, 16
"""Characters of a name. Two may be any piece of a word; more are a clause, of which only what tells is taken."""


def words_in_common(statements: Sequence[str], weights: Sequence[Mapping[str, float]]) -> str:
    """The words that most of the statements share, that are cut off least, and that tell most; as folded text.

    `weights` are the telling pairs of each statement. Empty where neighbours share no telling word.
    """
    texts = [field_text([statement]) for statement in statements]
    found: dict[str, tuple[int, int, float]] = {}
    for place, (text, other) in enumerate(pairwise(texts)):
        for word, clean in _words(text, other, pairs_of(statements[place + 1]), weights[place]):
            telling = sum(weights[place].get(before + after, 0.0) for before, after in pairwise(word))
            held = sum(word in each for each in texts)
            if telling:
                found[word] = max((held, clean, telling), found.get(word, (0, 0, 0.0)))
    return max(found, key=lambda word: (found[word], word), default="")


def _words(text: str, other: str, present: frozenset[str], weights: Mapping[str, float]) -> Iterator[tuple[str, int]]:
    """What stands in both texts as it is, with how many of its ends cut no word in either."""
    for start, end in common_runs(text, present):
        edges = trimmed(text, start, end)
        word = text[edges.start : edges.end]
        for part in [word] if len(word) <= LONGEST else telling_parts(word, weights):
            at = other.find(part)
            if len(part) >= SHORTEST and at >= 0:
                there = trimmed(other, at, at + len(part))
                whole = there.end - there.start == len(part)
                yield part, min(edges.clean, there.clean) if part == word and whole else 0
