"""前后各轮: which problems of the same place's other reports one goes on, or is gone on by.

What an editor has found is a fact of the archive (延续自); what only reads alike is listed beside it and called so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.corrections.continuing import may_precede, reports_beside, shown_earlier, shown_later
from reports.models import Problem, Report
from reports.models.choices import Stage
from reports.models.written import WrittenQuery, asked
from reports.search.query import IndexStatus
from reports.search.similar import SimilarQuery, find_similar
from reports.search.view import View
from reports.views.names import problem_name, round_name

MOST_LIKELY = 4
ALIKE = 0.4
"""The share of a problem's telling words that one reading alike has at least."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A problem of another report of the place. `found`: an editor has found that it is the same; else it reads alike.
    `later`: its report came after the one on the page."""

    problem: Problem
    name: str
    year: str
    later: bool
    found: bool


def beside(problem: Problem, view: View | IndexStatus | None = None) -> list[Beside]:
    """The earlier one, the later ones, and what reads alike in reports that have neither; in order of time.

    `view` is what the page is answered from. Six queries at most.
    """
    report = problem.report
    reports = reports_beside(report)
    before = shown_earlier([problem.continues_id]).get(problem.continues_id or 0)
    rows = [_beside(before, later=False, found=True)] if before else []
    rows += [_beside(row, later=True, found=True) for row in shown_later([problem.pk]).get(problem.pk, [])]
    known = {row.problem.report_id for row in rows}
    others = [row for row in reports if row.pk not in known]
    rows += [_beside(row, later=may_precede(report, row.report), found=False) for row in likely(problem, others, view)]
    place = {row.pk: number for number, row in enumerate(reports)}
    return sorted(rows, key=lambda row: (row.later, place.get(row.problem.report_id, 0)))


def found_beside(problems: Sequence[Problem]) -> dict[int, list[Beside]]:
    """What editors have found of a report's problems, by primary key. One query, two where one goes on another."""
    before = shown_earlier(problem.continues_id for problem in problems)
    after = shown_later(problem.pk for problem in problems)
    found = {}
    for problem in problems:
        earlier = before.get(problem.continues_id) if problem.continues_id else None
        rows = [_beside(earlier, later=False, found=True)] if earlier else []
        rows += [_beside(row, later=True, found=True) for row in after.get(problem.pk, [])]
        if rows:
            found[problem.pk] = rows
    return found


def likely(problem: Problem, reports: Iterable[Report], view: View | IndexStatus | None = None) -> list[Problem]:
    """Of each of these reports the problem that reads most like this one, if one reads alike; the most alike first."""
    held = {report.pk: report for report in reports}
    if not problem.text or not held:
        return []
    within = tuple(report.public_id for report in held.values())
    similar = find_similar(SimilarQuery(problem.text, within=within), view)
    keys = [hit.pk for hit in similar.hits]
    chosen: dict[int, tuple[float, Problem]] = {}
    for row in _ALIKE.rows(keys=keys, reports=list(held)):
        alike = similar.likeness_if_alike(row.statement) or 0.0
        if alike >= ALIKE and alike > chosen.get(row.report_id, (0.0, row))[0]:
            chosen[row.report_id] = (alike, row)
            row.report = held[row.report_id]
    best = sorted(chosen.values(), key=lambda pair: (-pair[0], pair[1].position))
    return [row for _alike, row in best[:MOST_LIKELY]]


_ALIKE = WrittenQuery[Problem](
    lambda: (
        Problem.objects.live()
        .filter(pk__in=[asked("keys")], report__pk__in=[asked("reports")])
        .only("public_id", "text", "label", "status", "position", "report")
        .order_by("position")
    )
)


def _beside(row: Problem, *, later: bool, found: bool) -> Beside:
    words = [round_name(row.report.round), problem_name(row)]
    if row.report.stage != Stage.UNKNOWN:
        words.insert(1, str(row.report.get_stage_display()))
    return Beside(row, " ".join(word for word in words if word), str(row.report.round.year or _("不详")), later, found)
