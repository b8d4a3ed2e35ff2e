"""Which problem of an earlier report one goes on (延续自), as a value that can be corrected: its public id, or None.

No parse says it: reports do not name their forerunners, and likeness of words (`analysis.chains`) is a hint, not a
fact. An editor asserts it with `set`, and the correction is what keeps it through imports.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from reports.models import Body, InspectionRound, Problem, Region, Report
from reports.models.choices import BodyLevel
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
    may see them. One query."""
    wanted = set(keys)
    found: dict[int, list[Problem]] = {}
    # What is withdrawn is left out here: asked of the database, it reads the problems of all reports that are not.
    for row in sorted(
        _LATER.rows(problems=list(wanted)), key=lambda row: (str(row.report.sort_date or ""), row.position)
    ):
        if row.report.withdrawn_at is None:
            key = row.continues_id if row.continues_id in wanted else row.continues.successor_id
            found.setdefault(key, []).append(row)
    return found


def _later() -> QuerySet[Problem]:
    problems = [asked("problems")]
    named = Problem.objects.filter(Q(pk__in=problems) | Q(successor__pk__in=problems, retired_at__isnull=False))
    rows: QuerySet[Problem] = Problem.objects.live().filter(continues__in=named.order_by().values("pk")).order_by()
    return rows.select_related("continues", *_WITH_ROUND).defer("continues__parsed", *_LARGE)


_LATER = WrittenQuery[Any](_later)


def earlier_reports(report: Report) -> list[Report]:
    """The public reports of the same body or place that may come before, the latest first.

    `report` comes with round, body and region.
    """
    return [row for row in reversed(reports_beside(report)) if may_precede(row, report)]


def reports_beside(report: Report) -> list[Report]:
    """The other public reports of the same body or place, the oldest first, with their rounds. One query."""
    body = report.round.body
    if body.region is None or body.level == BodyLevel.OTHER:
        found = _OF_BODY.rows(body=body.pk, report=report.pk)
    else:
        region = body.region
        found = _OF_PLACE.rows(body=body.pk, report=report.pk, level=body.level, region=region.pk, code=region.code)
    # As in `shown_later`: the few reports of a place, not all that are public.
    return sorted((row for row in found if row.withdrawn_at is None), key=_moment)


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


def _reports_of(bodies: Q) -> QuerySet[Report]:
    rounds = InspectionRound.objects.filter(body__in=Body.objects.filter(bodies)).order_by()
    rows: QuerySet[Report] = Report.objects.filter(round__in=rounds.values("pk")).exclude(pk=asked("report")).order_by()
    return rows.select_related("round__authority_region").defer("parsed", "outline", "warnings", "round__parsed")


def _same_place() -> Q:
    """A region's own committee, those of its region's other names, and of its forerunners."""
    there = Region.objects.filter(Q(code=asked("code")) | Q(successors=asked("region"))).values("pk")
    return Q(pk=asked("body")) | Q(level=asked("level"), region__in=there)


_OF_BODY = WrittenQuery[Report](lambda: _reports_of(Q(pk=asked("body"))))
_OF_PLACE = WrittenQuery[Report](lambda: _reports_of(_same_place()))


def _moment(row: Report) -> tuple[str, str, str]:
    inspected = row.round.start or row.round.feedback or row.round.year or ""
    return str(inspected), str(row.sort_date or ""), row.public_id
