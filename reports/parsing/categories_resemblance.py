"""Which topics a wording resembles by its groups of characters, known terms or not. Knows no Django.

The terms of the lexicon are the examples: 私搭棚屋 resembles urban by 私搭 and 搭棚, though no term has all of it.
A term found in a wording that otherwise resembles other topics is a stray: 渡口 in 渡口街道历史建筑保护不力.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Collection
from operator import neg
from typing import Any

import ahocorasick

from reports.parsing.categories_lexicon import Term, lexicon
from reports.parsing.spelling import spelled

# Groups of two and three characters; single ones say too little, longer ones are seldom met again.
_SIZES = (2, 3)
# What every topic is thought to have seen of a group beside its own examples.
_SMOOTHING = 3.0
_LEAST_WEIGHT = 2.0


class Resemblance:
    """How likely the groups of characters of a wording are under each topic, against their share in all topics.

    A group that a topic never had costs the same whatever the group, so only what it had is stored, by group.
    """

    def __init__(self, terms: Collection[Term]) -> None:
        """`terms` are the examples; those of an umbrella sense, and mere hints, are none."""
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        total: defaultdict[str, float] = defaultdict(float)
        for term in terms:
            for weight in term.weights:
                if weight.kind == "umbrella" or weight.value < _LEAST_WEIGHT:
                    continue
                for group in groups(term.text):
                    counts[group][weight.topic] += weight.value
                    total[weight.topic] += weight.value
        whole = math.fsum(total.values())
        self._topics = sorted(total)
        self._never = [math.log(_SMOOTHING / (total[topic] + _SMOOTHING)) for topic in self._topics]
        place = {topic: i for i, topic in enumerate(self._topics)}
        self._gains = [
            tuple(
                (place[topic], math.log1p(count / (_SMOOTHING * math.fsum(seen.values()) / whole)))
                for topic, count in seen.items()
            )
            for seen in counts.values()
        ]
        # Finds the groups that are known: taking all groups out of a wording to look each up takes five times as long.
        self._finder: Any = ahocorasick.Automaton()
        for number, group in enumerate(counts):
            self._finder.add_word(spelled(group), number)
        self._finder.make_automaton()

    def likeliest(self, normalised: str) -> list[str]:
        """All topics, the one that a normalised wording resembles most first; in order of code where none is known."""
        known = {number for _, number in self._finder.iter(spelled(normalised))}
        scores = [len(known) * cost for cost in self._never]
        for number in known:
            for place, gain in self._gains[number]:
                scores[place] += gain
        ranked = sorted(zip(map(neg, scores), self._topics, strict=True))
        return [topic for _, topic in ranked]


def groups(normalised: str) -> set[str]:
    """The groups of two and three neighbouring characters of a normalised text."""
    return {normalised[i : i + size] for size in _SIZES for i in range(len(normalised) - size + 1)}


@functools.cache
def resemblance() -> Resemblance:
    """That to the project's lexicon, built once."""
    return Resemblance(lexicon().terms.values())


def likeliest(normalised: str, without: tuple[str, ...]) -> tuple[str, ...]:
    """The topics that a wording resembles, most first, but for those in `without`."""
    return tuple([topic for topic in resemblance().likeliest(normalised) if topic not in without])
