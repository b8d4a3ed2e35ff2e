"""Reports as they stand in lists: place, kind, how many problems, and how these stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.models import Problem, Report
from reports.models.choices import Status
from reports.search import snippet
from reports.views.charts import Part, split
from reports.views.hits import cut, place_names

SNIPPET = 60
"""A line and a half of a report's text, in characters."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    report: Report
    places: list[str]
    problems: int
    statuses: dict[str, int]
    parts: list[Part]
    snippet: SafeString | None = None
    """Where the whole text has the words asked for."""

    @property
    def status_words(self) -> str:
        """`已完成 8、基本完成 2`: the bar in words."""
        return _("、").join(f"{part.label} {part.count}" for part in self.parts)


def rows_of(reports: Iterable[Report], words: Sequence[str] = ()) -> list[ReportRow]:
    """The rows of reports that were fetched with their places (`hits.with_place`), in their order. One query; with
    `words` also a line of each text, for which one more query reads the texts.
    """
    held = list(reports)
    statuses: dict[int, dict[str, int]] = {report.pk: {} for report in held}
    counted = Problem.objects.live().filter(report__in=statuses).order_by().values_list("report_id", "status")
    for report_id, status, number in counted.annotate(n=Count("pk")):
        statuses[report_id][Status(status)] = number
    texts = _snippets(held, words) if words else {}
    return [
        ReportRow(
            report=report,
            places=place_names(report.round.body),
            problems=sum(statuses[report.pk].values()),
            statuses=statuses[report.pk],
            parts=split(statuses[report.pk]),
            snippet=texts.get(report.pk),
        )
        for report in held
    ]


def _snippets(reports: Sequence[Report], words: Sequence[str]) -> dict[int, SafeString]:
    """The line of each report's whole text that has most of the words; none where only title or place has them."""
    texts = Report.objects.filter(pk__in=[report.pk for report in reports]).values_list("pk", "source_text__text")
    shown = {key: snippet(text, words, SNIPPET) for key, text in texts}
    return {key: cut(part) for key, part in shown.items() if part.marks}
