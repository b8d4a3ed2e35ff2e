"""/suggest/: what the last word typed may mean, as links that keep the other words and the filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.filters import ProblemFilterSet
from reports.models import Category
from reports.models.reference import named_codes
from reports.search import ProblemQuery
from reports.search.suggestions import CATEGORY, DOCUMENT, PLACE, Suggestion, suggest
from reports.views.facets import problems_url

SECONDS_KEPT = 60


@dataclass(frozen=True, slots=True)
class SuggestedLink:
    kind: str
    title: str
    label: str
    detail: str
    url: str


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """`{"q": …, "suggestions": [{"kind", "title", "label", "detail", "url"}]}` for the parameters of /problems/."""
    cleaned = ProblemFilterSet(request.GET, measure_types=tuple(named_codes("measure_types")))
    query = cleaned.query()
    found = [
        {"kind": link.kind, "title": link.title, "label": link.label, "detail": link.detail, "url": link.url}
        for link in suggested(query)
    ]
    return JsonResponse(
        {"q": query.q, "suggestions": found},
        json_dumps_params={"ensure_ascii": False},
        headers={"Cache-Control": f"private, max-age={SECONDS_KEPT}"},
    )


def suggested(query: ProblemQuery, categories: Iterable[Category] | None = None) -> list[SuggestedLink]:
    """Links for the last word of the question: a place or category becomes a filter, a document a phrase. What is
    chosen already is left out.
    """
    before, _space, word = query.q.rpartition(" ")
    titles = {PLACE: _("地区"), CATEGORY: _("类别"), DOCUMENT: _("文件")}
    return [
        SuggestedLink(each.kind, titles[each.kind], each.label, each.detail, problems_url(narrowed))
        for each in suggest(word, categories)
        if (narrowed := _taking(query, before, each)) is not None
    ]


def _taking(query: ProblemQuery, before: str, chosen: Suggestion) -> ProblemQuery | None:
    if chosen.kind == DOCUMENT:
        phrase = f'"{chosen.value}"'
        return None if phrase in query.q else query.with_(q=f"{before} {phrase}".strip())
    if chosen.value in query.selected(chosen.kind):
        return None
    return query.with_(q=before).adding(chosen.kind, chosen.value)
