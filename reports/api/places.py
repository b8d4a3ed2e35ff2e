"""/api/v1/reports, rounds, bodies, regions, categories: who published, who was inspected, where, and of what kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from ninja import Router

from reports.api import objects
from reports.api.answers import (
    BodyAnswer,
    CategoryAnswer,
    Page,
    Refused,
    RegionAnswer,
    RegionItem,
    ReportAnswer,
    RoundAnswer,
)
from reports.api.listing import Order, ascending, page, page_of, version
from reports.api.parameters import Bodies, Categories, Regions, Reports, Rounds, described
from reports.api.problems import READ
from reports.api.refusals import Refusal, refuse_hidden
from reports.models import Body, Category, InspectionRound, Region, Report
from reports.search import search_reports

router = Router(tags=["places"])


@router.api_operation(
    READ,
    "/reports",
    url_name="reports",
    response={200: Page[ReportAnswer], (400, 503): Refused},
    openapi_extra={"parameters": described(Reports)},
    summary="整改通报，最新的在前 · reports, the newest first",
)
def reports(request: HttpRequest) -> Any:
    cleaned = Reports(request)
    if words := cleaned.values["q"].first:
        found = search_reports(words)
        if found.status.state != "ready":
            raise Refusal("no_index", state=found.status.state)
        cleaned.queryset = cleaned.queryset.filter(pk__in=found.keys)
    rows = objects.with_report(cleaned.rows())
    order = _by_date(newest=cleaned.values["sort"].first != "old")
    return page_of(request, cleaned, rows, order, lambda row: objects.report(row, request.build_absolute_uri))


def _by_date(*, newest: bool) -> Order:
    """By the day of publication (else feedback, else start), those without any last; then by id."""
    name = "new" if newest else "old"
    day = F("sort_date").desc(nulls_last=True) if newest else F("sort_date").asc(nulls_last=True)

    def after(values: list[str | None]) -> Q:
        given, day, public_id = values
        if given != name:
            raise Refusal("bad_cursor")
        if day is None:
            return Q(sort_date=None, public_id__gt=public_id)
        try:
            date = dt.date.fromisoformat(day)
        except ValueError:
            raise Refusal("bad_cursor") from None
        later = Q(sort_date__lt=date) if newest else Q(sort_date__gt=date)
        return later | Q(sort_date=date, public_id__gt=public_id) | Q(sort_date=None)

    def place(row: Report) -> list[str | None]:
        return [name, row.sort_date.isoformat() if row.sort_date else None, row.public_id]

    return Order((day, "public_id"), place, after, 3)


@router.api_operation(
    READ,
    "/reports/{slug:public_id}",
    url_name="report",
    response={200: ReportAnswer, (404, 410): Refused},
    summary="一份通报，连同自述数字和联系方式 · one report, with the totals that it states",
)
def report(request: HttpRequest, public_id: str) -> Any:
    row = objects.with_report(Report.objects.filter(public_id=public_id)).first()
    if row is None:
        raise Refusal("not_found")
    refuse_hidden(row, request)
    return objects.report(row, request.build_absolute_uri)


@router.api_operation(
    READ,
    "/rounds",
    url_name="rounds",
    response={200: Page[RoundAnswer], 400: Refused},
    openapi_extra={"parameters": described(Rounds)},
    summary="巡视轮次，按编号排列 · rounds, in the order of their ids",
)
def rounds(request: HttpRequest) -> Any:
    cleaned = Rounds(request)
    rows = objects.with_reports(cleaned.rows())
    order = ascending("public_id")
    return page_of(request, cleaned, rows, order, lambda row: objects.inspection(row, request.build_absolute_uri))


@router.api_operation(
    READ,
    "/rounds/{slug:public_id}",
    url_name="round",
    response={200: RoundAnswer, (404, 410): Refused},
    summary="一个巡视轮次，连同它的通报 · one round, with its reports",
)
def inspection(request: HttpRequest, public_id: str) -> Any:
    row = objects.with_reports(InspectionRound.objects.filter(public_id=public_id)).first()
    if row is None:
        raise Refusal("not_found")
    found = objects.inspection(row, request.build_absolute_uri)
    if not found["reports"]:
        raise Refusal("withdrawn")
    return found


@router.api_operation(
    READ,
    "/bodies",
    url_name="bodies",
    response={200: Page[BodyAnswer], 400: Refused},
    openapi_extra={"parameters": described(Bodies)},
    summary="被巡视单位，按编号排列 · inspected bodies, in the order of their ids",
)
def bodies(request: HttpRequest) -> Any:
    cleaned = Bodies(request)
    rows = cleaned.rows().select_related(objects.PLACES)
    order = ascending("public_id")
    return page_of(request, cleaned, rows, order, lambda row: objects.body(row, request.build_absolute_uri))


@router.api_operation(
    READ,
    "/bodies/{slug:public_id}",
    url_name="body",
    response={200: BodyAnswer, 404: Refused},
    summary="一个被巡视单位 · one inspected body",
)
def body(request: HttpRequest, public_id: str) -> Any:
    row = Body.objects.filter(public_id=public_id).select_related(objects.PLACES).first()
    if row is None:
        raise Refusal("not_found")
    return objects.body(row, request.build_absolute_uri)


@router.api_operation(
    READ,
    "/regions",
    url_name="regions",
    response={200: Page[RegionAnswer], 400: Refused},
    openapi_extra={"parameters": described(Regions)},
    summary="地区，含已撤并的，按代码排列 · divisions, former ones too, in the order of their codes",
)
def regions(request: HttpRequest) -> Any:
    cleaned = Regions(request)
    rows = objects.with_heirs(cleaned.rows())
    order = ascending("code", "name")
    return page_of(request, cleaned, rows, order, lambda row: objects.region(row, request.build_absolute_uri))


@router.api_operation(
    READ,
    "/regions/{slug:code}",
    url_name="region",
    response={200: RegionItem, 404: Refused},
    summary="一个地区，连同这个代码用过的旧名 · one division, with the names that its code had before",
)
def region(request: HttpRequest, code: str) -> Any:
    rows = [
        objects.region(row, request.build_absolute_uri) for row in objects.with_heirs(Region.objects.with_code(code))
    ]
    if not rows:
        raise Refusal("not_found")
    return {**rows[0], "former": rows[1:]}


@router.api_operation(
    READ,
    "/categories",
    url_name="categories",
    response={200: Page[CategoryAnswer]},
    openapi_extra={"parameters": described(Categories)},
    summary="问题类别，四个重点和它们之下的各类，一页全部 · categories: four focuses, their topics, on one page",
)
def categories(request: HttpRequest) -> Any:
    rows = Category.objects.select_related("parent").order_by("position")
    found = [objects.category(row, request.build_absolute_uri) for row in rows]
    return page(request, Categories(request), version(request), len(found), found, None)


@router.api_operation(
    READ,
    "/categories/{slug:code}",
    url_name="category",
    response={200: CategoryAnswer, 404: Refused},
    summary="一个问题类别 · one category",
)
def category(request: HttpRequest, code: str) -> Any:
    row = Category.objects.filter(code=code).select_related("parent").first()
    if row is None:
        raise Refusal("not_found")
    return objects.category(row, request.build_absolute_uri)
