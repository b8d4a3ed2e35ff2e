"""What one request may cost: the size of its body, and on SQLite the time of its statements.

PostgreSQL bounds statements by itself: xunshi_site/gunicorn.py asks it to for the connections of the web processes.
Commands, which have no request, are not bounded on either database.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from xunshi_site.errors import error_response
from xunshi_site.limits.budgets import makes_a_workbook
from xunshi_site.limits.seconds import STATEMENT_SECONDS

STEPS = 50_000
"""Steps of SQLite's machine, some milliseconds, between two looks at the clock."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class BoundedConnection(sqlite3.Connection):
    """A connection whose statements end with `OperationalError: interrupted` when the deadline is over.

    It looks at the clock only where there is a deadline: SQLite takes a Ctrl-C that comes meanwhile for the word to end
    the statement, and whoever waits for it never hears of it.
    """

    watched = False

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        bounded = deadline.get() is not None
        if bounded != self.watched:
            self.set_progress_handler(_late if bounded else None, STEPS)
            self.watched = bounded
        return super().cursor(*args, **kwargs)


def _late() -> int:
    until = deadline.get()
    return int(until is not None and time.monotonic() > until)


class Bounds:
    """Middleware: 413 for a body that is too large, unread; the deadline of whoever only reads; 405 with a page.

    The parts of a streamed answer, such as an export, are made after it and have no deadline; nor has a workbook, which
    is whole before its answer begins and asks for rows by their keys, a few hundred at a time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if body_size(request) > settings.LARGEST_BODY:
            refused = error_response(request, 413)
            refused["Connection"] = "close"
            return refused
        reads = request.method in ("GET", "HEAD")
        token = deadline.set(time.monotonic() + STATEMENT_SECONDS if reads else None)
        try:
            response = self.get_response(request)
        finally:
            deadline.reset(token)
        return _explained(request, response)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        if makes_a_workbook(request):
            deadline.set(None)


def body_size(request: HttpRequest) -> int:
    """Content-Length; 0 without one, when Django reads no body, and for words that are no number."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _explained(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Django's answer 405 is empty: the same with a page."""
    if response.status_code != 405 or not isinstance(response, HttpResponse) or response.content:
        return response
    page = error_response(request, 405)
    page["Allow"] = response.get("Allow", "")
    return page
