"""Where the rows of each table come from: what readers may see, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from reports.exports.dataset.tables import Column, Table
from reports.models import (
    Body,
    Category,
    Correction,
    DeclaredTotal,
    InspectionRound,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Region,
    Report,
)
from reports.models.choices import CorrectionState, Operation
from reports.models.dates import PartialDate

AT_ONCE = 2_000
"""Rows fetched at a time: some megabytes of measures."""
Value = str | int | float | None


def _problems() -> QuerySet[Any]:
    first = ProblemCategory.objects.filter(problem=OuterRef("pk"), position=0).values("category__code")
    found: QuerySet[Any] = Problem.objects.public().annotate(first_topic=Subquery(first[:1]), earlier=_earlier())
    return found


def _earlier() -> Case:
    """As `corrections.continuing.shown_earlier`: the problem that was named, or the one that took its place."""
    named = Q(continues__retired_at=None, continues__report__withdrawn_at=None)
    heir = Q(continues__successor__retired_at=None, continues__successor__report__withdrawn_at=None)
    return Case(When(named, then=F("continues__public_id")), When(heir, then=F("continues__successor__public_id")))


def _of_problems(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(problem__retired_at=None, problem__report__withdrawn_at=None)


def _rounds() -> QuerySet[Any]:
    return InspectionRound.objects.filter(pk__in=Report.objects.public().order_by().values("round"))


def _corrections() -> QuerySet[Any]:
    """Redactions are not among them: they tell where something was taken out."""
    made = Correction.objects.exclude(Q(state=CorrectionState.UNDONE) | Q(operation=Operation.REDACT))
    return made.filter(report__isnull=False, report__withdrawn_at=None)


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "problems": _problems,
    "problem_categories": lambda: _of_problems(ProblemCategory.objects.all()),
    "measures": Measure.objects.public,
    "problem_measures": lambda: _of_problems(ProblemMeasure.objects.filter(measure__retired_at=None)),
    "measure_facts": lambda: MeasureFact.objects.filter(
        measure__retired_at=None, measure__report__withdrawn_at=None
    ),
    "reports": Report.objects.public,
    "rounds": _rounds,
    "bodies": lambda: Body.objects.filter(pk__in=_rounds().order_by().values("body")),
    "regions": Region.objects.all,
    "categories": Category.objects.all,
    "declared_totals": lambda: DeclaredTotal.objects.filter(report__withdrawn_at=None),
    "corrections": _corrections,
}  # fmt: skip


def values_of(table: Table) -> Iterator[tuple[Value, ...]]:
    """The rows of a table in the order in which they were stored, with the values of its columns. Flat memory."""
    lookups: list[str] = []
    for column in table.columns:
        lookups += [column.lookup] + ([f"{column.lookup}_precision"] if column.type == "date" else [])
    found = ROWS[table.name]().order_by("pk").values_list(*lookups)
    for row in found.iterator(chunk_size=AT_ONCE):
        rest = iter(row)
        yield tuple(_value(column, rest) for column in table.columns)


def _value(column: Column, rest: Iterator[Any]) -> Value:
    """The next value of the row; a date takes two."""
    value = next(rest)
    match column.type:
        case "date":
            precision = next(rest)
            return PartialDate(value, precision).iso() if value else None
        case "moment":
            return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
        case "boolean":
            return int(value)
        case "codes":
            return ";".join(value) or None
        case "json":
            return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None
        case _:
            return None if value == "" else value
