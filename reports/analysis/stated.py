"""What reports state about themselves, added up: people held to account and money, each round once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum

from reports.models import DeclaredTotal, Report
from reports.models.choices import DeclaredKey
from reports.models.counting import superseded_reports

ACCOUNTED = (
    DeclaredKey.DISCIPLINED, DeclaredKey.ORGANISATIONAL_HANDLING, DeclaredKey.ADMONISHED, DeclaredKey.EDUCATED,
    DeclaredKey.MONEY_RECOVERED, DeclaredKey.LOSSES_RECOVERED, DeclaredKey.RULES_MADE,
)  # fmt: skip
MONEY = frozenset({DeclaredKey.MONEY_RECOVERED, DeclaredKey.LOSSES_RECOVERED})


@dataclass(frozen=True, slots=True)
class Holder:
    """A report, by its public id, and the name of the body inspected."""

    report: str
    body: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A total that reports state: the sum, how many state it, the largest (money in yuan) and who states that."""

    key: DeclaredKey
    total: int
    reports: int
    largest: int
    holder: Holder | None


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """`asked` is the number of reports that could have stated them, one a round."""

    asked: int
    totals: tuple[Stated, ...]


def stated_totals(reports: QuerySet[Report]) -> StatedTotals:
    """The totals that these reports state, of several reports on one round only those of the one that counts.

    A total that no report states is left out. Four queries.
    """
    standing = reports.exclude(public_id__in=superseded_reports())
    stated = DeclaredTotal.objects.order_by().filter(key__in=ACCOUNTED, report__in=standing.values("pk"))
    counted = stated.values_list("key").annotate(sum=Sum("value"), number=Count("pk"), most=Max("value"))
    found = {DeclaredKey(key): (total, number, most) for key, total, number, most in counted}
    holders = _holders(stated, {key: most for key, (_, _, most) in found.items()})
    totals = tuple(Stated(key, *found[key], holders.get(key)) for key in ACCOUNTED if key in found)
    return StatedTotals(standing.count(), totals)


def _holders(stated: QuerySet[DeclaredTotal], largest: dict[DeclaredKey, int]) -> dict[DeclaredKey, Holder]:
    """The first report (by public id) that states the largest value of each key. One query: the few reports that state
    one, by key, with all that they state. Asked in order, or joined, the database goes through every report.
    """
    if not largest:
        return {}
    wanted = Q()
    for key, value in largest.items():
        wanted |= Q(key=key, value=value)
    found: dict[DeclaredKey, Holder] = {}
    rows = Report.objects.filter(pk__in=stated.filter(wanted).values("report")).order_by()
    columns = "public_id", "round__body__name", "declared_totals__key", "declared_totals__value"
    for report, body, stated_key, value in sorted(rows.values_list(*columns)):
        if largest.get(stated_key) == value:
            found.setdefault(DeclaredKey(stated_key), Holder(report, body))
    return found
