"""The earlier problems that one can go on, as choices: by report, and first those that read alike."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reports.corrections.continuing import earlier_problems, earlier_reports
from reports.models import Problem, Report
from reports.views.continuing import likely
from reports.views.names import problem_name, round_name

Choices = list[tuple[str, Any]]
START = 40
"""So many characters of a statement name its problem in the list."""


def earlier_choices(report: Report) -> Choices:
    """The problems of each earlier report of the body, the latest report first; empty where there is none."""
    reports = {row.pk: row for row in earlier_reports(report)}
    groups: dict[int, list[tuple[str, str]]] = {key: [] for key in reports}
    for row in earlier_problems(report):
        groups[row.report_id].append((row.public_id, words_of(row)))
    listed = [(_named(reports[key]), rows) for key, rows in groups.items() if rows]
    return [("", "—"), *listed] if listed else []


def with_likely(choices: Choices, row: Problem) -> Choices:
    """The same with the problems that read like `row` named first, and the present one where the list lacks it."""
    found = list(choices)
    alike = likely(row, earlier_reports(row.report))
    if alike:
        hints = [(each.public_id, f"{words_of(each)} · {_named(each.report)}") for each in alike]
        found.insert(1, (_("用词相近，请核对"), hints))
    present = row.continues
    if present and not any(value == present.public_id for _group, rows in choices[1:] for value, _words in rows):
        found.insert(1, (present.public_id, words_of(present)))
    return found


def words_of(row: Problem) -> str:
    return f"{problem_name(row)} {row.statement[:START]}".strip()


def _named(report: Report) -> str:
    return f"{report.round.year or ''} {round_name(report.round)} {report.get_stage_display()}".strip()
