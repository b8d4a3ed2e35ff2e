"""A round with several reports counts once: its latest stage that lists problems (design.md §3, Counting)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from reports.models.choices import Stage
from reports.models.report import Report

STAGE_ORDER = {Stage.UNKNOWN: 0, Stage.SPECIAL: 0, Stage.CONCENTRATED: 1, Stage.CONTINUED: 2}


def counting_report(reports: Iterable[tuple[Report, bool]]) -> Report:
    """Of the reports of one round, each with whether it lists problems, the one that counts.

    Reports that list problems come before those that do not, then the later stage, the later date, the greater
    public id. ValueError without a report.
    """
    return max(reports, key=lambda pair: (pair[1], *_lateness(pair[0])))[0]


def _lateness(report: Report) -> tuple[int, str, str]:
    return STAGE_ORDER[Stage(report.stage)], str(report.sort_date or ""), report.public_id


def superseded_reports() -> frozenset[str]:
    """The public ids of all public reports in whose round another one counts. One query."""
    public = Report.objects.public().order_by()
    several = public.values("round").annotate(n=Count("pk")).filter(n__gt=1).values("round")
    rounds: dict[int, list[Report]] = defaultdict(list)
    fields = ("public_id", "round_id", "stage", "sort_date", "counted_problems")
    for report in public.filter(round__in=several).only(*fields):
        rounds[report.round_id].append(report)
    found: set[str] = set()
    for reports in rounds.values():
        counting = counting_report((report, report.counted_problems > 0) for report in reports)
        found.update(report.public_id for report in reports if report is not counting)
    return frozenset(found)
