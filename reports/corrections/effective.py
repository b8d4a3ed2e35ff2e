"""`effective(parsed, operations)`: what is shown of a report. Pure: the same values in, the same values out.

The importer, the admin, `check_archive` and the tests all use it, so that no two of them can disagree on what a
correction means (design.md §5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.corrections import structure
from reports.corrections.state import ReportState
from reports.corrections.structure import ObstacleError, chosen_categories

__all__ = ["OPERATIONS", "InForce", "Step", "chosen_categories", "effective", "walk"]


@dataclass(frozen=True, slots=True)
class InForce:
    """An operation in force: what it does, to which row (kind and public id), and with what."""

    operation: str
    target_type: str
    target: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on its way: the states before and after it, and why it could not be carried out (a code)."""

    operation: InForce
    before: ReportState
    after: ReportState
    obstacle: str | None = None


def effective(parsed: ReportState, operations: Iterable[InForce]) -> ReportState:
    """The report as shown: the parse with the operations applied in their order.

    An operation that cannot be carried out changes nothing: it waits in the queue of conflicts.
    """
    shown = parsed
    for step in walk(parsed, operations):
        shown = step.after
    return shown


def walk(parsed: ReportState, operations: Iterable[InForce]) -> Iterator[Step]:
    """The operations one by one."""
    state = parsed
    for operation in operations:
        before, obstacle = state, None
        if state.row(operation.target_type, operation.target) is None:
            obstacle = "gone"
        else:
            try:
                act = OPERATIONS[operation.operation]
                state = act(state, operation.target_type, operation.target, operation.payload)
            except ObstacleError as error:
                obstacle = error.code
        yield Step(operation, before, state, obstacle)


def _set(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """Gives fields of one row other values. A statement given where the source lost it is no longer missing."""
    row = state.row(target_type, target) or {}
    changed: dict[str, Any] = {**row, **payload}
    if target_type == "problem" and payload.get("text"):
        changed["text_missing"] = False
    if target_type == "problem" and "categories" in payload:
        changed["categories"] = chosen_categories(payload["categories"], row.get("categories", []))
    return state.with_row(target_type, target, changed)


def _redact(state: ReportState, _target_type: str, _target: str, _payload: Mapping[str, Any]) -> ReportState:
    """Changes nothing more: the words are out of the parsed values themselves."""
    return state


Act = Callable[[ReportState, str, str, Mapping[str, Any]], ReportState]

OPERATIONS: dict[str, Act] = {
    "set": _set,
    "add": structure.add,
    "delete": structure.delete,
    "split": structure.split,
    "merge": structure.merge,
    "move": structure.move,
    "respan": structure.respan,
    "redact": _redact,
}
