"""比较: two or three places, or a place and the places of its level in its province, category by category."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis.comparison import Side, furthest_apart, own, peers_in, sides, within
from reports.analysis.holdings import reports_by_province
from reports.filters import read_words
from reports.models import Category, Region
from reports.models.choices import RegionLevel, Status
from reports.search import ProblemQuery
from reports.views.crosstables import percent
from reports.views.facets import problems_url
from reports.views.labels import category_table
from reports.views.regions import matches
from reports.views.statistics import in_short
from reports.views.wording import category_name

NAMES = ("a", "b", "c")
OWN, WITHIN = "own", "within"
LONGEST = 60
FEW = 20
"""Of fewer problems a share is only a hint."""
PEERS = re.compile(r"([0-9]{6})-(province|prefecture|county)")
"""`430000-county`: the counties of a province. Near-miss: `430000`, the province itself."""
PEER_WORDS = re.compile(r"(.+)(各市州|各县市区)")
"""The same in words, as the form shows it: `湖南省各县市区`. Near-miss: `湖南省`."""
LEVEL_WORDS = {"province": "各省", "prefecture": "各市州", "county": "各县市区"}
LEVELS_NAMED = {words: level for level, words in LEVEL_WORDS.items()}


@dataclass(slots=True)
class Asked:
    """One field of the form: what was typed, what it means, or the places that it could mean."""

    name: str
    typed: str
    shown: str = ""
    """What the field shows: the name of the place that was found, else what was typed."""
    label: str = ""
    code: str = ""
    url: str = ""
    query: ProblemQuery | None = None
    candidates: list[tuple[str, str]] = field(default_factory=list)
    region: Region | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    share: str
    url: str | None
    width: str


@dataclass(frozen=True, slots=True)
class CompareLine:
    """A row of the table; without cells the heading of the rows that follow."""

    label: str
    cells: tuple[Cell, ...] = ()


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Counts and shares of up to three places side by side, each asked for by code, name, pinyin or initials."""
    scope = WITHIN if request.GET.get("scope") == WITHIN else OWN
    asked = [resolve(name, read_words(request.GET.get(name, ""))[:LONGEST], scope) for name in NAMES]
    _offer(request, asked)
    meant = [entry for entry in asked if entry.query is not None]
    counted = sides([entry.query for entry in meant if entry.query is not None]) if meant else []
    for entry, side in zip(meant, counted, strict=True):
        entry.side = side
    categories = category_table()
    context: dict[str, Any] = {
        "asked": asked,
        "meant": meant,
        "scope": scope,
        "lines": _lines(counted, categories) if len(counted) > 1 else [],
        "status_lines": _status_lines(counted) if len(counted) > 1 else [],
        "sentences": _sentences(meant, categories) if len(counted) > 1 else [],
        "few": [entry.label for entry in meant if entry.side and entry.side.total < FEW],
        "offers": _offers(meant, scope),
        "other_scope": _address(request, scope=OWN if scope == WITHIN else WITHIN),
        "held": in_short(reports_by_province()),
    }
    return render(request, "pages/compare.html", context)


def resolve(name: str, typed: str, scope: str) -> Asked:
    """What was typed as one place; several that it could be as candidates. One query, a second one for candidates."""
    asked = Asked(name, typed, typed)
    if not typed:
        return asked
    coded, told = PEERS.fullmatch(typed), PEER_WORDS.fullmatch(typed)
    level = coded[2] if coded else LEVELS_NAMED[told[2]] if told else ""
    found = coded or told
    rows = _named(found[1] if found else typed)
    if len({row.code for row in rows}) != 1:
        asked.candidates = [(row.code, row.full_name) for row in rows or matches(typed)][:20]
        return asked
    place = rows[0]
    asked.region, asked.code = place, f"{place.code}-{level}" if level else place.code
    asked.url = reverse("reports:region", args=[place.code])
    if level:
        asked.label = level_of(place, level)
        asked.shown = place.full_name + LEVEL_WORDS[level]
        asked.query = peers_in(place, level)
    else:
        asked.shown = place.full_name
        asked.label = place.name
        asked.query = own(place) if scope == OWN else within(place)
    return asked


def level_of(place: Region, level: str) -> str:
    """`湖南省各县市区`, in the language of the page: the places of a level in a province."""
    words = {"province": _("%s各省"), "prefecture": _("%s各市州"), "county": _("%s各县市区")}
    return words[level] % place.name


def _named(typed: str) -> list[Region]:
    """The places of exactly this code, name, short name, pinyin or initials; of an address the one at that address."""
    plain = typed.lower().replace(" ", "").replace("'", "")
    ends = {typed[n:] for n in range(len(typed))}
    wanted = Q(code=plain) | Q(name__in=ends) | Q(short=typed)
    if plain.isascii():
        wanted |= Q(pinyin=plain) | Q(initials=plain)
    rows = list(Region.objects.filter(wanted).select_related("parent__parent").order_by("-valid_to", "code"))
    rows.sort(key=lambda row: row.valid_to is not None)
    for exact in (
        [row for row in rows if row.full_name == typed],
        [row for row in rows if row.code == plain],
        [row for row in rows if row.name == typed],
    ):
        if exact:
            return exact
    return [row for row in rows if typed == row.short or plain in (row.pinyin, row.initials)]


def _address(request: HttpRequest, **values: str | None) -> str:
    kept = {name: request.GET.get(name, "") for name in (*NAMES, "scope")} | values
    return f"{reverse('reports:compare')}?{urlencode({name: value for name, value in kept.items() if value})}"


def _offer(request: HttpRequest, asked: list[Asked]) -> None:
    """Addresses for the places that an unclear entry could mean."""
    for entry in asked:
        entry.candidates = [(_address(request, **{entry.name: code}), label) for code, label in entry.candidates]


def _lines(compared: list[Side], categories: Mapping[str, Category]) -> list[CompareLine]:
    """The topics under their focuses."""
    topics = [category for category in categories.values() if category.parent_id is not None]
    highest = max((side.share("category", topic.code) or 0 for side in compared for topic in topics), default=0) or 1
    lines = []
    for focus in (category for category in categories.values() if category.parent_id is None):
        lines.append(CompareLine(category_name(focus)))
        lines += [
            CompareLine(category_name(topic), tuple(_cell(side, "category", topic.code, highest) for side in compared))
            for topic in topics
            if topic.parent_id == focus.pk
        ]
    return lines


def _status_lines(compared: list[Side]) -> list[CompareLine]:
    highest = max((side.share("status", status) or 0 for side in compared for status in Status.values), default=0) or 1
    return [
        CompareLine(str(status.label), tuple(_cell(side, "status", status.value, highest) for side in compared))
        for status in Status
    ]


def _cell(side: Side, facet: str, value: str, highest: float) -> Cell:
    count, share = side.counts(facet).get(value, 0), side.share(facet, value)
    url = problems_url(side.cell_query(facet, value).with_(per_page=20)) if count else None
    return Cell(count, percent(share), url, f"{100 * (share or 0) / highest:.1f}")


def _sentences(meant: list[Asked], categories: Mapping[str, Category]) -> list[str]:
    """Where the first two differ most, in words."""
    first, second = meant[0], meant[1]
    if first.side is None or second.side is None:
        return []
    topics = [code for code, category in categories.items() if category.parent_id is not None]
    told = []
    for code, gap in furthest_apart(first.side, second.side, topics):
        more, less = (first, second) if gap > 0 else (second, first)
        told.append(
            _("%(topic)s在%(more)s占 %(high)s，在%(less)s占 %(low)s")
            % {
                "topic": category_name(categories[code]), "more": more.label, "less": less.label,
                "high": percent(more.side.share("category", code) if more.side else None),
                "low": percent(less.side.share("category", code) if less.side else None),
            }
        )  # fmt: skip
    return told


def _offers(meant: list[Asked], scope: str) -> list[tuple[str, str]]:
    """(words, address): the first place beside the places of its level in its province."""
    if not meant or meant[0].region is None or meant[0].region.level == RegionLevel.PROVINCE:
        return []
    place = meant[0].region
    above = place.chain()[0]
    peers = f"{above.code}-{place.level}"
    if any(entry.code == peers for entry in meant):
        return []
    words = _("%(place)s与%(above)s相比") % {"place": place.name, "above": level_of(above, place.level)}
    parameters = urlencode({"a": place.code, "b": peers, **({"scope": scope} if scope == WITHIN else {})})
    return [(words, f"{reverse('reports:compare')}?{parameters}")]
