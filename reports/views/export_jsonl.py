"""/problems/export.jsonl: every problem of a query, a line each, streamed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from reports.exports.jsonl import problem_lines
from reports.filters import ProblemFilterSet
from reports.search import matching_problems
from reports.views.wording import named_codes

RETRY_SECONDS = 60


@require_safe
def export_jsonl(request: HttpRequest) -> HttpResponseBase:
    """The parameters of /problems/; `page`, `per_page` and `sort` change nothing: all problems come, newest first.

    The headers make the download repeatable and tell what it holds: X-Data-Version, X-Query, X-Total-Count, and where
    something was not understood X-Ignored (parameters left out) and X-Query-Errors. 503 while there is no usable
    index: an empty file would say that nothing was found.
    """
    cleaned = ProblemFilterSet(request.GET, measure_types=tuple(named_codes("measure_types")))
    query = cleaned.query().with_(sort="", per_page=20)
    found = matching_problems(query)
    if found.status.state != "ready":
        refusal = {"error": "检索索引暂不可用。The search index is not available.", "state": found.status.state}
        return JsonResponse(refusal, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    lines = (line.encode() for line in problem_lines(found.keys, request.build_absolute_uri))
    response: HttpResponseBase = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(lines)
    response["Content-Type"] = "application/x-ndjson; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="problems-v{found.status.version}.jsonl"'
    response["Cache-Control"] = "no-cache"
    response["X-Data-Version"] = str(found.status.version)
    response["X-Query"] = urlencode(query.to_params())
    response["X-Total-Count"] = str(found.total)
    if cleaned.ignored:
        response["X-Ignored"] = urlencode(cleaned.ignored)[:2000]
    if found.errors:
        response["X-Query-Errors"] = ",".join(dict.fromkeys(error.code for error in found.errors))
    return response
