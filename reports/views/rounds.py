"""轮次: all inspections, by who sent the team, term, round and year."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis.holdings import reports_by_province
from reports.analysis.inspections import Sender, senders
from reports.filters import CENTRAL, UNKNOWN, RoundFilterSet
from reports.links import link
from reports.models import Report
from reports.models.choices import RoundKind, Verb
from reports.search.keeping import KeptForState
from reports.views.labels import Labels, region_table
from reports.views.lists import Option, Tallies, code_choices, options, page_of, year_choices
from reports.views.rounds_of import SHOWN_OF_REPORTS
from reports.views.statistics import in_short

PER_PAGE = 50
MOST_SENDERS = 24
ORDERS_KEPT = 20
"""Of so many questions, those asked last, the order of all rounds found is kept: 160 kB each for a nation."""


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    cleaned = RoundFilterSet(request.GET)
    reports = Report.objects.public().order_by("sort_date", "public_id").only(*SHOWN_OF_REPORTS)
    rows = (
        cleaned.rows()
        .order_by("-year", "-start", "public_id")
        .select_related("body", "authority_region")
        .defer("parsed", "body__aliases")
        .prefetch_related(Prefetch("reports", reports))
    )
    per_page = cleaned.values["per_page"].first or PER_PAGE
    keys = _orders.of(cleaned.narrowing(), lambda: array("q", rows.values_list("pk", flat=True)))
    page, links = page_of(request, rows, cleaned.values["page"].first, per_page, keys=keys)
    context: dict[str, Any] = {
        "rows": page,
        "pager": links,
        "ignored": cleaned.messages,
        "groups": _groups(request, cleaned),
        "overview": [] if cleaned.values["page"].first else _overview(cleaned),
        "held": in_short(reports_by_province()),
    }
    return render(request, "pages/rounds.html", context)


_orders, _senders = KeptForState[Sequence[int]](ORDERS_KEPT), KeptForState[list[Sender]](ORDERS_KEPT)


def _overview(cleaned: RoundFilterSet) -> list[tuple[str, list[tuple[str, list[tuple[str, int, str]]]]]]:
    """(who sent, [(term, [(round, inspections, address)])]) of the rounds found, for senders with most of them."""
    found = _senders.of(cleaned.narrowing(), lambda: senders(cleaned.rows()))
    shown = [sender for sender in found if sender.code][:MOST_SENDERS]
    labels = Labels(region_table(sender.code for sender in shown), {})
    return [
        (
            labels.full("authority", sender.code),
            [
                (
                    labels.of("term", str(term or UNKNOWN)) if term else _("届次未写明"),
                    [
                        (
                            labels.of("round", str(number)) if number else _("轮次未写明"),
                            count,
                            _address(sender.code, term, number),
                        )
                        for number, count in sorted(rounds.items(), reverse=True)
                    ],
                )
                for term, rounds in sorted(sender.terms.items(), reverse=True)
            ],
        )
        for sender in shown
    ]


def _address(sender: str, term: int, number: int) -> str:
    values = {"authority": sender, "term": term or UNKNOWN, "round": number or UNKNOWN}
    return f"{link('rounds')}?{urlencode(values)}"


def _groups(request: HttpRequest, cleaned: RoundFilterSet) -> list[tuple[str, list[Option]]]:
    """The filters of the list. A value's count is made under all the other filters."""
    chosen = {
        name: tuple(value or UNKNOWN for value in cleaned.values[name].accepted)
        for name in ("authority", "term", "round", "year", "kind", "verb")
    }

    tallies = Tallies(cleaned, ("authority_region__code", "authority_level", "term", "round", "year", "kind", "verb"))
    senders = {code: n for code, n in tallies.of("authority", "authority_region__code").items() if code}
    central = tallies.of("authority", "authority_level")[CENTRAL]
    order = sorted(senders, key=lambda code: (-senders[code], code))[:MOST_SENDERS]
    names = Labels(region_table(order), {})
    choices: dict[str, list[tuple[str, Any, int | None]]] = {
        "authority": [
            *([(CENTRAL, _("中央"), central)] if central else []),
            *((code, names.full("region", code), senders[code]) for code in order),
        ],
        "term": _numbers("term", tallies.of("term", "term"), names),
        "round": _numbers("round", tallies.of("round", "round"), names),
        "year": year_choices(tallies.of("year", "year")),
        "kind": code_choices(RoundKind.choices, tallies.of("kind", "kind")),
        "verb": code_choices(Verb.choices, tallies.of("verb", "verb")),
    }
    titles = {
        "authority": _("派出机关"),
        "term": _("届次"),
        "round": _("轮次"),
        "year": _("巡视年份"),
        "kind": _("巡视方式"),
        "verb": _("巡视或巡察"),
    }
    return [(titles[name], options(request, name, choices[name], chosen[name])) for name in titles]


def _numbers(facet: str, counts: dict[Any, int], labels: Labels) -> list[tuple[str, Any, int | None]]:
    """(number, label, count) of terms or rounds, the latest first, `unknown` last."""
    known = sorted((number for number in counts if number is not None), reverse=True)
    unknown = [(UNKNOWN, _("未写明"), counts[None])] if counts.get(None) else []
    return [*((str(number), labels.of(facet, str(number)), counts[number]) for number in known), *unknown]
