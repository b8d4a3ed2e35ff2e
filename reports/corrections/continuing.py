"""Which problem of an earlier report one goes on (延续自), as a value that can be corrected: its public id, or None.

No parse says it: reports do not name their forerunners, and likeness of words (`analysis.chains`) is a hint, not a
fact. An editor asserts it with `set`, and the correction is what keeps it through imports.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from reports.models import Body, Problem, Report
from reports.models.choices import BodyLevel

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
    rows = Problem.objects.filter(pk__in=wanted, report__withdrawn_at=None).defer("parsed")
    found = {}
    for row in rows.select_related("report__round__authority_region", "successor__report__round__authority_region"):
        heir = row if row.retired_at is None else row.successor
        if heir is not None and heir.retired_at is None and heir.report.withdrawn_at is None:
            found[row.pk] = heir
    return found


def shown_later(keys: Iterable[int]) -> dict[int, list[Problem]]:
    """The problems of later reports that go on those with these keys, or ones whose place they took, as far as readers
    may see them. Two queries."""
    stands_for = {key: key for key in keys}
    replaced = Problem.objects.filter(successor__in=list(stands_for), retired_at__isnull=False)
    stands_for |= dict(replaced.values_list("pk", "successor_id"))
    found: dict[int, list[Problem]] = {}
    rows = Problem.objects.public().filter(continues__in=list(stands_for)).defer("parsed")
    for row in rows.select_related("report__round__authority_region").order_by("report__sort_date", "position"):
        found.setdefault(stands_for[row.continues_id], []).append(row)
    return found


def earlier_reports(report: Report) -> list[Report]:
    """The public reports of the same body or place that may come before, the latest first. One query.

    `report` comes with round, body and region.
    """
    return [row for row in reversed(reports_beside(report)) if may_precede(row, report)]


def reports_beside(report: Report) -> list[Report]:
    """The other public reports of the same body or place, the oldest first, with their rounds. One query."""
    found = Report.objects.public().filter(round__body__in=_same_place(report.round.body)).exclude(pk=report.pk)
    rows = found.select_related("round__authority_region").defer("parsed", "outline", "warnings", "round__parsed")
    return sorted(rows, key=_moment)


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


def _same_place(body: Body) -> QuerySet[Body]:
    """The body; of a region's own committee also those of its region's other names and forerunners."""
    same = Q(pk=body.pk)
    region = body.region
    if region is not None and body.level != BodyLevel.OTHER:
        same |= Q(level=body.level) & (Q(region__code=region.code) | Q(region__successors=region))
    return Body.objects.filter(same)


def _moment(row: Report) -> tuple[str, str, str]:
    inspected = row.round.start or row.round.feedback or row.round.year or ""
    return str(inspected), str(row.sort_date or ""), row.public_id
