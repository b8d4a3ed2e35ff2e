"""Carries out a plan: the one place that writes problems, measures and their links, in bulk and in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from reports.corrections.plan import Plan, TablePlan
from reports.corrections.rows import StoredReport
from reports.corrections.state import Values
from reports.models import (
    Category,
    DeclaredTotal,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Report,
)
from reports.models.bulk import insert

PARK = -1_000_000
"""Live rows whose position changes wait below this number meanwhile, so that no two ever share a position."""


def carry_out(plan: Plan, stored: StoredReport, successors: Mapping[str, str] | None = None) -> None:
    """Writes the plan. Runs inside a transaction; `stored.report` and its round have been saved before.

    `successors`: for rows that the plan retires, the public id of the row that takes their place. The rows that
    `stored` holds are changed along; fresh ones are not added to it.
    """
    report = stored.report
    _update_row(report.round, plan.round)
    _update_row(report, plan.report)
    if plan.declared is not None:
        write_declared(report, plan.declared)
    measures = _write_table(Measure, report, plan.measures, stored.measures)
    problems = _write_table(Problem, report, plan.problems, stored.problems)
    _forget_links(MeasureFact, "measure", plan.measure_facts, plan.measures)
    _forget_links(ProblemCategory, "problem", plan.problem_categories, plan.problems)
    _forget_links(ProblemMeasure, "problem", plan.problem_measures, plan.problems)
    _write_facts(plan.measure_facts, measures)
    _write_categories(plan.problem_categories, problems)
    _write_measure_links(plan.problem_measures, problems, measures)
    _name_successors(Problem, plan.problems, stored.problems, problems, successors or {})
    _name_successors(Measure, plan.measures, stored.measures, measures, successors or {})


def _update_row(row: models.Model, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    if columns:
        row.save(update_fields=list(columns))


def _write_table(model: type[Any], report: Report, plan: TablePlan, held: Mapping[str, Any]) -> dict[str, int]:
    """Retires, then makes room, then updates and creates: at no moment two live rows share a position.

    Returns the primary key of every row of the report, by public id.
    """
    if plan.retire:
        moment = timezone.now()
        model.objects.filter(public_id__in=plan.retire).update(retired_at=moment)
        for key in plan.retire:
            held[key].retired_at = moment
    if plan.update:
        _write_updates(model, plan, held)
    fresh = insert(model, ({"public_id": key, "report_id": report.pk, **row} for key, row in plan.create.items()))
    return {**{key: row.pk for key, row in held.items()}, **dict(zip(plan.create, fresh, strict=True))}


def _write_updates(model: type[Any], plan: TablePlan, held: Mapping[str, Any]) -> None:
    moving = [held[key].pk for key, columns in plan.update.items() if columns.keys() & {"position", "retired_at"}]
    if moving:
        model.objects.filter(pk__in=moving).update(position=PARK - F("pk"))
    for names in {tuple(sorted({*columns, "position"})) for columns in plan.update.values()}:
        rows = []
        for key, columns in plan.update.items():
            if tuple(sorted({*columns, "position"})) == names:
                for name, value in columns.items():
                    setattr(held[key], name, value)
                rows.append(held[key])
        model.objects.bulk_update(rows, names)


def _forget_links(model: type[Any], owner: str, links: Mapping[str, Any], table: TablePlan) -> None:
    """Deletes the links of owners that are given new ones; an owner that is new itself has none."""
    if old := [key for key in links if key not in table.create]:
        model.objects.filter(**{f"{owner}__public_id__in": old}).delete()


def write_declared(report: Report, totals: Mapping[str, Values]) -> None:
    """The totals that a report states about itself, in place of those held."""
    report.declared_totals.all().delete()
    insert_declared(report, totals)


def insert_declared(report: Report, totals: Mapping[str, Values]) -> None:
    """The same of a report that has none yet."""
    insert(DeclaredTotal, ({"report_id": report.pk, "key": key, **values} for key, values in totals.items()))


def _write_facts(facts: Mapping[str, Sequence[Values]], measures: Mapping[str, int]) -> None:
    insert(MeasureFact, ({"measure_id": measures[key], **value} for key, values in facts.items() for value in values))


def _write_categories(categories: Mapping[str, Sequence[Values]], problems: Mapping[str, int]) -> None:
    if not any(categories.values()):
        return
    ids = dict(Category.objects.values_list("code", "pk"))
    insert(
        ProblemCategory,
        (
            {
                "problem_id": problems[key],
                "category_id": ids[value["code"]],
                "position": position,
                "score": value["score"],
                "evidence": value["evidence"],
            }
            for key, values in categories.items()
            for position, value in enumerate(values)
        ),
    )


def _write_measure_links(
    links: Mapping[str, Sequence[str]], problems: Mapping[str, int], measures: Mapping[str, int]
) -> None:
    insert(
        ProblemMeasure,
        (
            {"problem_id": problems[key], "measure_id": measures[measure], "position": position}
            for key, held in links.items()
            for position, measure in enumerate(held)
        ),
    )


def _name_successors(
    model: type[Any],
    plan: TablePlan,
    held: Mapping[str, Any],
    keys: Mapping[str, int],
    successors: Mapping[str, str],
) -> None:
    rows = []
    for key in plan.retire:
        heir = keys.get(successors.get(key, ""))
        if heir is not None and heir != held[key].pk:
            held[key].successor_id = heir
            rows.append(held[key])
    if rows:
        model.objects.bulk_update(rows, ["successor"])
