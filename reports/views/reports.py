"""通报: the list of reports, by place, year, kind and stage, and by any word of their text."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.filters import CENTRAL, ReportFilterSet
from reports.models.choices import RoundKind, Stage
from reports.search import search_reports
from reports.views.charts import legend
from reports.views.labels import Labels, region_table
from reports.views.lists import Option, changed, code_choices, options, page_of, year_choices
from reports.views.report_rows import rows_of
from reports.views.wording import ENGLISH, page_language

PER_PAGE = 20
MOST_FOUND = 30_000
"""So many reports at most are taken from the index, then narrowed by the filters: more than the nation has."""


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    cleaned = ReportFilterSet(request.GET)
    words = cleaned.values["q"].first or ""
    answer = search_reports(words, per_page=MOST_FOUND) if words else None
    if answer is not None:
        cleaned.queryset = cleaned.queryset.filter(pk__in=[hit.pk for hit in answer.hits])
    names = [("relevance", _("相关"))] if words else []
    names += [("new", _("最新")), ("old", _("最早"))]
    default = names[0][0]
    order = cleaned.values["sort"].first
    order = order if order in dict(names) else default
    ranked = [hit.pk for hit in answer.hits] if answer is not None and order == "relevance" else None
    rows = cleaned.rows().order_by(*ReportFilterSet.ORDERS.get(order, ReportFilterSet.ORDERS["new"]))
    per_page = cleaned.values["per_page"].first or PER_PAGE
    page, links = page_of(request, rows, cleaned.values["page"].first, per_page, ranked=ranked)
    errors = answer.errors if answer is not None else ()
    context: dict[str, Any] = {
        "words": words,
        "found": answer,
        "errors": [error.en if page_language() == ENGLISH else error.zh for error in errors],
        "ignored": cleaned.messages,
        "total": links.total,
        "rows": rows_of(page, answer.words if answer is not None else ()),
        "pager": links,
        "legend": legend(),
        "narrowed": cleaned.narrowed,
        "groups": _groups(request, cleaned),
        "kept": [
            (name, value) for name, values in request.GET.lists() for value in values if name not in ("q", "page")
        ],
        "orders": [
            (name, changed(request, sort=None if code == default else code), code == order) for code, name in names
        ],
    }
    return render(request, "pages/reports.html", context)


def _groups(request: HttpRequest, cleaned: ReportFilterSet) -> list[tuple[str, list[Option]]]:
    """The filters of the list. A value's count is made under all the other filters."""
    chosen = {name: cleaned.values[name].accepted for name in ("region", "year", "kind", "stage")}

    def counts(name: str, column: str) -> dict[Any, int]:
        held = cleaned.rows(leaving_out=name).order_by().values_list(column)
        return dict(held.annotate(n=Count("pk")))

    choices = {
        "region": _provinces(cleaned, chosen["region"]),
        "year": year_choices(counts("year", "round__year")),
        "kind": code_choices(RoundKind.choices, counts("kind", "round__kind")),
        "stage": code_choices(Stage.choices, counts("stage", "stage")),
    }
    titles = {"region": _("地区"), "year": _("巡视年份"), "kind": _("巡视方式"), "stage": _("阶段")}
    return [(titles[name], options(request, name, choices[name], chosen[name])) for name in titles]


def _provinces(cleaned: ReportFilterSet, chosen: tuple[str, ...]) -> list[tuple[str, str, int | None]]:
    """Provinces that have reports, by number; a chosen place of another level before them."""
    counts: dict[str, int] = {}
    held = cleaned.rows(leaving_out="region").order_by()
    for lineage, central, number in held.values_list("round__body__region__lineage", "round__body__central").annotate(
        n=Count("pk")
    ):
        code = lineage.split("/")[0] if lineage else CENTRAL if central else ""
        counts[code] = counts.get(code, 0) + number
    counts.pop("", None)
    names = Labels(region_table([*counts, *chosen]), {})
    order = sorted(counts, key=lambda code: (-counts[code], code))
    first = [code for code in chosen if code not in counts]
    return [(code, names.full("region", code), counts.get(code)) for code in [*first, *order]]
