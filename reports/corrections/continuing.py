"""Which problem of an earlier report one goes on (延续自), as a value that can be corrected: its public id, or None.

No parse says it: reports do not name their forerunners, and likeness of words (`analysis.chains`) is a hint, not a
fact. An editor asserts it with `set`, and the correction is what keeps it through imports.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from reports.models import Body, Problem, Report
from reports.models.choices import BodyLevel
from reports.models.reference_tables import region_rows
from reports.models.written import WrittenQuery, asked

_WITH_ROUND = ("report__round__authority_region",)
_LARGE = ("parsed", "report__parsed", "report__outline", "report__warnings", "report__round__parsed")
LONGEST_CHAIN = 60
"""So many rounds at most are gone back: more than any place had."""


def keys_of(values: Iterable[str | None]) -> dict[str | None, int]:
    """The primary keys of the problems that are named, by public id. A query only where one is named."""
    wanted = {value for value in values if value}
    return dict(Problem.objects.filter(public_id__in=wanted).values_list("public_id", "pk")) if wanted else {}


def shown_earlier(keys: Iterable[int | None]) -> dict[int, Problem]:
    """The problems that rows go on, by the key in `continues_id`, as far as readers may see them: the one that was
    named, or the one that took its place. A query only where there are keys."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    rows = Problem.objects.filter(pk__in=wanted).select_related(
        *_WITH_ROUND, *(f"successor__{name}" for name in _WITH_ROUND)
    )
    found = {}
    for row in rows.defer(*_LARGE, *(f"successor__{name}" for name in _LARGE)).order_by():
        heir = row if row.retired_at is None else row.successor
        hidden = row.report.withdrawn_at is not None or heir is None or heir.retired_at is not None
        if heir is not None and not hidden and heir.report.withdrawn_at is None:
            found[row.pk] = heir
    return found


def shown_later(keys: Iterable[int]) -> dict[int, list[Problem]]:
    """The problems of later reports that go on those with these keys, or ones whose place they took, as far as readers
    may see them. One query, two where there are any: to read what is shown costs ten times as much, mostly for none.
    """
    wanted = set(keys)
    found: dict[int, list[Problem]] = {}
    # What is withdrawn is left out here: asked of the database, it reads the problems of all reports that are not.
    for row in sorted(
        _LATER.rows(later=_GOING_ON.rows(problems=list(wanted))),
        key=lambda row: (str(row.report.sort_date or ""), row.position),
    ):
        if row.report.withdrawn_at is None:
            key = row.continues_id if row.continues_id in wanted else row.continues.successor_id
            found.setdefault(key, []).append(row)
    return found


def _going_on() -> QuerySet[Problem, int]:
    problems = [asked("problems")]
    named = Problem.objects.filter(Q(pk__in=problems) | Q(successor__pk__in=problems, retired_at__isnull=False))
    rows = Problem.objects.live().filter(continues__in=named.order_by().values("pk")).order_by()
    return rows.values_list("pk", flat=True)


def _later() -> QuerySet[Problem]:
    rows: QuerySet[Problem] = Problem.objects.filter(pk__in=[asked("later")]).order_by()
    return rows.select_related("continues", *_WITH_ROUND).defer("continues__parsed", *_LARGE)


_GOING_ON = WrittenQuery[int](_going_on)
_LATER = WrittenQuery[Any](_later)


def earlier_reports(report: Report) -> list[Report]:
    """The public reports of the same body or place that may come before, the latest first.

    `report` comes with round, body and region.
    """
    return [row for row in reversed(reports_beside(report)) if may_precede(row, report)]


def reports_beside(report: Report) -> list[Report]:
    """The other public reports of the same body or place, the oldest first, with their rounds. Two queries."""
    found = _REPORTS.rows(bodies=_bodies_beside(report.round.body), report=report.pk)
    # As in `shown_later`: the few reports of a place, not all that are public.
    return sorted((row for row in found if row.withdrawn_at is None), key=_moment)


def _bodies_beside(body: Body) -> list[int]:
    """The keys of the body and of those that are the same to a reader: of its region, under its other names too, and of
    the forerunners, each region's own committee. Places are looked up in memory: asked for in one question with their
    bodies, PostgreSQL went through both tables.
    """
    if body.region is None or body.level == BodyLevel.OTHER:
        return [body.pk]
    region, tables = body.region, region_rows()
    places = {region.pk, *(each.pk for each in tables.of_code.get(region.code, ()))}
    places |= {each.pk for each in tables.forerunners.get(region.pk, ())}
    return _BODIES.rows(body=body.pk, level=body.level, places=sorted(places))


def earlier_problems(report: Report) -> QuerySet[Problem]:
    """The problems shown in `earlier_reports`, in their order within each report."""
    rows: QuerySet[Problem] = Problem.objects.live().filter(report__in=earlier_reports(report))
    return rows.defer("parsed").order_by("report", "position")


def may_precede(one: Report, other: Report) -> bool:
    """Whether `one` can be the earlier: what is known of both does not say that it is the later."""
    if one.round_id != other.round_id:
        inspected = [row.round.start or row.round.feedback for row in (one, other)]
        if inspected[0] and inspected[1]:
            return bool(inspected[0] < inspected[1])
        if one.round.year and other.round.year and one.round.year != other.round.year:
            return one.round.year < other.round.year
    if one.sort_date and other.sort_date:
        return one.sort_date < other.sort_date
    return True


def refusal(problem: Problem, named: str | None) -> str:
    """Why `problem` cannot go on the problem with this public id; empty where it can, or none is named."""
    if not named:
        return ""
    earlier = Problem.objects.public().filter(public_id=named).first()
    if earlier is None:
        return f"档案里没有编号为 {named} 的问题。There is no problem {named}."
    if earlier.report_id not in {row.pk for row in earlier_reports(problem.report)}:
        return "它不在同一单位更早的通报里。It does not stand in an earlier report of the same body."
    step: Problem | None = earlier
    for _ in range(LONGEST_CHAIN):
        if step is None:
            return ""
        if step.pk == problem.pk:
            break
        step = step.continues
    return "它自己就延续自这个问题。That problem itself goes on this one."


def _reports() -> QuerySet[Report]:
    rows: QuerySet[Report] = Report.objects.filter(round__body__pk__in=[asked("bodies")]).exclude(pk=asked("report"))
    return (
        rows.order_by()
        .select_related("round__authority_region")
        .defer("parsed", "outline", "warnings", "round__parsed")
    )


_REPORTS = WrittenQuery[Report](_reports)
_BODIES = WrittenQuery[int](
    lambda: (
        Body.objects.filter(Q(pk=asked("body")) | Q(level=asked("level"), region__pk__in=[asked("places")]))
        .order_by()
        .values_list("pk", flat=True)
    )
)


def _moment(row: Report) -> tuple[str, str, str]:
    inspected = row.round.start or row.round.feedback or row.round.year or ""
    return str(inspected), str(row.sort_date or ""), row.public_id
