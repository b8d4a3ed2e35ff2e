"""Agreement of the parser's categories with an annotator's: what `score_parser` prints. Knows no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CategoryAgreement:
    """One category: how many problems have it by the annotator, by the parser, by both."""

    code: str
    gold: int
    predicted: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of the parser's that the annotator gave too, 0 to 1; None where the parser gave none."""
        return self.both / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """The share of the annotator's that the parser gave too, 0 to 1; None where the annotator gave none."""
        return self.both / self.gold if self.gold else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """So many problems that are `gold` first by the annotator, `predicted` first by the parser; None is no category."""

    gold: str | None
    predicted: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over a number of problems.

    `f1` is micro-averaged over all codes, order apart; `first` the share of problems with the same first code (both
    0 to 1, and 1 where there is nothing to compare). `categories` are in order of code, `confusions` commonest first.
    """

    problems: int
    f1: float
    first: float
    categories: tuple[CategoryAgreement, ...]
    confusions: tuple[Confusion, ...]


def agreement(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Agreement:
    """Compares the codes of each problem, most important first, in the same order of problems.

    Raises ValueError when the two differ in length.
    """
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    both: Counter[str] = Counter()
    confused: Counter[tuple[str | None, str | None]] = Counter()
    same = 0
    for ours, theirs in zip(gold, predicted, strict=True):
        wanted.update(set(ours))
        given.update(set(theirs))
        both.update(set(ours) & set(theirs))
        first, guess = next(iter(ours), None), next(iter(theirs), None)
        if first == guess:
            same += 1
        else:
            confused[first, guess] += 1
    total = wanted.total() + given.total()
    ordered = sorted(confused.items(), key=lambda item: (-item[1], item[0][0] or "", item[0][1] or ""))
    return Agreement(
        problems=len(gold),
        f1=2 * both.total() / total if total else 1.0,
        first=same / len(gold) if gold else 1.0,
        categories=tuple(
            CategoryAgreement(code, wanted[code], given[code], both[code]) for code in sorted(wanted | given)
        ),
        confusions=tuple(Confusion(one, other, count) for (one, other), count in ordered),
    )
