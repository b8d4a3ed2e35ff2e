"""Which former places a filter by region takes in: a place is found under its successors too, and the page says so."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.models import Region, Report
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
    inside, of_heirs = Q(), Q()
    for code in codes:
        inside |= Q(lineage__contains=code)
        of_heirs |= Q(to_region__lineage__contains=code)
    former: set[int] = set()
    latest = set(_links().filter(of_heirs).values_list("from_region", flat=True))
    for _ in range(_LONGEST_LINE):
        former |= latest
        if not latest:
            break
        latest = set(_links().filter(to_region__in=latest).values_list("from_region", flat=True)) - former
    if not former:
        return []
    # Asked place by place: for all places at once SQLite goes through every report there is.
    held = Exists(Report.objects.public().filter(round__body__region=OuterRef("pk")))
    outside = Region.objects.filter(held, pk__in=former).exclude(inside)
    return list(outside.order_by("code").values_list("name", flat=True))


def _links() -> QuerySet[Any]:
    """Rows (from a former place, to its successor)."""
    return Region.successors.through.objects.all()
