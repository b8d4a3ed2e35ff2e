"""检索: the list of problems and one problem."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.filters import ProblemFilterSet
from reports.models import Region, Report
from reports.models.reference import named_codes
from reports.search import CASCADE, PER_PAGE, ProblemQuery, ProblemResults, search_problems
from reports.views.describe import Offer, narrowed, offers_for_nothing, offers_of_names, sentence, word_chips
from reports.views.facets import (
    COUNTED,
    FIRST,
    FURTHER,
    MOST_SHOWN,
    FacetPanel,
    chips,
    problems_url,
    shown_regions,
    without_filters,
)
from reports.views.former import former_places
from reports.views.hits import hit_views, in_order
from reports.views.labels import Labels, category_table, region_table
from reports.views.pager import pager
from reports.views.suggest import SuggestedLink, suggested
from reports.views.wording import ENGLISH, page_language


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Search and browse: a page of problems, the filters with their counts, and the question in words."""
    cleaned = ProblemFilterSet(request.GET, measure_types=tuple(named_codes("measure_types")))
    if within := request.GET.get("within", "").strip():
        asked = cleaned.query()
        return HttpResponseRedirect(problems_url(asked.with_(q=narrowed(asked.q, within))))
    results = search_problems(cleaned.query(), facets=COUNTED)
    query = results.query.with_(page=results.page)
    places = shown_regions(query, results.facets.counts(CASCADE))
    labels = _labels(results, places)
    panel = FacetPanel(results, labels, places)
    offers = offers_of_names(query, labels.categories.values())
    context: dict[str, Any] = {
        "query": query,
        "kept": [(name, value) for name, value in query.to_params() if name not in ("q", "page")],
        "results": results,
        "hits": hit_views(in_order([hit.pk for hit in results.hits]), results.words),
        "first_groups": panel.groups(FIRST),
        "further_groups": (further := panel.groups(FURTHER)),
        "further_chosen": any(group.chosen for group in further),
        "chips": [*word_chips(query), *(in_force := chips(query, labels))],
        "filters_chosen": len(in_force),
        "all_kept": [(name, value) for name, value in query.to_params() if name != "page"],
        "clear_url": problems_url(without_filters(query)),
        "sentence": sentence(query, labels),
        "former": former_places(query),
        "suggested": _suggested(query, labels, offers),
        "orders": _orders(query),
        "sizes": [(size, problems_url(query.with_(per_page=size)), size == query.per_page) for size in PER_PAGE],
        "scopes": _scopes(query),
        "pager": pager(
            page=results.page, total=results.total, per_page=query.per_page,
            url=lambda page: problems_url(query.with_(page=page)),
        ),
        "ignored": cleaned.messages,
        "errors": [error.en if page_language() == ENGLISH else error.zh for error in results.errors],
        "offers": offers,
        "rescue": [] if results.total else offers_for_nothing(query, labels),
    }  # fmt: skip
    return render(request, "pages/problems.html", context)


def _suggested(query: ProblemQuery, labels: Labels, offers: list[Offer]) -> list[SuggestedLink]:
    """What the last word may mean, but for what is offered already. One character may mean hundreds of places."""
    if len(query.q.rpartition(" ")[2]) < 2:
        return []
    known = {offer.url for offer in offers}
    return [link for link in suggested(query, labels.categories.values()) if link.url not in known]


def _labels(results: ProblemResults, shown: dict[str, Region]) -> Labels:
    """Names for the page: of the places in the cascade, of those that sent teams, and in full of those chosen."""
    query = results.query
    senders = {value.value for value in results.facets.first("authority", MOST_SHOWN)}
    asked = query.report
    report = Report.objects.public().filter(public_id=asked).select_related("round__body").first() if asked else None
    return Labels(
        {**shown, **region_table([*senders, *query.regions])},
        category_table(),
        report.display_title if report else None,
    )


def _orders(query: ProblemQuery) -> list[tuple[str, str, bool]]:
    """(name, address, in force) of each order that makes sense: relevance only with words."""
    names = [("relevance", _("相关"))] if query.q else []
    names += [("new", _("最新")), ("old", _("最早"))]
    default = "relevance" if query.q else "new"
    current = query.sort if query.sort in dict(names) else default
    return [
        (name, problems_url(query.with_(sort="" if code == default else code)), code == current) for code, name in names
    ]


def _scopes(query: ProblemQuery) -> list[tuple[str, str, bool]]:
    if not query.q:
        return []
    names = (("all", _("全部文字")), ("text", _("标题与措施")), ("statement", _("只在标题")))
    return [(name, problems_url(query.with_(scope=code)), code == query.scope) for code, name in names]
