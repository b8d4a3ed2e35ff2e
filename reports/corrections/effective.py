"""`effective(parsed, operations)`: what is shown of a report. Pure: the same values in, the same values out.

The importer, the admin, `check_archive` and the tests all use it, so that no two of them can disagree on what a
correction means (DESIGN.md §5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.corrections.state import ReportState, Values


@dataclass(frozen=True, slots=True)
class InForce:
    """An operation in force: what it does, to which row (kind and public id), and with what."""

    operation: str
    target_type: str
    target: str
    payload: Mapping[str, Any]


def effective(parsed: ReportState, operations: Sequence[InForce]) -> ReportState:
    """The report as shown: the parse with the operations applied in their order.

    An operation whose row the parse no longer has changes nothing: it waits in the queue of conflicts.
    """
    shown = parsed
    for operation in operations:
        if shown.row(operation.target_type, operation.target) is not None:
            shown = OPERATIONS[operation.operation](shown, operation)
    return shown


def _set(state: ReportState, operation: InForce) -> ReportState:
    """Gives fields of one row other values. A statement given where the source lost it is no longer missing."""
    row = state.row(operation.target_type, operation.target)
    assert row is not None
    changed: dict[str, Any] = {**row, **operation.payload}
    if operation.target_type == "problem" and operation.payload.get("text"):
        changed["text_missing"] = False
    if operation.target_type == "problem" and "categories" in operation.payload:
        changed["categories"] = chosen_categories(operation.payload["categories"], row.get("categories", []))
    return _with_row(state, operation.target_type, operation.target, changed)


def chosen_categories(codes: Sequence[str], parsed: Sequence[Values]) -> list[Values]:
    """An editor's categories in order: those that the parse had too keep their score and evidence."""
    known = {value["code"]: value for value in parsed}
    return [known.get(code, {"code": code, "score": 0.0, "evidence": []}) for code in codes]


def _delete(state: ReportState, operation: InForce) -> ReportState:
    """Takes a problem out with the measures that only it has, or a measure out of every problem."""
    if operation.target_type == "measure":
        return _without_measures(state, {operation.target})
    problems = {key: row for key, row in state.problems.items() if key != operation.target}
    kept = {measure for row in problems.values() for measure in row["measures"]}
    gone = set(state.problems[operation.target]["measures"]) - kept
    return _without_measures(replace(state, problems=problems), gone)


def _without_measures(state: ReportState, gone: set[str]) -> ReportState:
    problems = {
        key: {**row, "measures": [measure for measure in row["measures"] if measure not in gone]}
        if gone.intersection(row["measures"])
        else row
        for key, row in state.problems.items()
    }
    return replace(
        state, problems=problems, measures={key: row for key, row in state.measures.items() if key not in gone}
    )


def _with_row(state: ReportState, target_type: str, target: str, values: Values) -> ReportState:
    if target_type == "report":
        return replace(state, report=values)
    if target_type == "round":
        return replace(state, round=values)
    if target_type == "problem":
        return replace(state, problems={**state.problems, target: values})
    return replace(state, measures={**state.measures, target: values})


OPERATIONS: dict[str, Callable[[ReportState, InForce], ReportState]] = {"set": _set, "delete": _delete}
