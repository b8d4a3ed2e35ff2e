"""地区: all places that have reports, and one place with its inspections, problems and parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.analysis.comparison import COMPARED, own, peers_in, rounds_listing, sides_of, within
from reports.filters import read_words
from reports.models import Body, Category, Region, Report
from reports.models.reference_tables import region_rows
from reports.search import ProblemQuery, ProblemResults, search_problems, search_together
from reports.search.keeping import KeptForState, state_now
from reports.views.charts import legend, scale
from reports.views.facets import problems_url
from reports.views.home import focuses_of, reports_by_province
from reports.views.labels import category_table
from reports.views.matters import matters
from reports.views.rounds_of import RoundRow, axis, rounds_of_places
from reports.views.standing import against, recurring_topics, stated_over_time, told
from reports.views.tiles import tiles

MOST_MATCHES = 60


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The provinces as tiles and as a table, and a look-up by name, pinyin, initials or code."""
    asked = read_words(request.GET.get("q", ""))
    provinces, reports, central = reports_by_province()
    found = search_problems(ProblemQuery(per_page=10), facets=("region",))
    problems = found.facets.counts("region")
    rows = [(region, reports.get(region.code, 0), problems.get(region.code, 0)) for region in provinces]
    context: dict[str, Any] = {
        "asked": asked,
        "matches": matches(asked) if asked else [],
        "tiles": tiles(provinces, reports),
        "central": central,
        "scale": scale(max(reports.values(), default=0)),
        "halves": [rows[: -(-len(rows) // 2)], rows[-(-len(rows) // 2) :]],
        "central_problems": problems.get("central", 0),
        "places": places_with_reports(),
    }
    return render(request, "pages/regions.html", context)


def matches(asked: str) -> list[Region]:
    """Places whose name, short name, pinyin or initials begin so (`miluo`, `ml`), or whose code it is."""
    typed = asked.lower().replace(" ", "").replace("'", "")
    named = Q(name__startswith=asked) | Q(short=asked) | Q(code=typed)
    read = Q(pinyin__startswith=typed) | Q(initials__startswith=typed) if typed.isascii() else Q()
    rows = Region.objects.filter(named | read).select_related("parent__parent").prefetch_related("successors")
    exact = lambda region: (typed not in (region.short, region.name, region.code, region.initials), region.code)  # noqa: E731
    return sorted(rows[:400], key=exact)[:MOST_MATCHES]


@dataclass(frozen=True, slots=True)
class HeldPlaces:
    """A province with those of its places that have reports: (code, name, number of reports)."""

    code: str
    name: str
    places: tuple[tuple[str, str, int], ...]


def places_with_reports() -> Sequence[HeldPlaces]:
    """Each province that has reports with itself, its prefectures and its counties that have some of their own.

    Counted once for each state of the index: a nation has thousands of places.
    """
    return _places.of("", _read_places)


_places = KeptForState[Sequence[HeldPlaces]]()


def _read_places() -> Sequence[HeldPlaces]:
    counts = Counter(
        dict(
            Report.objects.public().exclude(round__body__region=None).order_by()
            .values_list("round__body__region").annotate(n=Count("pk"))
        )
    )  # fmt: skip
    rows = Region.objects.filter(pk__in=counts).select_related("parent__parent").order_by("lineage")
    grouped: dict[Region, list[tuple[str, str, int]]] = {}
    for row in rows:
        grouped.setdefault(row.chain()[0], []).append((row.code, row.name, counts[row.pk]))
    return [HeldPlaces(province.code, province.name, tuple(held)) for province, held in grouped.items()]


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its own committee's inspections first, then its departments and firms, its problems, its parts."""
    tables = region_rows()
    rows = tables.of_code.get(code[:12], ())
    if not rows:
        raise Http404
    place = rows[0]
    before = sorted(tables.forerunners.get(place.pk, ()), key=lambda row: (-(row.valid_to or 0), row.pk))
    former = [*rows[1:], *before]
    held = rounds_of_places([place.pk, *(row.pk for row in former)])
    own_rows = [row for row in held if row.round.body.level == place.level]
    others = [row for row in held if row.round.body.level != place.level]
    above = place.chain()[0]
    state = state_now()
    queries = [within(place), own(place), peers_in(above, place.level), peers_in(None, place.level)]
    if place.parent is not None:
        queries.append(within(place.parent))
    inside, mine, *others_found = search_together(queries, facets=("region", *COMPARED))
    query, found = (queries[1], mine) if own_rows else (queries[0], inside)
    categories = category_table()
    near = siblings(place, region_counts(others_found[2])) if place.parent is not None else []
    context: dict[str, Any] = {
        "place": place,
        "chain": place.chain(),
        "former": former,
        "successors": sorted(tables.heirs.get(place.pk, ()), key=lambda row: row.code),
        "own": own_rows,
        "departments": departments(others),
        "axis": axis(own_rows),
        "first_year": min((row.round.year for row in own_rows if row.round.year), default=None),
        "problems_total": sum(row.problems for row in own_rows),
        "found": found,
        "query": query,
        "list_url": problems_url(query.with_(per_page=20)),
        "inside_url": problems_url(queries[0].with_(per_page=20)),
        "focuses": focuses_of(found, query, list(categories.values())),
        "recurring": recurring_topics(own_rows, query, categories),
        "matters": matters(own_rows, state),
        "stated": stated_over_time(own_rows) if own_rows else None,
        "parts": parts(place, region_counts(inside)),
        "siblings": near,
        "can_compare": any(count for _, count in near),
        "within_total": inside.total,
        "legend": legend(),
        **_averages(place, above, queries[1:4], [mine, *others_found[:2]], categories, state),
    }
    return render(request, "pages/region.html", context)


def _averages(
    place: Region,
    above: Region,
    queries: Sequence[ProblemQuery],
    found: Sequence[ProblemResults],
    categories: Mapping[str, Category],
    state: Hashable,
) -> dict[str, Any]:
    """The place's own committee beside the committees of its level, in its province and in the whole archive."""
    here, province, nation = sides_of(found, rounds_listing(queries, state))
    if not here.rounds or nation.rounds <= here.rounds:
        return {"against": [], "against_words": ""}
    rows = against(here, province, nation, (row for row in categories.values() if row.parent_id))
    return {
        "against": rows,
        "against_words": told(rows, above.name),
        "against_rounds": (province.rounds, nation.rounds),
        "above": above,
        "alone": province.rounds == here.rounds,
    }


def region_counts(found: ProblemResults) -> Mapping[str, int]:
    return found.facets.counts("region")


def departments(rows: list[RoundRow]) -> list[tuple[Body, list[RoundRow]]]:
    """The rounds of bodies beside the place's own committee, by body in order of name."""
    grouped: dict[Body, list[RoundRow]] = {}
    for row in rows:
        grouped.setdefault(row.round.body, []).append(row)
    return sorted(grouped.items(), key=lambda pair: pair[0].name)


def siblings(place: Region, problems: Mapping[str, int]) -> list[tuple[Region, int]]:
    """The other places under the same one, those in force."""
    near = region_rows().parts[place.parent.code] if place.parent else ()
    rows = [row for row in near if row.parent_id == place.parent_id and row.valid_to is None and row.code != place.code]
    return [(row, problems.get(row.code, 0)) for row in rows]


def parts(place: Region, problems: Mapping[str, int]) -> list[tuple[Region, int]]:
    """The places directly below with their problems: those in force, and former ones that have some."""
    rows = sorted(
        region_rows().parts.get(place.code, ()), key=lambda row: (row.code, row.valid_to is None, -(row.valid_to or 0))
    )
    return [(row, problems.get(row.code, 0)) for row in rows if row.valid_to is None or problems.get(row.code)]
