"""What a question is answered from."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from tantivy import Occur, Query, Searcher

from reports.search.query import IndexStatus


@dataclass(frozen=True, slots=True)
class View:
    """A searcher, how the index stands, and what to exclude: rows removed by changes that it does not hold yet.

    `state` names what the index holds, where that is all that was committed but for new reports: answers of one state
    are the same. None where other changes wait.
    """

    searcher: Searcher
    status: IndexStatus
    excluded: tuple[tuple[Occur, Query], ...] = ()
    state: Hashable = None
