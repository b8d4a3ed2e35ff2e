"""What a new parse means for the corrections that were made against an older one. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.corrections.state import Values
from reports.models.choices import CorrectionState


@dataclass(frozen=True, slots=True)
class Settled:
    """The state a correction gets, and, for a conflict, what the new parse says instead (None: the row is gone)."""

    state: str
    conflict: Mapping[str, Any] | None = None


def settle(operation: str, payload: Mapping[str, Any], against: Mapping[str, Any], now: Values | None) -> Settled:
    """The state of a correction in force after a new parse of its row (`now`; None when the row is retired).

    Unchanged parse: in force. The parse now says what the correction says: redundant. It says a third
    thing, or lost the row: conflict; the correction stays in force until an editor decides.
    """
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


def parsed_fields(row: Values, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row's values, those that a `set` changes, in the form that its payload has (categories as codes)."""
    found = {name: row.get(name) for name in payload}
    if "categories" in found:
        found["categories"] = [value["code"] for value in row.get("categories", [])]
    return found
