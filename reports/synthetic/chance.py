"""Draws that are the same for the same seed on every machine, Python version and number of workers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
_SLOTS_PER_ITEM = 16


def dice(*key: object) -> Random:
    """A source of chance of its own for what `key` names: (seed, "report", 17). What else is drawn cannot change it."""
    return Random(":".join(map(str, key)))


def below(random: Random, limit: int) -> int:
    """A whole number from 0 up to, not including, `limit`. (randrange may change with Python, random() not.)"""
    return int(random.random() * limit)


def between(random: Random, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(random.random() * (high - low + 1))


def shuffled(random: Random, items: Sequence[T]) -> list[T]:
    """The items in a random order (Fisher and Yates)."""
    result = list(items)
    for last in range(len(result) - 1, 0, -1):
        other = int(random.random() * (last + 1))
        result[last], result[other] = result[other], result[last]
    return result


class Wheel(Generic[T]):
    """Draws items by a Zipf law: the one at place r (from 1) with weight 1/(r + offset)^exponent.

    Weights become slots of a table, so that a draw costs one look-up. Every item has one slot at least.
    """

    def __init__(self, items: Sequence[T], *, exponent: float = 0.8, offset: float = 3.0) -> None:
        """`items` from the most to the least frequent. ValueError when there is none."""
        if not items:
            raise ValueError("nothing to draw from")
        weights = [1 / (place + offset) ** exponent for place in range(1, len(items) + 1)]
        scale = _SLOTS_PER_ITEM * len(items) / sum(weights)
        self.items = tuple(items)
        self._slots = [
            item for item, weight in zip(items, weights, strict=True) for _ in range(max(1, round(weight * scale)))
        ]

    def draw(self, random: Random) -> T:
        return self._slots[int(random.random() * len(self._slots))]
