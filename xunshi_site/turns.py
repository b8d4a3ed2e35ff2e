"""Pages of one process are made a few at a time: more at once only take Python from each other.

A process has more threads than that, since most wait for their clients. Files are made beside the pages, one portion
or workbook at a time, so that ten downloads slow a page down no more than one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from xunshi_site.limits.budgets import makes_a_workbook

AT_ONCE = 2
"""One makes its page while another waits for the database. With eight at once a process made an eighth fewer pages."""
FILES_AT_ONCE = 1
PATIENCE = 1.0
"""After so many seconds a reader goes on without a turn: slow pages may hold up others, and never shut them out."""


class Turns:
    """Middleware: whoever reads a page that must be made waits for a turn, and gives it back with the answer.

    Stands innermost, so that pages answered before their view (kept ones, 304, refusals) need none. Requests that write
    need none either: their bodies may come slowly. A workbook, whole before it is sent, may take minutes: it waits for
    other files instead. What is streamed takes a file's turn for each portion, while it is made and not while it is
    sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = threading.BoundedSemaphore(AT_ONCE)
        self.files = threading.BoundedSemaphore(FILES_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        finally:
            turn = getattr(request, "turn", None)
            if turn is not None:
                turn.release()
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = self._portion_by_portion(iter(response.streaming_content))  # type: ignore[arg-type]
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        if request.method in ("GET", "HEAD"):
            turns = self.files if makes_a_workbook(request) else self.pages
            request.turn = turns if turns.acquire(timeout=PATIENCE) else None  # type: ignore[attr-defined]

    def _portion_by_portion(self, portions: Iterator[bytes]) -> Iterator[bytes]:
        while True:
            has_turn = self.files.acquire(timeout=PATIENCE)
            try:
                portion = next(portions, None)
            finally:
                if has_turn:
                    self.files.release()
            if portion is None:
                return
            yield portion
