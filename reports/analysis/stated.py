"""What reports state about themselves, added up: people held to account and money, each round once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Aggregate, Count, Max, Q, QuerySet, Sum

from reports.models import DeclaredTotal, Report
from reports.models.choices import DeclaredKey
from reports.models.counting import superseded_reports

ACCOUNTED = (
    DeclaredKey.DISCIPLINED, DeclaredKey.ORGANISATIONAL_HANDLING, DeclaredKey.ADMONISHED, DeclaredKey.EDUCATED,
    DeclaredKey.MONEY_RECOVERED, DeclaredKey.LOSSES_RECOVERED, DeclaredKey.RULES_MADE,
)  # fmt: skip
MONEY = frozenset({DeclaredKey.MONEY_RECOVERED, DeclaredKey.LOSSES_RECOVERED})


@dataclass(frozen=True, slots=True)
class Stated:
    """A total that reports state: the sum, how many state it, the largest (money in yuan) and who states that."""

    key: DeclaredKey
    total: int
    reports: int
    largest: int
    largest_report: Report | None


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """`asked` is the number of reports that could have stated them, one a round."""

    asked: int
    totals: tuple[Stated, ...]


def stated_totals(reports: QuerySet[Report]) -> StatedTotals:
    """The totals that these reports state, of several reports on one round only those of the one that counts.

    A total that no report states is left out. Three queries.
    """
    standing = Report.objects.filter(pk__in=reports.values("pk")).exclude(public_id__in=superseded_reports())
    each: dict[str, Aggregate] = {}
    for key in ACCOUNTED:
        is_key = Q(declared_totals__key=key)
        each[f"{key}_sum"] = Sum("declared_totals__value", filter=is_key)
        each[f"{key}_number"] = Count("declared_totals", filter=is_key)
        each[f"{key}_most"] = Max("declared_totals__value", filter=is_key)
    found = standing.aggregate(asked=Count("pk", distinct=True), **each)
    stating = [key for key in ACCOUNTED if found[f"{key}_number"]]
    holders = _holders(standing, {key: found[f"{key}_most"] for key in stating})
    totals = tuple(
        Stated(key, found[f"{key}_sum"], found[f"{key}_number"], found[f"{key}_most"], holders.get(key))
        for key in stating
    )
    return StatedTotals(found["asked"], totals)


def _holders(reports: QuerySet[Report], largest: dict[DeclaredKey, int]) -> dict[str, Report]:
    """The first report (by public id) that states the largest value of each key. One query."""
    if not largest:
        return {}
    wanted = Q()
    for key, value in largest.items():
        wanted |= Q(key=key, value=value)
    rows = DeclaredTotal.objects.filter(wanted, report__in=reports.values("pk")).select_related("report__round__body")
    found: dict[str, Report] = {}
    for total in rows.order_by("report__public_id"):
        found.setdefault(total.key, total.report)
    return found
