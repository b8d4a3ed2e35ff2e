"""A file as it is sent: in portions large enough to compress and to be worth a turn, small enough to be nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

PORTION = 64 * 1024
"""Characters collected before they are handed on."""


def in_portions(pieces: Iterable[str]) -> Iterator[str]:
    """The same text. A portion ends with the piece that fills it; none is empty."""
    collected: list[str] = []
    length = 0
    for piece in pieces:
        collected.append(piece)
        length += len(piece)
        if length >= PORTION:
            yield "".join(collected)
            collected, length = [], 0
    if length:
        yield "".join(collected)
