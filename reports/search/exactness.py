"""Does the index find exactly what stands in the archive? Random pieces of its texts, searched and scanned for.

The scan reads every text once and looks for all pieces in it, so its cost is one reading of the archive and one pass
over its characters a piece, whatever is found. Hits are compared as a number and a sum of scattered keys, so that a
piece that stands everywhere needs no more memory than one that stands once.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reports.batches import batches
from reports.models import Problem
from reports.search.documents import IndexDocument
from reports.search.finding import find_all
from reports.search.query import ProblemQuery
from reports.search.rows import all_documents
from reports.search.schema import PROBLEM, PROBLEM_SCOPES
from reports.search.stream import SEPARATOR, field_text, normalise
from reports.search.view import View

LONGEST = 8
_DOCUMENTS_AT_ONCE = 2_000
_BETWEEN = "\n"
"""Stands in no normalised text: there every run of separators is one `_`."""
_SCATTER, _WORD = 0x9E3779B97F4A7C15, (1 << 64) - 1

Progress = Callable[[Iterator[IndexDocument]], Iterable[IndexDocument]]


@dataclass(slots=True)
class Tally:
    """How many problems, and which: two different sets of one size have one sum by chance once in 2^64."""

    number: int = 0
    which: int = 0

    def add(self, key: int) -> None:
        self.number += 1
        mixed = (key * _SCATTER) & _WORD
        self.which = (self.which + (mixed ^ (mixed >> 29)) * _SCATTER) & _WORD


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
            found.append(Sample(piece, tuple(PROBLEM_SCOPES)[position % len(PROBLEM_SCOPES)], normalise(piece)))
    return found


def _piece(texts: Sequence[str], chance: random.Random) -> str | None:
    for _ in range(20 if texts else 0):
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        piece = text[start : start + chance.randint(1, LONGEST)]
        if normalise(piece).strip(SEPARATOR):
            return piece
    return None


def compare(view: View, samples: Sequence[Sample], progress: Progress = iter) -> None:
    """Fills in what searching and scanning find. The archive must not change meanwhile."""
    for sample in samples:
        for key in find_all(view, ProblemQuery(q=sample.question, scope=sample.scope)).keys:
            sample.searched.add(key)
    problems = (document for document in progress(all_documents()) if document.kind == PROBLEM)
    for batch in batches(problems, _DOCUMENTS_AT_ONCE):
        _scan(batch, samples)


def _scan(documents: Sequence[IndexDocument], samples: Sequence[Sample]) -> None:
    fields = [{name: field_text(parts) for name, parts in document.streams.items()} for document in documents]
    for scope, names in PROBLEM_SCOPES.items():
        text, starts = _joined(fields, names)
        for sample in samples:
            if sample.scope == scope:
                for number in _holding(text, starts, sample.wanted):
                    sample.scanned.add(documents[number].pk)


def _joined(fields: Sequence[Mapping[str, str]], names: Iterable[str]) -> tuple[str, list[int]]:
    """The fields of all documents in one text, and where each document begins."""
    parts, starts, length = [], [], 0
    for each in fields:
        part = _BETWEEN.join(each.get(name, "") for name in names) + _BETWEEN
        starts.append(length)
        parts.append(part)
        length += len(part)
    return "".join(parts), starts


def _holding(text: str, starts: Sequence[int], wanted: str) -> Iterator[int]:
    """The numbers of the documents in which `wanted` stands, each once."""
    at = text.find(wanted)
    while at >= 0:
        number = bisect_right(starts, at) - 1
        yield number
        if number + 1 == len(starts):
            return
        at = text.find(wanted, starts[number + 1])
