"""Patterns of clauses (data/synthetic.toml tells their form) made ready for quick use: text, alternatives and slots."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from reports.synthetic.chance import Wheel

if TYPE_CHECKING:
    from reports.synthetic.scene import Scene

Slot = Callable[["Scene"], str]
# <加强|强化> or {village}
_PIECE = re.compile(r"<([^<>]+)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """A pattern. `bits`: how many choices it leaves, as a power of two, by which statements are kept from repeating."""

    parts: tuple[str | Slot, ...]
    bits: float

    def say(self, scene: Scene) -> str:
        """The clause with everything drawn, without closing punctuation."""
        return "".join([part if part.__class__ is str else part(scene) for part in self.parts])  # type: ignore[operator]


def _one_of(words: tuple[str, ...]) -> Slot:
    count = len(words)
    return lambda scene: words[int(scene.random.random() * count)]


def compiled(pattern: str, slots: dict[str, tuple[Slot, float]]) -> Clause:
    """The clause of one line. `slots`: what makes a slot's words, and their bits. KeyError for an unknown slot."""
    parts: list[str | Slot] = []
    bits = 0.0
    at = 0
    for piece in _PIECE.finditer(pattern):
        parts.append(pattern[at : piece.start()])
        at = piece.end()
        if piece[1] is not None:
            words = tuple(piece[1].split("|"))
            parts.append(_one_of(words))
            bits += math.log2(len(words))
        else:
            slot, worth = slots[piece[2]]
            parts.append(slot)
            bits += worth
    parts.append(pattern[at:])
    return Clause(tuple(part for part in parts if part != ""), bits)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of one list, drawn by a Zipf law in the order of the list."""

    wheel: Wheel[Clause]
    bits: float

    def draw(self, random: Random) -> Clause:
        return self.wheel.draw(random)


def clauses(lines: Iterable[str], slots: dict[str, tuple[Slot, float]]) -> Clauses:
    """The clauses of a block of lines. ValueError for an empty block."""
    found = [compiled(line.strip(), slots) for line in lines if line.strip()]
    return Clauses(Wheel(found, exponent=0.6), math.log2(max(1, len(found))))
