"""制度文件: the documents that measures name: who issued what, for which kind of problem."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis.documents import ENDINGS, NARROWING, DocumentFilterSet, Listing, described
from reports.analysis.holdings import reports_by_province
from reports.filters import CENTRAL
from reports.views.labels import Labels, category_table, region_table
from reports.views.lists import Option, changed, options
from reports.views.pager import pager
from reports.views.statistics import in_short

PER_PAGE = 20


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The documents by title, most often named first, with search in titles and filters."""
    cleaned = DocumentFilterSet(request.GET)
    listing = Listing(cleaned)
    by_name = cleaned.values["sort"].first == "name"
    per_page = cleaned.values["per_page"].first or PER_PAGE
    links = pager(
        page=cleaned.values["page"].first or 1, total=listing.total, per_page=per_page,
        url=lambda number: changed(request, page=number),
    )  # fmt: skip
    counted = listing.stretch((links.page - 1) * per_page, per_page)
    in_provinces = reports_by_province()
    context: dict[str, Any] = {
        "words": cleaned.values["q"].first or "",
        "rows": described(counted),
        "pager": links,
        "ignored": cleaned.messages,
        "groups": _groups(request, cleaned, in_provinces),
        "kept": [
            (name, value) for name, values in request.GET.lists() for value in values if name not in ("q", "page")
        ],
        "orders": [
            (_("最常见"), changed(request, sort=None), not by_name),
            (_("按名称"), changed(request, sort="name"), by_name),
        ],
        "held": in_short(in_provinces),
    }
    return render(request, "pages/documents.html", context)


def _groups(
    request: HttpRequest, cleaned: DocumentFilterSet, in_provinces: dict[str, int]
) -> list[tuple[str, list[Option]]]:
    """The filters of the list, without counts: each would cost as much as the list itself."""
    chosen = {name: cleaned.values[name].accepted for name in NARROWING}
    categories = category_table()
    codes = [code for code in in_provinces if code] + [code for code in chosen["region"] if code != CENTRAL]
    labels = Labels(region_table(codes), categories)
    central = [(CENTRAL, labels.of("region", CENTRAL), None)] if "" in in_provinces else []
    choices: dict[str, list[tuple[str, Any, int | None]]] = {
        "ending": [(ending, ending, None) for ending in ENDINGS],
        "category": [(code, labels.of("category", code), None) for code, row in categories.items() if row.parent_id],
        "region": [*((code, labels.full("region", code), None) for code in sorted(set(codes))), *central],
    }
    titles_of = {"ending": _("文件种类"), "category": _("为哪类问题"), "region": _("地区")}
    return [(titles_of[name], options(request, name, choices[name], chosen[name])) for name in titles_of]
