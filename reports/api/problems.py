"""/api/v1/search, problems, measures: what was found, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Router

from reports.api import cursor, objects
from reports.api.answers import MeasureAnswer, Page, ProblemAnswer, ProblemPage, Refused, SearchPage
from reports.api.listing import ascending, page, page_of
from reports.api.parameters import Measures, Problems, described
from reports.api.refusals import Refusal, refuse_hidden
from reports.exports.columns import chinese_names
from reports.models import Measure, Problem
from reports.search import ALL_FACETS, OtherOrderError, Stretch, search_onwards

READ = ["GET", "HEAD"]
router = Router(tags=["problems"])


@router.api_operation(
    READ,
    "/search",
    url_name="search",
    response={200: SearchPage, (400, 503): Refused},
    openapi_extra={"parameters": described(Problems)},
    summary="检索：参数同检索页，带各栏计数 · search with the site's own parameters, and exact counts",
)
def search(request: HttpRequest) -> Any:
    first = not request.GET.get("cursor")
    answer, found = _found(request, ALL_FACETS if first else ())
    counts = {
        name: [{"value": each.value, "count": each.count, "selected": each.selected} for each in values]
        for name, values in found.facets.items()
    }
    return {**answer, "facets": counts if first else None}


@router.api_operation(
    READ,
    "/problems",
    url_name="problems",
    response={200: ProblemPage, (400, 503): Refused},
    openapi_extra={"parameters": described(Problems)},
    summary="问题：参数同检索页，不带计数 · problems; the parameters of search, without counts",
)
def problems(request: HttpRequest) -> Any:
    return _found(request, ())[0]


def _found(request: HttpRequest, facets: Sequence[str]) -> tuple[dict[str, Any], Stretch]:
    """The members of a page of problems. Refusal for a cursor of another list, and without an index."""
    cleaned = Problems(request)
    query = cleaned.query().with_()
    word = cleaned.values["cursor"].first
    try:
        found = search_onwards(query, cursor.place_of(word) if word else None, facets=facets)
    except OtherOrderError:
        raise Refusal("bad_cursor") from None
    if found.status.state != "ready":
        raise Refusal("no_index", state=found.status.state)
    items = objects.problems((hit.pk for hit in found.hits), chinese_names(), request.build_absolute_uri)
    goes_on = cursor.of_place(found.place) if found.place else None
    errors = [
        {"code": error.code, "start": error.start, "end": error.end, "zh": error.zh, "en": error.en}
        for error in found.errors
    ]
    answer = page(request, cleaned, found.status.version, found.total, items, goes_on)
    return {**answer, "query": urlencode(query.to_params()), "errors": errors}, found


@router.api_operation(
    READ,
    "/problems/{slug:public_id}",
    url_name="problem",
    response={200: ProblemAnswer, (404, 410): Refused},
    summary="一条问题，连同措施和所属通报 · one problem, with its measures and its report",
)
def problem(request: HttpRequest, public_id: str) -> Any:
    row = Problem.objects.filter(public_id=public_id).select_related("report", "successor").defer("parsed").first()
    if row is None:
        raise Refusal("not_found")
    refuse_hidden(row, request)
    return next(objects.problems([row.pk], chinese_names(), request.build_absolute_uri))


@router.api_operation(
    READ,
    "/measures",
    url_name="measures",
    response={200: Page[MeasureAnswer], 400: Refused},
    openapi_extra={"parameters": described(Measures)},
    summary="整改措施，按编号排列 · measures, in the order of their ids",
)
def measures(request: HttpRequest) -> Any:
    cleaned, names = Measures(request), chinese_names()
    rows, order = objects.with_problems(cleaned.rows()), ascending("public_id")
    return page_of(request, cleaned, rows, order, lambda row: objects.measure(row, names, request.build_absolute_uri))


@router.api_operation(
    READ,
    "/measures/{slug:public_id}",
    url_name="measure",
    response={200: MeasureAnswer, (404, 410): Refused},
    summary="一条措施，连同其中的文件、金额、人数和日期 · one measure, with what it names",
)
def measure(request: HttpRequest, public_id: str) -> Any:
    row = objects.with_problems(Measure.objects.filter(public_id=public_id)).select_related("successor").first()
    if row is None:
        raise Refusal("not_found")
    refuse_hidden(row, request)
    return objects.measure(row, chinese_names(), request.build_absolute_uri)
