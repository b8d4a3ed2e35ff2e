"""Answers of one state of the index, kept by the process that found them (design.md §6, Version).

What most readers ask first (everything, a common word, one province) is counted over the whole nation once for each
state of the index. The state is part of the key, so that several processes need not tell each other anything; and only
an index that holds all that is committed is remembered at all.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from reports.search.query import ProblemQuery, ProblemResults

MOST_VALUES = 150_000
"""So many values of facets are kept together: some 25 MB. Everything, with all its regions, has 3,500."""


class Answers:
    """The answers asked for last, for the threads of a process."""

    def __init__(self, most_values: int = MOST_VALUES) -> None:
        self._most = most_values
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._held: OrderedDict[tuple[ProblemQuery, tuple[str, ...]], ProblemResults] = OrderedDict()
        self._values = 0

    def answer(
        self, state: Hashable, query: ProblemQuery, facets: Sequence[str], find: Callable[[], ProblemResults]
    ) -> ProblemResults:
        """What `find` gives for the query, or gave before in the same `state`. None is no state: nothing is kept."""
        if state is None:
            return find()
        key = query, tuple(facets)
        with self._lock:
            if state != self._state:
                self._state, self._values = state, 0
                self._held.clear()
            elif key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        found = find()
        with self._lock:
            if state == self._state and key not in self._held:
                self._held[key] = found
                self._values += _values_of(found)
                while self._values > self._most:
                    _key, dropped = self._held.popitem(last=False)
                    self._values -= _values_of(dropped)
        return found


def _values_of(results: ProblemResults) -> int:
    return len(results.hits) + results.facets.values_held()


answers = Answers()
