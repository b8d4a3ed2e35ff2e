"""The same matter over several rounds: problems of one place whose statements share their telling words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.search.similar import pairs_of, shared_words, telling_words

_ALIKE = 0.34
"""The share of telling words that two statements have in common, the mean of both ways."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem's statement; `round` counts the place's rounds from the oldest, from 0."""

    public_id: str
    round: int
    statement: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Findings of two rounds or more, the oldest first, and the words that they share."""

    words: str
    findings: tuple[Finding, ...]


def chains(findings: Sequence[Finding]) -> list[Chain]:
    """What was found again: the longest chains first, then those of which more is alike.

    A chain has at most one finding of each round; those most alike join first. Nothing without a usable index, which
    knows how telling a word is. The cost grows with the square of the findings of one place.
    """
    weights = telling_words([finding.statement for finding in findings])
    links = sorted(_links(findings, weights), key=lambda link: (-link[0], link[1], link[2]))
    chain_of: dict[int, list[int]] = {}
    likeness: dict[int, float] = {}
    for alike, earlier, later in links:
        one, other = chain_of.get(earlier, [earlier]), chain_of.get(later, [later])
        if one is other or {findings[n].round for n in one} & {findings[n].round for n in other}:
            continue
        joined = sorted((*one, *other), key=lambda n: findings[n].round)
        chain_of.update(dict.fromkeys(joined, joined))
        likeness.update(dict.fromkeys(joined, max(alike, *(likeness.get(n, 0.0) for n in joined))))
    found = {members[0]: members for members in chain_of.values()}.values()
    ordered = sorted(found, key=lambda members: (-len(members), -likeness[members[0]], members))
    return [Chain(_name(members, findings, weights), tuple(findings[n] for n in members)) for members in ordered]


def alike_to(statement: str, others: Sequence[str]) -> list[float]:
    """How much of each other statement is the same matter by its words: 0 where a chain would not join the two."""
    weights = telling_words([statement, *others])
    pairs = [pairs_of(text) for text in (statement, *others)]
    found = (_alike(weights[0], pairs[0], weights[n], pairs[n]) for n in range(1, len(pairs)))
    return [alike if alike >= _ALIKE else 0.0 for alike in found]


def _links(findings: Sequence[Finding], weights: Sequence[Mapping[str, float]]) -> Iterator[tuple[float, int, int]]:
    """(likeness, index of the earlier, index of the later) of the findings of two rounds that are alike."""
    pairs = [pairs_of(finding.statement) for finding in findings]
    for earlier, before in enumerate(findings):
        for later, after in enumerate(findings):
            if before.round < after.round:
                alike = _alike(weights[earlier], pairs[earlier], weights[later], pairs[later])
                if alike >= _ALIKE:
                    yield alike, earlier, later


def _alike(
    weights: Mapping[str, float], pairs: frozenset[str], others: Mapping[str, float], pairs_there: frozenset[str]
) -> float:
    """The share of telling words that two statements have in common, the mean of both ways; 0 where one has none."""
    whole, whole_there = sum(weights.values()), sum(others.values())
    if not whole or not whole_there:
        return 0.0
    there = sum(weight for pair, weight in weights.items() if pair in pairs_there)
    back = sum(weight for pair, weight in others.items() if pair in pairs)
    return (there / whole + back / whole_there) / 2


def _name(members: Sequence[int], findings: Sequence[Finding], weights: Sequence[Mapping[str, float]]) -> str:
    """The word that most neighbours in the chain share; empty when they share no word that reads as one."""
    counted: dict[str, int] = {}
    for before, after in pairwise(members):
        for word in shared_words(findings[before].statement, findings[after].statement, weights[before]):
            counted[word] = counted.get(word, 0) + 1
    return max(counted, key=lambda word: (counted[word], len(word)), default="")
