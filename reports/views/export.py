"""/problems/export.csv, .xlsx, .jsonl: every problem of a query, uncapped; .txt: what must be known beside the table.

The parameters are those of /problems/; `page`, `per_page` and `sort` change nothing: all problems come, newest first.
`rows=measure` makes a row of each measure. The headers make a download repeatable and tell what it
holds: X-Data-Version, X-Query, X-Total-Count (problems), and where something was not understood X-Ignored (parameters
left out) and X-Query-Errors. 503 while there is no usable index: an empty file would say that nothing was found.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.exports.columns import MEASURE, PROBLEM, ROWS, chinese_names
from reports.exports.csv_table import csv_portions
from reports.exports.facts import Facts, text_lines
from reports.exports.jsonl import json_lines
from reports.exports.portions import in_portions
from reports.exports.xlsx_table import write_workbook
from reports.filters import ProblemFilterSet, ValuesFilter, one_of
from reports.models import ArchiveState
from reports.models.reference import named_codes
from reports.search import AllProblems, ProblemQuery, matching_problems
from reports.views.facets import problems_url
from reports.views.question import chinese_question

RETRY_SECONDS = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportFilterSet(ProblemFilterSet):
    """The parameters of problem lists, and what a row is."""

    rows = ValuesFilter(one_of(ROWS), several=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an export, and what the index answered."""

    request: HttpRequest
    cleaned: ProblemFilterSet
    query: ProblemQuery
    found: AllProblems
    rows: str

    @property
    def version(self) -> int:
        return self.found.status.version

    @property
    def address(self) -> str:
        """The page that shows the same problems."""
        return self.request.build_absolute_uri(problems_url(self.query))

    def export(self, name: str) -> str:
        """This export's own address, only what was understood in it."""
        params = self.query.to_params() + ([("rows", self.rows)] if self.rows != PROBLEM else [])
        path = reverse(f"reports:{name}")
        return self.request.build_absolute_uri(f"{path}?{urlencode(params)}" if params else path)

    def facts(self, name: str) -> Facts:
        """What stands beside the export of this name."""
        state = ArchiveState.objects.get(pk=1)
        return Facts(
            question=chinese_question(self.query),
            address=self.address,
            export=self.export(name),
            rows=self.rows,
            total=self.found.total,
            version=self.version,
            changed_at=state.changed_at if state.version == self.version else None,
            today=timezone.localdate(),
            ignored=tuple(f"{name}={value}" for name, value in self.cleaned.ignored),
        )


@require_safe
def export_csv(request: HttpRequest) -> HttpResponseBase:
    asked = ask(request)
    portions = csv_portions(asked.found.keys, asked.rows, chinese_names(), request.build_absolute_uri)
    return _streamed(asked, portions, "text/csv; charset=utf-8", "csv")


@require_safe
def export_jsonl(request: HttpRequest) -> HttpResponseBase:
    asked = ask(request)
    lines = json_lines(asked.found.keys, asked.rows, chinese_names(), request.build_absolute_uri)
    return _streamed(asked, in_portions(lines), "application/x-ndjson; charset=utf-8", "jsonl")


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The workbook is whole before its first byte leaves: the format has its table of contents at the end."""
    asked = ask(request)
    if refused := _refusal(asked):
        return refused
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        try:
            write_workbook(
                file,
                asked.found.keys,
                asked.facts("export_xlsx"),
                chinese_names(),
                request.build_absolute_uri,
                getattr(request, "beside_pages", iter),  # of xunshi_site/turns.py
            )
        except BaseException:
            file.close()
            raise
        file.seek(0)
        response = FileResponse(file)
    return _with_headers(response, asked, XLSX, "xlsx")


@require_safe
def export_facts(request: HttpRequest) -> HttpResponseBase:
    """The sidecar of a CSV or JSON Lines file: question, address, version, date, licence, and what each column is."""
    asked = ask(request)
    return _streamed(asked, text_lines(asked.facts("export_csv")), "text/plain; charset=utf-8", "txt")


def ask(request: HttpRequest) -> Asked:
    """The question of the request, put to one state of the index."""
    cleaned = ExportFilterSet(request.GET, measure_types=tuple(named_codes("measure_types")))
    query = cleaned.query().with_(sort="", per_page=20)
    return Asked(request, cleaned, query, matching_problems(query), cleaned.values["rows"].first or PROBLEM)


def _refusal(asked: Asked) -> HttpResponse | None:
    state = asked.found.status.state
    if state == "ready":
        return None
    refusal = {"error": "检索索引暂不可用。The search index is not available.", "state": state}
    return JsonResponse(refusal, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _streamed(asked: Asked, portions: Iterable[str], kind: str, ending: str) -> HttpResponseBase:
    if refused := _refusal(asked):
        return refused
    encoded = (portion.encode() for portion in portions)
    response: HttpResponseBase = HttpResponse() if asked.request.method == "HEAD" else StreamingHttpResponse(encoded)
    return _with_headers(response, asked, kind, ending)


def _with_headers(response: HttpResponseBase, asked: Asked, kind: str, ending: str) -> HttpResponseBase:
    what = "measures" if asked.rows == MEASURE else "problems"
    response["Content-Type"] = kind
    response["Content-Disposition"] = f'attachment; filename="{what}-v{asked.version}.{ending}"'
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["X-Data-Version"] = str(asked.version)
    response["X-Query"] = urlencode(asked.query.to_params())
    response["X-Total-Count"] = str(asked.found.total)
    if asked.cleaned.ignored:
        response["X-Ignored"] = urlencode(asked.cleaned.ignored)[:2000]
    if asked.found.errors:
        response["X-Query-Errors"] = ",".join(dict.fromkeys(error.code for error in asked.found.errors))
    return response
