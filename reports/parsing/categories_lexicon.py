"""The lexicon of the categories: weighted terms, found in a text in one pass.

The terms are data (`data/category_terms.toml`). A text is folded, its quotes and white space dropped, and all terms are
looked up at once with one Aho-Corasick automaton, built on first use. Knows no Django.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import ahocorasick

from reports.data_files import read_toml
from reports.fold import WHITE_SPACE, fold
from reports.parsing.spelling import characters, spelled

# “三重一大” 制度 and 三重一大制度 are one term: quotes, book-title marks and white space do not count.
_IGNORED = re.compile(rf"[{WHITE_SPACE}\"'\u300a\u300b<>\u200b-\u200d\ufeff]+")


class Weight(NamedTuple):
    """What a term says of one topic, and of what kind it is: a list of `category_terms.toml`, or joint."""

    topic: str
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the lexicon. A neutral term has no weights: it only covers the shorter terms inside it."""

    text: str
    weights: tuple[Weight, ...]

    @property
    def is_umbrella(self) -> bool:
        """True when the term speaks for nothing but in an umbrella sense."""
        return bool(self.weights) and all(weight.kind == "umbrella" for weight in self.weights)


class Match(NamedTuple):
    """A term at its place in a normalised text."""

    start: int
    end: int
    term: Term


def normalise(text: str) -> str:
    """`text` as terms are compared: folded, without quotes, book-title marks and white space."""
    return _IGNORED.sub("", fold(text))


class Lexicon:
    """All terms, and the automaton that finds them."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        """`terms` by their normalised text; at least one."""
        self.terms = dict(terms)
        self._automaton: Any = ahocorasick.Automaton()
        for text, term in self.terms.items():
            spelling = spelled(text)
            self._automaton.add_word(spelling, (term.is_umbrella, -len(text), len(spelling), term))
        self._automaton.make_automaton()

    def matches(self, normalised: str) -> list[Match]:
        """The terms in a normalised text, in text order, none overlapping another: where two meet, the longer stays.

        农村集体三资管理 gives 农村集体三资, not 农村集体 and 三资管理; of two equally long ones the first stays. An
        umbrella term gives way to any other: 两个责任落实不到位 gives 两个责任, not 责任落实不到位.
        """
        spelling = spelled(normalised)
        # In order of precedence: umbrella terms last, long terms first; no two terms have both their place and length.
        found = [
            (umbrella, less, end + 1 - size, size, term)
            for end, (umbrella, less, size, term) in self._automaton.iter(spelling)
        ]
        found.sort()
        taken = bytearray(len(spelling))
        kept = []
        for _, less, start, size, term in found:
            if 1 not in taken[start : start + size]:
                taken[start : start + size] = b"\x01" * size
                kept.append((start, -less, term))
        kept.sort()
        matches = []
        start = before = 0
        for at, size, term in kept:
            start += characters(spelling, before, at)  # from one to the next: a hostile text has thousands
            before = at
            matches.append(Match(start, start + size, term))
        return matches


def load_document() -> dict[str, Any]:
    """`category_terms.toml` as a mapping."""
    return read_toml("category_terms.toml")


def read_terms(document: Mapping[str, Any]) -> dict[str, Term]:
    """The terms of a document in the form of `category_terms.toml`, by normalised text.

    A term listed under several topics speaks for each of them, except that [joint] and [neutral] settle a term alone.
    """
    collected: dict[str, list[Weight]] = {}
    for text, weight in _listed(document):
        collected.setdefault(text, []).append(weight)
    for raw, shares in document["joint"].items():
        collected[normalise(raw)] = [Weight(topic, float(value), "joint") for topic, value in shares.items()]
    for raw in document["neutral"]["terms"].split():
        collected[normalise(raw)] = []
    return {text: Term(text, tuple(weights)) for text, weights in collected.items()}


def _listed(document: Mapping[str, Any]) -> Iterator[tuple[str, Weight]]:
    scale = document["scale"]
    for topic, lists in document["topic"].items():
        for kind, words in lists.items():
            for raw in words.split():
                yield normalise(raw), Weight(topic, float(scale[kind]), kind)


@functools.cache
def lexicon() -> Lexicon:
    """The project's lexicon, built once."""
    return Lexicon(read_terms(load_document()))
