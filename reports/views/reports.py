"""通报: the list of reports, by place, year, kind and stage, and by any word of their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.filters import CENTRAL, ReportFilterSet
from reports.models import Report
from reports.models.choices import RoundKind, Stage
from reports.search import ReportResults, search_reports
from reports.views.charts import legend
from reports.views.labels import Labels, region_table
from reports.views.lists import Option, Tallies, changed, code_choices, options, page_of, year_choices
from reports.views.report_rows import rows_of
from reports.views.wording import ENGLISH, page_language

PER_PAGE = 20
PLACE = ("round__body__region__lineage", "round__body__central")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    cleaned = ReportFilterSet(request.GET)
    words = cleaned.values["q"].first or ""
    answer = search_reports(words) if words else None
    names = [("relevance", _("相关"))] if words else []
    names += [("new", _("最新")), ("old", _("最早"))]
    default = names[0][0]
    order = cleaned.values["sort"].first
    order = order if order in dict(names) else default
    rows = cleaned.rows().order_by(*ReportFilterSet.ORDERS.get(order, ReportFilterSet.ORDERS["new"]))
    per_page = cleaned.values["per_page"].first or PER_PAGE
    keys = None if answer is None else _keys(answer, rows, by_relevance=order == "relevance")
    page, links = page_of(request, rows, cleaned.values["page"].first, per_page, keys=keys)
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
        "groups": _groups(request, cleaned, answer),
        "kept": [
            (name, value) for name, values in request.GET.lists() for value in values if name not in ("q", "page")
        ],
        "orders": [
            (name, changed(request, sort=None if code == default else code), code == order) for code, name in names
        ],
    }
    return render(request, "pages/reports.html", context)


def _keys(answer: ReportResults, rows: QuerySet[Report], *, by_relevance: bool) -> list[int]:
    """The primary keys of the rows that the words were found in, in order. Compared here: to name thousands of keys to
    a database takes longer than to read all that it has.
    """
    held = rows.values_list("pk", flat=True)
    if by_relevance:
        narrowed = set(held.order_by())
        return [key for key in answer.keys if key in narrowed]
    found = set(answer.keys)
    return [key for key in held if key in found]


def _groups(
    request: HttpRequest, cleaned: ReportFilterSet, answer: ReportResults | None
) -> list[tuple[str, list[Option]]]:
    """The filters of the list. A value's count is made under all the other filters."""
    chosen = {name: cleaned.values[name].accepted for name in ("region", "year", "kind", "stage")}
    within = None if answer is None else frozenset(answer.keys)
    tallies = Tallies(cleaned, (*PLACE, "round__year", "round__kind", "stage"), within)
    choices = {
        "region": _provinces(tallies.of("region", *PLACE), chosen["region"]),
        "year": year_choices(tallies.of("year", "round__year")),
        "kind": code_choices(RoundKind.choices, tallies.of("kind", "round__kind")),
        "stage": code_choices(Stage.choices, tallies.of("stage", "stage")),
    }
    titles = {"region": _("地区"), "year": _("巡视年份"), "kind": _("巡视方式"), "stage": _("阶段")}
    return [(titles[name], options(request, name, choices[name], chosen[name])) for name in titles]


def _provinces(
    held: Mapping[tuple[str | None, bool], int], chosen: tuple[str, ...]
) -> list[tuple[str, str, int | None]]:
    """Provinces that have reports, by number; a chosen place of another level before them."""
    counts: Counter[str] = Counter()
    for (lineage, central), number in held.items():
        counts[lineage.split("/")[0] if lineage else CENTRAL if central else ""] += number
    counts.pop("", None)
    names = Labels(region_table([*counts, *chosen]), {})
    order = sorted(counts, key=lambda code: (-counts[code], code))
    first = [code for code in chosen if code not in counts]
    return [(code, names.full("region", code), counts.get(code)) for code in [*first, *order]]
