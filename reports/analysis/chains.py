"""The same matter over several rounds: problems of one place whose statements share their telling words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.analysis.naming import words_in_common
from reports.search.similar import pairs_of, telling_words

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


def chains(findings: Sequence[Finding], most: int | None = None) -> list[Chain]:
    """What was found again: the longest chains first, then those of which more is alike; so many at most.

    A chain has at most one finding of each round; those most alike join first. Nothing without a usable index, which
    knows how telling a word is.
    """
    weights = telling_words([finding.statement for finding in findings])
    joins = sorted(links(findings, weights), key=lambda link: (-link[0], link[1], link[2]))
    chain_of: dict[int, list[int]] = {}
    likeness: dict[int, float] = {}
    for alike, earlier, later in joins:
        one, other = chain_of.get(earlier, [earlier]), chain_of.get(later, [later])
        if one is other or {findings[n].round for n in one} & {findings[n].round for n in other}:
            continue
        joined = sorted((*one, *other), key=lambda n: findings[n].round)
        chain_of.update(dict.fromkeys(joined, joined))
        likeness.update(dict.fromkeys(joined, max(alike, *(likeness.get(n, 0.0) for n in joined))))
    found = {members[0]: members for members in chain_of.values()}.values()
    ordered = sorted(found, key=lambda members: (-len(members), -likeness[members[0]], members))
    return [_chain(members, findings, weights) for members in ordered[:most]]


def links(findings: Sequence[Finding], weights: Sequence[Mapping[str, float]]) -> Iterator[tuple[float, int, int]]:
    """(likeness, index of the earlier, index of the later) of the findings of two rounds that are alike: the share of
    telling words that they have in common, the mean of both ways.

    Only findings that share a telling pair of characters are looked at together.
    """
    having: dict[str, list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        for pair in pairs_of(finding.statement):
            having[pair].append(place)
    both_ways: dict[tuple[int, int], float] = defaultdict(float)
    for place, telling in enumerate(weights):
        turn, whole = findings[place].round, sum(telling.values())
        there: dict[int, float] = defaultdict(float)
        for pair, weight in telling.items():
            for other in having[pair]:
                there[other] += weight
        for other, shared in there.items():
            if weights[other] and findings[other].round != turn:
                link = (place, other) if turn < findings[other].round else (other, place)
                both_ways[link] += shared / whole
    for (earlier, later), alike in both_ways.items():
        if alike / 2 >= _ALIKE:
            yield alike / 2, earlier, later


def _chain(members: Sequence[int], findings: Sequence[Finding], weights: Sequence[Mapping[str, float]]) -> Chain:
    told = tuple(findings[n] for n in members)
    return Chain(words_in_common([found.statement for found in told], [weights[n] for n in members]), told)
