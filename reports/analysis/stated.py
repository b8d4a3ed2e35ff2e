"""What reports state about themselves, added up: people held to account and money, each round once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet, Sum

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

    A total that no report states is left out. Four queries.
    """
    standing = Report.objects.filter(pk__in=reports.values("pk")).exclude(public_id__in=superseded_reports())
    rows = DeclaredTotal.objects.filter(report__in=standing.values("pk"), key__in=ACCOUNTED).order_by()
    sums = {
        key: (total, number, largest)
        for key, total, number, largest in rows.values_list("key").annotate(Sum("value"), Count("pk"), Max("value"))
    }
    holders = _holders(rows, {key: largest for key, (_, _, largest) in sums.items()})
    totals = tuple(Stated(key, *sums[key], holders.get(key)) for key in ACCOUNTED if key in sums)
    return StatedTotals(standing.count(), totals)


def _holders(rows: QuerySet[DeclaredTotal], largest: dict[str, int]) -> dict[str, Report]:
    """The first report (by public id) that states the largest value of each key. One query."""
    wanted = DeclaredTotal.objects.none()
    for key, value in largest.items():
        wanted = wanted | rows.filter(key=key, value=value)
    found: dict[str, Report] = {}
    if largest:
        for total in wanted.select_related("report__round__body").order_by("report__public_id"):
            found.setdefault(total.key, total.report)
    return found
