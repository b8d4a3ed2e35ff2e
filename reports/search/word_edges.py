"""Where words in common begin and end: what belongs to a figure and particles are no part of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reports.data_files import read_toml
from reports.search.stream import SEPARATOR


@dataclass(frozen=True, slots=True)
class Edges:
    """A stretch of a text. `clean`: how many of its two ends lie at a clause's, beside a figure, or where a particle
    was taken off, so that no word is cut there."""

    start: int
    end: int
    clean: int


def trimmed(text: str, start: int, end: int) -> Edges:
    """The stretch from `start` to `end` of a folded text, without what belongs to a figure beside it (its unit, its
    verb) and without particles at its ends. It may become empty."""
    opens = start == 0 or not _joins(text[start - 1])
    closes = end == len(text) or not _joins(text[end])
    if start and text[start - 1].isdigit():
        start += len(max((unit for unit in _words("units") if text.startswith(unit, start)), key=len, default=""))
    if end < len(text) and text[end].isdigit():
        told = (word for word in _words("before_figures") if text.endswith(word, start, end))
        end -= len(max(told, key=len, default=""))
    while start < end and text[start] in _words("opening"):
        start, opens = start + 1, True
    while start < end and text[end - 1] in _words("closing"):
        end, closes = end - 1, True
    return Edges(min(start, end), end, opens + closes)


def _joins(character: str) -> bool:
    """Whether a word may go on over this character."""
    return not character.isdigit() and character not in f"{SEPARATOR}.%"


@lru_cache(maxsize=4)
def _words(name: str) -> tuple[str, ...]:
    return tuple(read_toml("word_edges.toml")[name])
