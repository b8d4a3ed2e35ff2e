"""What a new parse means for the corrections that were made against an older one. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from reports.corrections.effective import InForce, Step, walk
from reports.corrections.state import ReportState, Values
from reports.corrections.structure import squeezed
from reports.models.choices import CorrectionState


class Made(Protocol):
    """What settling asks of a correction."""

    operation: str
    target_type: str
    target: str
    payload: Any
    against: Any


@dataclass(frozen=True, slots=True)
class Settled:
    """The state a correction gets, and, for a conflict, what the new parse says instead, or why the operation cannot
    be carried out (`{"retired": True}`: its row is gone; `{"obstacle": code}`)."""

    state: str
    conflict: Mapping[str, Any] | None = None


def settle_all(corrections: Sequence[Made], parsed: ReportState) -> list[Settled]:
    """The state of each correction, in their order, after a new parse.

    Unchanged parse: in force. The parse now says itself what the correction says: redundant. It says a third
    thing, or the operation cannot be carried out: conflict; it stays in force, as far as it can be, until an editor
    decides. A correction whose words to be redacted were not found is settled where the text is stored.
    """
    operations = [InForce(each.operation, each.target_type, each.target, each.payload) for each in corrections]
    steps = walk(parsed, operations)
    return [_settled(step, each.against, parsed) for each, step in zip(corrections, steps, strict=True)]


def _settled(step: Step, against: Mapping[str, Any], parsed: ReportState) -> Settled:
    operation = step.operation
    now = parsed.row(operation.target_type, operation.target)
    if step.obstacle is not None:
        if _achieved(step, against):
            return Settled(CorrectionState.REDUNDANT)
        return Settled(
            CorrectionState.CONFLICT,
            {"retired": True} if step.obstacle == "gone" else {"obstacle": step.obstacle},
        )
    if operation.operation == "redact":
        return Settled(CorrectionState.IN_FORCE)
    if operation.operation == "set":
        # A row that an editor made has no parse that could say something else.
        return settle("set", operation.payload, against, now) if now is not None else Settled(CorrectionState.IN_FORCE)
    if step.after.same_as(step.before):
        return Settled(CorrectionState.REDUNDANT)
    said = basis(operation, parsed)
    return Settled(CorrectionState.IN_FORCE) if said == against else Settled(CorrectionState.CONFLICT, said)


def settle(operation: str, payload: Mapping[str, Any], against: Mapping[str, Any], now: Values | None) -> Settled:
    """The state of a `set` after a new parse of its row (`now`; None when the row is retired)."""
    if now is None:
        return Settled(CorrectionState.CONFLICT, {"retired": True})
    if operation != "set":
        return Settled(CorrectionState.IN_FORCE)
    parsed = parsed_fields(now, payload)
    if parsed == {name: payload[name] for name in payload}:
        return Settled(CorrectionState.REDUNDANT)
    if parsed == dict(against):
        return Settled(CorrectionState.IN_FORCE)
    return Settled(CorrectionState.CONFLICT, parsed)


def basis(operation: InForce, parsed: ReportState) -> dict[str, Any]:
    """What the parse says of that which an operation rests on: of a `set` its fields, of a merge both texts, of what
    rests on a text that text. Empty for a place alone, and for rows that an editor made."""
    payload = operation.payload
    row = parsed.row(operation.target_type, operation.target)
    if operation.operation == "set":
        return parsed_fields(row or {}, payload)
    if row is None or operation.operation in ("add", "move", "redact"):
        return {}
    found: dict[str, Any] = {"text": row["text"]}
    if operation.operation == "merge":
        other = parsed.row(operation.target_type, payload["with"])
        found["with"] = other["text"] if other is not None else None
    return found


def _achieved(step: Step, against: Mapping[str, Any]) -> bool:
    """Whether the parse did itself what can no longer be done."""
    operation = step.operation
    row = step.before.row(operation.target_type, operation.target)
    if operation.operation == "delete":
        return row is None
    if operation.operation == "add":
        return step.obstacle == "same_text"
    if row is None or not against.get("text"):
        return False
    if operation.operation == "split":
        point = operation.payload["at"]
        parts = {squeezed(against["text"][:point]), squeezed(against["text"][point:])}
        return parts <= _texts(step.before.rows(operation.target_type).values())
    if operation.operation == "merge" and step.obstacle == "other_gone":
        joined = f"{against['text']}{operation.payload['joint']}{against.get('with') or ''}"
        return squeezed(row["text"]) == squeezed(joined)
    return False


def _texts(rows: Iterable[Values]) -> set[str]:
    return {squeezed(row["text"]) for row in rows}


def parsed_fields(row: Values, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row's values, those that a `set` changes, in the form that its payload has (categories as codes)."""
    found = {name: row.get(name) for name in payload}
    if "categories" in found:
        found["categories"] = [value["code"] for value in row.get("categories", [])]
    return found
