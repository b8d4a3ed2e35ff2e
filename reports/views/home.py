"""首页: what the archive holds, by province, year and category, and the newest reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis import holdings
from reports.models import Category, Measure, Region, Report
from reports.search import ProblemQuery, ProblemResults, search_together
from reports.views.charts import columns, cramped, gapless_years, legend, scale, width
from reports.views.facets import Addresses, problems_url
from reports.views.hits import with_place
from reports.views.lists import in_order
from reports.views.report_rows import rows_of
from reports.views.tiles import tiles

NEWEST = 8
MOST_WAYS = 4
ROOM = 340  # pixels that the columns have on the narrowest of common screens
TRY = ("黑臭水体", "“三公”经费", "围标串标", "养老 -招商")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    everything, mismatch = ProblemQuery(per_page=10), ProblemQuery(flags=("mismatch",), per_page=10)
    found, mismatched = search_together(
        [everything, mismatch], facets=("category", "kind", "status", "flag", "measure_type")
    )
    reports = Report.objects.public()
    years = Counter(dict(reports.order_by().values_list("round__year").annotate(n=Count("pk"))))
    undated = years.pop(None, 0)
    provinces, in_province, central = reports_by_province()
    drawn = columns([
        (str(year), years[year], f"{reverse('reports:problems')}?year={year}" if years[year] else None, False)
        for year in gapless_years(years)
    ])  # fmt: skip
    newest = reports.order_by("-sort_date", "public_id").values_list("pk", flat=True)[:NEWEST]
    context: dict[str, Any] = {
        "try_words": TRY,
        "reports_total": sum(years.values()) + undated,
        "problems_total": found.total,
        "measures_total": Measure.objects.count_public(),
        "first_year": min(years, default=None),
        "tiles": tiles(provinces, in_province),
        "central": central,
        "scale": scale(max(in_province.values(), default=0)),
        "columns": drawn,
        "tight": cramped(drawn, ROOM),
        "undated": undated,
        "focuses": focuses_of(found, ProblemQuery()),
        "ways": [*ways(found, mismatched)[: MOST_WAYS - 1], *coverage_way()],
        "newest": rows_of(in_order(with_place(reports), newest)),
        "legend": legend(),
    }  # fmt: skip
    return render(request, "pages/home.html", context)


def reports_by_province() -> tuple[list[Region], dict[str, int], int]:
    """The provincial units in force, the number of reports in each (all levels), and that of central bodies."""
    counts = {province: number for province, number in holdings.reports_by_province().items() if province}
    provinces = list(Region.objects.filter(level="province", valid_to=None).order_by("code"))
    return provinces, counts, holdings.reports_of_central_bodies()


def focuses_of(
    found: ProblemResults, query: ProblemQuery, categories: Sequence[Category] | None = None
) -> list[dict[str, Any]]:
    """Each focus with its topics: name, number of problems, address within `query`, width of its bar. `categories`: all
    of them in order, where the caller has read them already.
    """
    counts = found.facets.counts("category")
    categories = list(Category.objects.order_by("position")) if categories is None else categories
    addresses = Addresses(query.with_(per_page=20))
    highest = max((counts.get(category.code, 0) for category in categories if category.parent_id), default=0)
    return [
        {
            "category": focus,
            "count": counts.get(focus.code, 0),
            "topics": [
                (
                    topic,
                    count := counts.get(topic.code, 0),
                    addresses.choosing("category", (topic.code,)),
                    width(count, highest),
                )
                for topic in categories
                if topic.parent_id == focus.pk
            ],
        }
        for focus in categories
        if focus.parent_id is None
    ]  # fmt: skip


def ways(found: ProblemResults, mismatched: ProblemResults) -> list[tuple[str, str, str]]:
    """Questions that the data raises itself: (how many, words, address); the first of those that have an answer."""
    counts = {(name, value.value): value.count for name, values in found.facets.items() for value in values}
    asked = (
        ("kind", "followup", _("在“回头看”中被指出"), ProblemQuery(kinds=("followup",))),
        ("measure_type", "recovery", _("措施里写到追缴、清退资金"), ProblemQuery(measure_types=("recovery",))),
        ("status", "not_completed", _("通报写明还没有完成"), ProblemQuery(statuses=("not_completed",))),
        ("flag", "accountability", _("整改中有人被问责"), ProblemQuery(flags=("accountability",))),
        ("status", "long_term", _("通报写明要长期整改"), ProblemQuery(statuses=("long_term",))),
        ("flag", "text_missing", _("原文缺了标题，只见整改"), ProblemQuery(flags=("text_missing",))),
    )
    answers = [(counts.get((name, value), 0), words, query) for name, value, words, query in asked]
    told = [(_("%s 个") % f"{count:,}", words, problems_url(query)) for count, words, query in answers if count]
    if mismatched.reports_total:
        number = _("%s 份") % f"{mismatched.reports_total:,}"
        told.insert(0, (number, _("通报自述的总数与逐条清点不符"), problems_url(mismatched.query.with_(per_page=20))))
    return told


def coverage_way() -> list[tuple[str, str, str]]:
    """How many counties have a report of their own committee: the way to what is held. Nothing for an empty archive."""
    held, places = holdings.counties_with_reports()
    if not held or not places:
        return []
    return [(_("%(held)s / %(places)s 个") % {"held": f"{held:,}", "places": f"{places:,}"},
             _("县级地区收有自己党委的通报"), reverse("reports:coverage"))]  # fmt: skip
