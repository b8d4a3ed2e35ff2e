"""A page that meets a damaged index is made once more without one, as where the index is missing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from reports.search import IndexUnusable


class LostIndex:
    """Middleware. The damage is known by then (`search/folder.py`): whoever asks now is told that there is no index."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        match = request.resolver_match
        if not isinstance(exception, IndexUnusable) or match is None or request.method not in ("GET", "HEAD"):
            return None
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer
