"""Does the index find exactly what stands in the archive? Random pieces of its texts, searched and scanned for.

The scan reads every text once and looks for all pieces in it at once (Aho-Corasick), so its cost is one reading of the
archive, however many pieces. It shares the folding with the index, which is the rule of what counts as the same
(design.md §6, Fold), and the table of fields; separators, neighbourhoods and the looking itself are its own, so that a
mistake of `search.stream` or of the engine shows. Hits are compared as a number and a sum of scattered keys, so that a
piece that stands everywhere needs no more memory than one that stands once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from reports.batches import batches
from reports.fold import fold_without_space
from reports.models import Problem
from reports.search.documents import IndexDocument
from reports.search.finding import find_all
from reports.search.query import ProblemQuery
from reports.search.rows import all_documents
from reports.search.schema import PROBLEM, PROBLEM_SCOPES
from reports.search.view import View

LONGEST = 8
_KEYS_AT_ONCE = 200_000
"""Found at a time: half the time of the chunks that an export takes, for 100 MB."""
_PART_END = "|"
"""Between the parts of a field: a separator, and no white space, which folding may drop."""
# What is no letter, digit or CJK character: one run is one separator. 落实“回头看”, 整改 -> 落实_回头看_整改
_OTHERS = re.compile(r"[\W_]+")
_SCATTER, _WORD = 0x9E3779B97F4A7C15, (1 << 64) - 1

Progress = Callable[[Iterator[IndexDocument]], Iterable[IndexDocument]]


@dataclass(slots=True)
class Tally:
    """How many problems, and which: two different sets of one size have one sum by chance once in 2^64."""

    number: int = 0
    which: int = 0

    def add(self, scattered: int) -> None:
        self.number += 1
        self.which = (self.which + scattered) & _WORD


def _scattered(key: int) -> int:
    mixed = (key * _SCATTER) & _WORD
    return ((mixed ^ (mixed >> 29)) * _SCATTER) & _WORD


@dataclass(slots=True)
class Sample:
    """A piece of a text as written, where it is looked for, and what was found in both ways."""

    text: str
    scope: str
    wanted: str
    scanned: Tally = field(default_factory=Tally)
    searched: Tally = field(default_factory=Tally)

    @property
    def question(self) -> str:
        """As one types it. A straight quote inside would close the phrase; any other mark is as good a separator."""
        return '"' + self.text.replace('"', "“") + '"'

    @property
    def exact(self) -> bool:
        return self.scanned == self.searched


def draw(number: int, seed: int) -> list[Sample]:
    """Random pieces of 1 to 8 characters from the statements, measures and headings of random problems, the scopes in
    turn. Pieces without any letter, digit or CJK character are drawn anew: nothing can be searched in them. Fewer
    than `number` only where the archive has hardly any text.
    """
    chance = random.Random(seed)
    keys = list(Problem.objects.public().order_by("pk").values_list("pk", flat=True))
    chosen = [chance.choice(keys) for _ in range(number)] if keys else []
    texts = {
        problem.pk: [problem.text or "", *problem.path, *(measure.text or "" for measure in problem.measures.all())]
        for batch in batches(sorted(set(chosen)), 500)
        for problem in Problem.objects.filter(pk__in=batch).prefetch_related("measures")
    }
    found = []
    for position, key in enumerate(chosen):
        piece = _piece([text for text in texts.get(key, ()) if text], chance)
        if piece is not None:
            found.append(Sample(piece, tuple(PROBLEM_SCOPES)[position % len(PROBLEM_SCOPES)], plain(piece)))
    return found


def _piece(texts: Sequence[str], chance: random.Random) -> str | None:
    for _ in range(20 if texts else 0):
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        piece = text[start : start + chance.randint(1, LONGEST)]
        if plain(piece).strip("_"):
            return piece
    return None


def plain(text: str) -> str:
    """Folded, with one `_` for each run of separators."""
    return _OTHERS.sub("_", fold_without_space(text))


def compare(view: View, samples: Sequence[Sample], progress: Progress = iter) -> None:
    """Fills in what searching and scanning find. The archive must not change meanwhile."""
    for sample in samples:
        asked = ProblemQuery(q=sample.question, scope=sample.scope)
        for key in find_all(view, asked, chunk=_KEYS_AT_ONCE).keys:
            sample.searched.add(_scattered(key))
    scan = _Scan(samples)
    for document in progress(all_documents()):
        if document.kind == PROBLEM:
            scan.look_in(document)


class _Scan:
    """All pieces, looked for at once. A field is asked only for the pieces whose scope has it."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._asking: list[list[Sample]] = []
        wanted: dict[str, dict[str, list[Sample]]] = {}
        for sample in samples:
            for name in PROBLEM_SCOPES[sample.scope]:
                wanted.setdefault(name, {}).setdefault(sample.wanted, []).append(sample)
        self._finders = {name: self._finder(pieces) for name, pieces in wanted.items()}

    def _finder(self, pieces: dict[str, list[Sample]]) -> Any:
        """Finds in a text every piece that stands in it, each with its place in `_asking`."""
        automaton: Any = ahocorasick.Automaton()
        for piece, samples in pieces.items():
            automaton.add_word(piece, len(self._asking))
            self._asking.append(samples)
        automaton.make_automaton()
        return automaton

    def look_in(self, document: IndexDocument) -> None:
        """Counts the document for every sample that stands in one of its fields."""
        found: dict[int, Sample] = {}
        for name, finder in self._finders.items():
            text = plain(_PART_END.join(("", *document.streams.get(name, ()), "")))
            for place in {place for _, place in finder.iter(text)}:
                found |= {id(sample): sample for sample in self._asking[place]}
        scattered = _scattered(document.pk)
        for sample in found.values():
            sample.scanned.add(scattered)
