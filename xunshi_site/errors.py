"""Answers that say what went wrong, in both languages: a page for people, JSON for programs.

The page needs neither database nor session nor translations, so that it can be shown whatever failed.
"""

from __future__ import annotations

import sys
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TEXTS = Path(__file__).with_name("errors.toml")
FOR_PROGRAMS = ("/api/", "/suggest/")
"""Where the addresses begin whose errors are JSON whatever the client accepts."""
BUSY_SECONDS = 30
"""When to ask again after a 503."""


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """code, title, text, title_en, text_en by status."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(FOR_PROGRAMS) or (
        request.accepts("application/json") and not request.accepts("text/html")
    )


def error_response(request: HttpRequest, status: int, *, retry_after: int | None = None) -> HttpResponse:
    """The answer for `status`, one of errors.toml; `retry_after` are seconds, told in words and in the header.

    JSON is `{"code": "too_many_requests", "zh": "…", "en": "…", "request_id": "…", "retry_after": 12}`.
    """
    said = texts()[str(status)]
    request_id: str | None = getattr(request, "id", None)
    response: HttpResponse
    if wants_json(request):
        told: dict[str, Any] = {
            "code": said["code"],
            "zh": f"{said['title']}。{said['text']}",
            "en": f"{said['title_en']}. {said['text_en']}",
            "request_id": request_id,
        }
        if retry_after:
            told["retry_after"] = retry_after
        response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        context = {**said, "status": status, "request_id": request_id, "retry_after": retry_after}
        response = HttpResponse(render_to_string("error.html", context), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also what a form without its token gets (CSRF_FAILURE_VIEW)."""
    return error_response(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The site's own page with its search box; while the database is away, the plain one."""
    if wants_json(request):
        return error_response(request, 404)
    try:
        return render(request, "404.html", status=404)
    except DatabaseError:
        return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 when the database is away or a statement took longer than it may."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return error_response(request, 503, retry_after=BUSY_SECONDS)
    return error_response(request, 500)
