"""Pages of one process are made a few at a time: more at once only take Python from each other.

A process has more threads than that, since most wait for their clients. Files are made beside the pages, one portion
or workbook at a time, so that ten downloads slow a page down no more than one, and whoever waits for a page comes
first: a download that takes four seconds instead of two is not noticed where a page is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from xunshi_site.limits.budgets import makes_a_workbook

AT_ONCE = 2
"""One makes its page while another waits for the database. With eight at once a process made an eighth fewer pages."""
FILES_AT_ONCE = 1
PATIENCE = 1.0
"""After so many seconds a reader goes on without a turn: slow pages may hold up others, and never shut them out."""
FILE_WORKS, FILE_WAITS = 0.05, 0.25
"""Seconds: after so much work a file waits until nobody waits for a page, at most so long. It goes on at a sixth of its
pace on the busiest site."""

Row = TypeVar("Row")


class Line:
    """Whoever waits for a turn at pages."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._counting, self._waiting = threading.Lock(), 0
        self._empty = threading.Event()
        self._empty.set()

    def acquire(self) -> bool:
        """Whether there was a turn before the reader's patience ended."""
        if self._turns.acquire(blocking=False):
            return True
        self._count(1)
        try:
            return self._turns.acquire(timeout=PATIENCE)
        finally:
            self._count(-1)

    def release(self) -> None:
        self._turns.release()

    def let_go_first(self) -> None:
        """For whoever makes a file: until nobody stands in line, or for as long as a file waits."""
        self._empty.wait(FILE_WAITS)

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more
            if self._waiting:
                self._empty.clear()
            else:
                self._empty.set()


class Turns:
    """Middleware: whoever reads a page that must be made waits for a turn, and gives it back with the answer.

    Stands innermost, so that pages answered before their view (kept ones, 304, refusals) need none. Requests that write
    need none either: their bodies may come slowly. A workbook, whole before it is sent, may take minutes: it waits for
    other files instead, and its view reads rows through `request.beside_pages`, which lets pages go first. What is
    streamed takes a file's turn for each portion, while it is made and not while it is sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = Line()
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
        if request.method not in ("GET", "HEAD"):
            return
        if makes_a_workbook(request):
            request.turn = self.files if self.files.acquire(timeout=PATIENCE) else None  # type: ignore[attr-defined]
            request.beside_pages = self._beside_pages  # type: ignore[attr-defined]
        else:
            request.turn = self.pages if self.pages.acquire() else None  # type: ignore[attr-defined]

    def _beside_pages(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, with a wait between two of them after each stretch of work."""
        since = time.monotonic()
        for row in rows:
            if time.monotonic() - since >= FILE_WORKS:
                self.pages.let_go_first()
                since = time.monotonic()
            yield row

    def _portion_by_portion(self, portions: Iterator[bytes]) -> Iterator[bytes]:
        worked = FILE_WORKS  # the first one waits too
        while True:
            if worked >= FILE_WORKS:
                self.pages.let_go_first()
                worked = 0.0
            has_turn = self.files.acquire(timeout=PATIENCE)
            began = time.monotonic()
            try:
                portion = next(portions, None)
            finally:
                if has_turn:
                    self.files.release()
            worked += time.monotonic() - began
            if portion is None:
                return
            yield portion
