"""A plan in words: numbers for the run's record, and every field for a dry run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from reports.corrections.plan import Plan, TablePlan
from reports.corrections.rows import StoredReport
from reports.models import Correction, InspectionRound, Measure, Problem, Report, SourceDocument
from reports.models.choices import CorrectionState, Operation, TargetType

# Columns that say where a row stands in the text or what was parsed, not what is shown.
PLACE = frozenset(
    {
        "source_text_id",
        "parsed",
        "fingerprint",
        "position",
        "start",
        "end",
        "block_start",
        "block_end",
        "status_start",
        "status_end",
        "outline",
        "parser_version",
    }
)
TABLE_NAMES = {
    "problems": "问题",
    "measures": "措施",
    "header": "题头",
    "documents": "原件",
    "corrections": "更正",
    "possible_duplicate": "可能与这份通报重复",
}
CHANGE_NAMES = {
    "created": "新增",
    "changed": "改动",
    "retired": "停用",
    **{state.value: str(state.label) for state in CorrectionState},
}
LONGEST = 60
"""Characters of a value that a line of the dry run shows."""


def summary(plan: Plan, settled: Sequence[Correction]) -> dict[str, Any]:
    """How many rows of each table, which columns of report and round, and how many corrections change."""
    found: dict[str, Any] = {
        "problems": _numbers(plan.problems),
        "measures": _numbers(plan.measures),
        "header": sorted({*plan.report, *plan.round} - PLACE),
        "corrections": dict(Counter(str(each.state) for each in settled)),
    }
    return {name: value for name, value in found.items() if value}


def _numbers(table: TablePlan) -> Mapping[str, int]:
    changed = sum(1 for columns in table.update.values() if columns.keys() - PLACE)
    numbers = {"created": len(table.create), "changed": changed, "retired": len(table.retire)}
    return {name: number for name, number in numbers.items() if number}


def describe(plan: Plan, stored: StoredReport, settled: Sequence[Correction] = ()) -> list[str]:
    """The plan field by field: `问题 12 整改状态: unknown → completed`. To be called before it is carried out.
    At the end the corrections whose state changes, with what the parse says now.

    A report that is new has nothing to compare with: its rows are counted only.
    """
    if not stored.problems and not stored.measures:
        return []
    return [
        *describe_header(plan, stored),
        *_rows("问题", plan.problems, stored.problems),
        *_rows("措施", plan.measures, stored.measures),
        *map(_settled_line, settled),
    ]


def describe_header(plan: Plan, stored: StoredReport) -> list[str]:
    """The same for report and round alone: all that is told of a new report, whose rows are counted."""
    return [*_fields("通报", stored.report, plan.report), *_fields("轮次", stored.report.round, plan.round)]


def describe_document(document: SourceDocument, columns: Mapping[str, Any]) -> list[str]:
    """The same for a document, whose row is as it was: `原件 来源网址: — → https://…`."""
    return list(_fields(TABLE_NAMES["documents"], document, columns))


def _fields(name: str, row: Any, columns: Mapping[str, Any]) -> Iterator[str]:
    for column in sorted(columns.keys() - PLACE):
        yield f"{name} {column_name(type(row), column)}: {_short(getattr(row, column))} → {_short(columns[column])}"


def column_name(model: type[models.Model], column: str) -> str:
    """What editors call a column; the column itself where the model has none of this name."""
    try:
        return str(model._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return column


def _settled_line(correction: Correction) -> str:
    """`更正 #5 改写 校舍维修进度迟缓: 待处理冲突 (文本: 校舍维修缓慢)`."""
    kinds: dict[str, type[models.Model]] = {
        TargetType.REPORT: Report,
        TargetType.ROUND: InspectionRound,
        TargetType.PROBLEM: Problem,
        TargetType.MEASURE: Measure,
    }
    model = kinds[correction.target_type]
    said = (correction.conflict or {}).items() if correction.operation == Operation.SET else ()
    now = "; ".join(f"{column_name(model, name)}: {_short(value)}" for name, value in said if name != "retired")
    state = CHANGE_NAMES[str(correction.state)]
    return f"更正 #{correction.pk} {_short(str(correction))}: {state}" + (f" ({now})" if now else "")


def _rows(name: str, table: TablePlan, held: Mapping[str, Any]) -> Iterator[str]:
    for key, columns in table.update.items():
        yield from _fields(f"{name} {_label(held[key])}", held[key], columns)
    for columns in table.create.values():
        yield f"{name} + {columns.get('number') or ''} {_short(columns['text'])}"
    for key in table.retire:
        yield f"{name} - {_label(held[key])} {_short(held[key].text)}"


def _label(row: Any) -> str:
    return getattr(row, "number", "") or row.public_id


def _short(value: Any) -> str:
    words = "—" if value in (None, "") else str(value)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def change_words(changes: Mapping[str, Any]) -> str:
    """`summary` in words: `问题：新增 2，停用 1；题头：标题`. Empty without changes."""
    return "；".join(_change(name, value) for name, value in changes.items())


def _change(name: str, value: Any) -> str:
    if isinstance(value, dict):
        numbers = "，".join(f"{CHANGE_NAMES[key]} {number}" for key, number in value.items())
        return f"{TABLE_NAMES[name]}：{numbers}"
    if isinstance(value, list):
        names = (column_name(Report, column) for column in value)
        return f"{TABLE_NAMES[name]}：{'、'.join(column_name(InspectionRound, each) for each in names)}"
    return f"{TABLE_NAMES[name]}：{value}"
