"""Which former places a filter by region takes in: a place is found under its successors too, and the page says so."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from reports.models import Region, Report
from reports.models.reference_tables import region_rows
from reports.models.written import WrittenQuery, asked
from reports.search import ProblemQuery

_LONGEST_LINE = 8
"""No place of the table was renamed or merged so many times."""


def former_places(query: ProblemQuery) -> list[str]:
    """Names of places outside the chosen regions whose reports are found all the same, because the places were merged
    into, or renamed to, something inside. Only those of which a report is held; by code.
    """
    codes = [code for code in query.regions if code.isalnum() and code != "central"]
    if not codes:
        return []
    tables = region_rows()
    former: dict[int, Region] = {}
    latest = {
        pk: tables.by_key[pk]
        for pk, heirs in tables.heirs.items()
        if any(code in heir.lineage for heir in heirs for code in codes)
    }
    for _ in range(_LONGEST_LINE):
        former |= latest
        if not latest:
            break
        before = [each for pk in latest for each in tables.forerunners.get(pk, ())]
        latest = {each.pk: each for each in before if each.pk not in former}
    outside = [pk for pk, place in former.items() if not any(code in place.lineage for code in codes)]
    return _HELD.rows(places=outside)


def _held() -> QuerySet[Region, str]:
    # Asked place by place: for all places at once SQLite goes through every report there is.
    held = Exists(Report.objects.public().filter(round__body__region=OuterRef("pk")))
    places = Region.objects.filter(held, pk__in=[asked("places")])
    return places.order_by("code").values_list("name", flat=True)


_HELD = WrittenQuery[str](_held)
