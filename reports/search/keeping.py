"""What is counted over the whole archive is counted once for each state of the index (design.md §6, Version)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from reports.search.reading import open_view
from reports.search.view import View

Value = TypeVar("Value")


def state_now() -> Hashable:
    """The state of the index (`View.state`); None where nothing may be kept. One query."""
    view = open_view()
    return view.state if isinstance(view, View) else None


class KeptForState(Generic[Value]):
    """Values by key for the threads of a process: those of the state that was seen last, no others, and of these the
    `most` that were asked for last. Whoever gets a value must not change it: it is everybody's.

    Nothing is kept while the index does not hold all that is committed, nor with `RESULT_CACHE` off: there is no state.
    """

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._held: OrderedDict[Hashable, Value] = OrderedDict()

    def of(self, key: Hashable, count: Callable[[], Value]) -> Value:
        """What `count` gives, or gave before in this state. It is counted after the state is read, never before."""
        return self.in_state(state_now(), key, count)

    def in_state(self, state: Hashable, key: Hashable, count: Callable[[], Value]) -> Value:
        """As `of`, for who has read the state already, as `state_now` or with an open view."""
        if state is None:
            return count()
        with self._lock:
            if state == self._state and key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        counted = count()
        with self._lock:
            if state != self._state:
                self._state = state
                self._held.clear()
            self._held[key] = counted
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return counted
