"""Pages of one process are made a few at a time: more at once only take Python from each other.

A process has more threads than that, since most wait for their clients or stream an export, which needs no turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

AT_ONCE = 2
"""One makes its page while another waits for the database. With eight at once a process made an eighth fewer pages."""
PATIENCE = 1.0
"""After so many seconds a reader goes on without a turn: slow pages may hold up others, and never shut them out."""


class Turns:
    """Middleware: whoever reads a page that must be made waits for a turn, and gives it back with the answer.

    Stands innermost, so that pages answered before their view (kept ones, 304, refusals) need none. What is streamed
    is made after the turn. Requests that write need none either: their bodies may come slowly.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.free = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "has_turn", False):
                self.free.release()

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        if request.method in ("GET", "HEAD"):
            request.has_turn = self.free.acquire(timeout=PATIENCE)  # type: ignore[attr-defined]
