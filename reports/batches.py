"""So many at a time: what is read or written in portions (itertools.batched, which Python 3.11 lacks)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def batches(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of `size` values, in order, the last one of what is left. Reads no further than asked."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
