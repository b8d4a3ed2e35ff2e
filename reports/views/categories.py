"""类别: the four focuses with their topics, and one of them with its years, places and newest problems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.analysis.documents import most_cited
from reports.analysis.holdings import reports_by_province
from reports.models import Category
from reports.models.choices import Status
from reports.models.reference import named_codes
from reports.models.reference_tables import one_of_each_code, region_rows
from reports.search import ProblemQuery, ProblemResults, search_problems, search_together
from reports.views.charts import Share, columns, cramped, gapless_years, legend, shares, split, width
from reports.views.crosstables import percent
from reports.views.facets import problems_url
from reports.views.hits import hit_views, in_order
from reports.views.home import ROOM, focuses_of
from reports.views.statistics import in_short
from reports.views.typical import typical_measures
from reports.views.wording import ENGLISH, code_name, page_language

MOST_PROVINCES = 12
MOST_YEARS_ALONE = 3  # fewer years are no trend


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    query = ProblemQuery(once=True, per_page=10)
    found = search_problems(query, facets=("category",))
    counts = found.facets.counts("category")
    context: dict[str, Any] = {
        "focuses": focuses_of(found, query),
        "total": found.total,
        "none": counts.get("none", 0),
    }
    return render(request, "pages/categories.html", context)


@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Category.objects.select_related("parent"), code=code)
    query = ProblemQuery(categories=(row.code,), once=True, per_page=10)
    facets = ("category", "year", "region", "status", "measure_type")
    everything, found = search_together([ProblemQuery(once=True, per_page=10), query], facets=facets)
    in_provinces = reports_by_province()
    statuses = found.facets.counts("status")
    types = _type_counts(found)
    context: dict[str, Any] = {
        "category": row,
        "description": row.description_en if page_language() == ENGLISH else row.description_zh,
        "topics": list(row.topics.order_by("position")),
        "found": found,
        "share": percent(found.total / everything.total) if everything.total else "",
        "url": problems_url(query.with_(per_page=20)),
        "types": _types(found, types),
        "practices": typical_measures(query, types),
        "cited": [] if row.parent is None else [(title, number, f'"{title}"') for title, number in most_cited(row)],
        "held": in_short(in_provinces),
        "columns": (drawn := columns(_years(found))),
        "tight": cramped(drawn, ROOM),
        "trend": shares_of_years(found, everything),
        "provinces": _provinces(found, everything),
        "statuses": split(statuses),
        "unknown_status": statuses.get(Status.UNKNOWN, 0),
        "legend": legend(),
        "hits": hit_views(in_order([hit.pk for hit in found.hits]), ()),
    }
    return render(request, "pages/category.html", context)


def _years(found: ProblemResults) -> list[tuple[str, int, str | None, bool]]:
    counts = {
        value.value: value.count for value in found.facets.get("year", ()) if value.value.isdigit() and value.count
    }
    return [
        (
            str(year),
            counts.get(str(year), 0),
            problems_url(found.query.with_(years=(str(year),), per_page=20)) if counts.get(str(year)) else None,
            False,
        )
        for year in gapless_years(int(year) for year in counts)
    ]


def shares_of_years(found: ProblemResults, everything: ProblemResults) -> list[Share]:
    """The share of all problems of each year: unlike their number it does not grow with what was received."""
    counts = found.facets.counts("year")
    totals = everything.facets.counts("year")
    years = [str(year) for year in gapless_years(int(year) for year in totals if year.isdigit() and totals[year])]
    if len(years) < MOST_YEARS_ALONE:
        return []
    return shares([(year, counts.get(year, 0) / totals[year] if totals.get(year) else None) for year in years])


def _provinces(found: ProblemResults, everything: ProblemResults) -> list[tuple[str, int, str, str, str]]:
    """(name, problems, address, width, share of all the province's problems) of the provinces with most."""
    counts, totals = found.facets.counts("region"), everything.facets.counts("region")
    provinces = one_of_each_code(region_rows().provinces)
    regions = {code: row for code, row in provinces.items() if counts.get(code)}
    order = sorted(regions, key=lambda code: (-counts[code], code))[:MOST_PROVINCES]
    highest = counts[order[0]] if order else 0
    return [
        (
            regions[code].name,
            counts[code],
            problems_url(found.query.with_(regions=(code,), per_page=20)),
            width(counts[code], highest),
            percent(counts[code] / totals[code]) if totals.get(code) else "",
        )
        for code in order
    ]


def _type_counts(found: ProblemResults) -> list[tuple[str, int]]:
    """(code of a kind of measure, problems with one), the most frequent first."""
    known = named_codes("measure_types")
    held = found.facets.get("measure_type", ())
    return [(value.value, value.count) for value in held if value.value in known and value.count]


def _types(found: ProblemResults, types: list[tuple[str, int]]) -> list[tuple[str, int, str, str, str]]:
    """What is usually done: (kind of measure, problems with one, address, width, share)."""
    return [
        (
            code_name("measure_types", code),
            count,
            problems_url(found.query.with_(measure_types=(code,), per_page=20)),
            width(count, found.total),
            percent(count / found.total),
        )
        for code, count in types
    ]
