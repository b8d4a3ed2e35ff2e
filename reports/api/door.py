"""Who may ask the API, and how: any page of any site, by GET and HEAD, without cookies (Fetch standard, CORS)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from reports.api.refusals import refusal_answer

BELOW = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
A_DAY = "86400"


class ApiDoor:
    """Middleware, outside of everything that may answer in the place of a view: refusals can be read by pages too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(BELOW):
            return self.get_response(request)
        response = self._answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = A_DAY
        else:
            response = refusal_answer("method_not_allowed")
        response["Allow"] = METHODS
        return response
