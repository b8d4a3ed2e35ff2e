"""What a question is answered from."""

from __future__ import annotations

from dataclasses import dataclass

from tantivy import Occur, Query, Searcher

from reports.search.query import IndexStatus


@dataclass(frozen=True, slots=True)
class View:
    """A searcher, how the index stands, and what to exclude: rows removed by changes that it does not hold yet."""

    searcher: Searcher
    status: IndexStatus
    excluded: tuple[tuple[Occur, Query], ...] = ()
