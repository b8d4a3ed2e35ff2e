"""A searcher whose failures are told apart: a damaged index is lost, anything else is a fault of the question's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tantivy import Document, Searcher, SearchResult

Answer = TypeVar("Answer")
_PANIC = "PanicException"
"""What the engine raises when it meets what it took for impossible: no Exception, and not to be imported."""


class IndexUnusable(Exception):
    """The generation is damaged, or was removed by a rebuild."""


class EngineFailed(Exception):
    """The engine gave up over a question although its files are sound."""


@contextmanager
def contained() -> Iterator[None]:
    """EngineFailed instead of a panic, which would pass by everything that answers for failures."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise EngineFailed(str(error)) from error


class GuardedSearcher:
    """As `tantivy.Searcher`. `is_lost` tells after a failure whether the index is damaged; it then is noted as lost."""

    def __init__(self, searcher: Searcher, is_lost: Callable[[], bool]) -> None:
        self._searcher, self._is_lost = searcher, is_lost

    @property
    def num_docs(self) -> int:
        return self._searcher.num_docs

    @property
    def num_segments(self) -> int:
        return self._searcher.num_segments

    def search(self, *asked: Any, **how: Any) -> SearchResult:
        return self._ask(self._searcher.search, *asked, **how)

    def aggregate(self, *asked: Any, **how: Any) -> dict[str, Any]:
        return self._ask(self._searcher.aggregate, *asked, **how)

    def doc(self, *asked: Any) -> Document:
        return self._ask(self._searcher.doc, *asked)

    def doc_freq(self, *asked: Any, **how: Any) -> int:
        return self._ask(self._searcher.doc_freq, *asked, **how)

    def fast_field_values(self, *asked: Any, **how: Any) -> list[int | float | bool | None]:
        return self._ask(self._searcher.fast_field_values, *asked, **how)

    def _ask(self, question: Callable[..., Answer], *asked: Any, **how: Any) -> Answer:
        """The engine's answer. IndexUnusable where the index is damaged."""
        try:
            with contained():
                return question(*asked, **how)
        except (ValueError, OSError, EngineFailed) as error:
            if self._is_lost():
                raise IndexUnusable(str(error)) from error
            raise
