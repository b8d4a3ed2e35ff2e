"""Reports as they stand in lists: place, kind, how many problems, and how these stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from reports.models import Problem, Report
from reports.models.choices import Status
from reports.views.charts import Part, split
from reports.views.hits import place_names, with_place


@dataclass(frozen=True, slots=True)
class ReportRow:
    report: Report
    places: list[str]
    problems: int
    statuses: dict[str, int]
    parts: list[Part]

    @property
    def status_words(self) -> str:
        """`已完成 8、基本完成 2`: the bar in words."""
        return _("、").join(f"{part.label} {part.count}" for part in self.parts)


def report_rows(reports: QuerySet[Report]) -> list[ReportRow]:
    """Rows in the order of the queryset; two queries."""
    return rows_of(with_place(reports))


def rows_of(reports: Iterable[Report]) -> list[ReportRow]:
    """As `report_rows`, of reports that were fetched with their places."""
    held = list(reports)
    statuses: dict[int, dict[str, int]] = {report.pk: {} for report in held}
    counted = Problem.objects.live().filter(report__in=statuses).order_by().values_list("report_id", "status")
    for report_id, status, number in counted.annotate(n=Count("pk")):
        statuses[report_id][Status(status)] = number
    return [
        ReportRow(
            report=report,
            places=place_names(report.round.body),
            problems=sum(statuses[report.pk].values()),
            statuses=statuses[report.pk],
            parts=split(statuses[report.pk]),
        )
        for report in held
    ]
