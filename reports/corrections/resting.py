"""Which corrections rest on another: they could not stand, or would say another thing, without it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.corrections.effective import InForce, walk
from reports.corrections.state import ReportState

SHAPE_TEXT = ("split", "merge", "respan")
"""What changes the text of its target by something else than giving it."""


def resting_on(parsed: ReportState, operations: Sequence[InForce], index: int) -> list[int]:
    """The indexes of the later operations that rest on the one at `index`.

    Those that name a row which it made, those on the text that it shaped, and those that cannot be carried out
    without it though they can with it.
    """
    taken = operations[index]
    without = [step.obstacle for step in walk(parsed, [*operations[:index], *operations[index + 1 :]])]
    with_it = [step.obstacle for step in walk(parsed, operations)]
    made = taken.payload.get("id")
    shaped = taken.target if taken.operation in SHAPE_TEXT else None
    return [
        later
        for later in range(index + 1, len(operations))
        if (made is not None and made in _named(operations[later]))
        or (shaped is not None and _is_about_text(operations[later]) and shaped in _named(operations[later]))
        or (with_it[later] is None and without[later - 1] is not None)
    ]


def _named(operation: InForce) -> set[str]:
    return {operation.target, *_references(operation)}


def _references(operation: InForce) -> Iterator[str]:
    """The public ids that a payload names, beside the ones it makes."""
    for name in ("after", "with", "from", "to"):
        value = operation.payload.get(name)
        # A split's `after` is words, not a row.
        if value is not None and not (operation.operation == "split" and name == "after"):
            yield value
    if operation.operation == "split":
        yield from operation.payload.get("measures") or ()


def _is_about_text(operation: InForce) -> bool:
    return operation.operation in SHAPE_TEXT or (operation.operation == "set" and "text" in operation.payload)
