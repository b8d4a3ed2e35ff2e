"""Every request gets an id, one line in the log and its place in the metrics.

The id is the trusted proxy's X-Request-ID, else a new one; it is sent back, stands on pages of errors and in every
line that is logged meanwhile. The line has neither the query string, which may hold words that somebody looked for,
nor the whole address of the client.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from xunshi_site.addresses import client_of, shortened
from xunshi_site.metrics import LATENCY, REQUESTS

logger = logging.getLogger("archive.requests")
HEADER = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
UNLOGGED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for every few seconds by machines of the house."""

current_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class RequestId(logging.Filter):
    """Gives each line of the log the id of the request that it belongs to, or None; takes Django's copy of the request
    away, which would be printed with its query string.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id.get()
        record.__dict__.pop("request", None)
        return True


class Observed:
    """Middleware; stands inside of TrustedProxies and outside of everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = request_id(request)  # type: ignore[attr-defined]
        # Kept until the thread's next request: the parts of an export are made, and Django logs, after this returns.
        current_id.set(request.id)  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        response[HEADER] = request.id  # type: ignore[attr-defined]
        note(request, response.status_code, time.perf_counter() - began)
        return response


def request_id(request: HttpRequest) -> str:
    """The trusted proxy's id when it is a plain word, else 16 random hex digits."""
    given = request.headers.get(HEADER, "") if getattr(request, "from_proxy", False) else ""
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def note(request: HttpRequest, status: int, seconds: float) -> None:
    """Counts an answer and logs it: as an error from 500 on."""
    match = request.resolver_match
    view = match.view_name if match else "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(view, method, str(status)).inc()
    LATENCY.labels(view).observe(seconds)
    if request.path in UNLOGGED:
        return
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "%s %s %d",
        method,
        request.path,
        status,
        extra={
            "method": method,
            "path": request.path,
            "status": status,
            "view": view,
            "milliseconds": round(seconds * 1000, 1),
            "network": shortened(client_of(request)),
        },
    )
