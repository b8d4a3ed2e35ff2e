"""轮次: all inspections, by who sent the team, term, round and year."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.filters import CENTRAL, RoundFilterSet
from reports.models import Report
from reports.models.choices import RoundKind, Verb
from reports.views.labels import Labels, region_table
from reports.views.lists import Option, code_choices, options, page_of, year_choices

PER_PAGE = 50
MOST_SENDERS = 24


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    cleaned = RoundFilterSet(request.GET)
    reports = Report.objects.public().order_by("sort_date", "public_id")
    rows = (
        cleaned.rows()
        .order_by("-year", "-start", "public_id")
        .select_related("body__region__parent__parent", "authority_region")
        .prefetch_related(Prefetch("reports", reports))
    )
    per_page = cleaned.values["per_page"].first or PER_PAGE
    page, links = page_of(request, rows, cleaned.values["page"].first, per_page)
    context: dict[str, Any] = {
        "rows": page,
        "pager": links,
        "ignored": cleaned.messages,
        "groups": _groups(request, cleaned),
    }
    return render(request, "pages/rounds.html", context)


def _groups(request: HttpRequest, cleaned: RoundFilterSet) -> list[tuple[str, list[Option]]]:
    """The filters of the list. A value's count is made under all the other filters."""
    chosen = {name: cleaned.values[name].accepted for name in ("authority", "year", "kind", "verb")}

    def counts(name: str, column: str) -> dict[Any, int]:
        held = cleaned.rows(leaving_out=name).order_by().values_list(column)
        return dict(held.annotate(n=Count("pk", distinct=True)))

    senders = {code: n for code, n in counts("authority", "authority_region__code").items() if code}
    central = counts("authority", "authority_level").get(CENTRAL, 0)
    names = Labels(region_table(senders), {})
    order = sorted(senders, key=lambda code: (-senders[code], code))[:MOST_SENDERS]
    choices: dict[str, list[tuple[str, Any, int | None]]] = {
        "authority": [
            *([(CENTRAL, _("中央"), central)] if central else []),
            *((code, names.full("region", code), senders[code]) for code in order),
        ],
        "year": year_choices(counts("year", "year")),
        "kind": code_choices(RoundKind.choices, counts("kind", "kind")),
        "verb": code_choices(Verb.choices, counts("verb", "verb")),
    }
    titles = {"authority": _("派出机关"), "year": _("巡视年份"), "kind": _("巡视方式"), "verb": _("巡视或巡察")}
    return [(titles[name], options(request, name, choices[name], chosen[name])) for name in titles]
