"""Which values a row has, which of them an editor may set, and how values and columns map to each other.

A value is JSON: dates are `{"date": "2024-03-05", "precision": "day", "words": "…"}` or None and spread over
three columns; `categories`, `measures`, `facts` and `declared` are rows of their own tables; `body` says under which
body the report stands (`bodies`); `continues` names the problem of an earlier report that one goes on (`continuing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

REPORT_COLUMNS = (
    "stage",
    "title",
    "source",
    "signed_by",
    "contact_phone",
    "contact_address",
    "contact_postcode",
    "contact_email",
)
REPORT_DATES = ("published", "signed")
ROUND_COLUMNS = ("verb", "authority_level", "kind", "kind_words", "term", "round", "batch", "team")
ROUND_DATES = ("start", "end", "feedback")
SPAN_COLUMNS = ("start", "end")
PROBLEM_COLUMNS = (
    "label",
    "number",
    "run",
    "path",
    "text",
    "text_missing",
    *SPAN_COLUMNS,
    "block_start",
    "block_end",
    "status",
    "status_words",
    "status_start",
    "status_end",
)
MEASURE_COLUMNS = ("text", *SPAN_COLUMNS, "types")

COLUMNS: dict[str, tuple[str, ...]] = {
    "report": REPORT_COLUMNS,
    "round": ROUND_COLUMNS,
    "problem": PROBLEM_COLUMNS,
    "measure": MEASURE_COLUMNS,
}
DATES: dict[str, tuple[str, ...]] = {"report": REPORT_DATES, "round": ROUND_DATES, "problem": (), "measure": ()}

# What `set` may change. Spans are re-drawn by an operation of their own; a numbering run is the parser's.
SETTABLE: dict[str, frozenset[str]] = {
    "report": frozenset({*REPORT_COLUMNS, *REPORT_DATES, "declared", "body"}),
    "round": frozenset({*ROUND_COLUMNS, *ROUND_DATES}),
    "problem": frozenset({"label", "number", "path", "text", "status", "status_words", "categories", "continues"}),
    "measure": frozenset({"text", "types"}),
}


def to_columns(target_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The model's column values for a row's values. Columns that a value lacks are left out."""
    found = {name: values[name] for name in COLUMNS[target_type] if name in values}
    for name in DATES[target_type]:
        if name not in values:
            continue
        value = values[name]
        found[name] = dt.date.fromisoformat(value["date"]) if value else None
        found[f"{name}_precision"] = value["precision"] if value else "day"
        found[f"{name}_words"] = value.get("words", "") if value else ""
    return found


def from_columns(target_type: str, row: models.Model) -> dict[str, Any]:
    """A row's values from its columns: the inverse of `to_columns`."""
    found = {name: getattr(row, name) for name in COLUMNS[target_type]}
    for name in DATES[target_type]:
        date = getattr(row, name)
        found[name] = date and {
            "date": date.isoformat(),
            "precision": getattr(row, f"{name}_precision"),
            "words": getattr(row, f"{name}_words"),
        }
    return found


def differences(row: models.Model, columns: Mapping[str, Any]) -> list[str]:
    """The names of the columns whose value on the row is another one."""
    return [name for name, value in columns.items() if getattr(row, name) != value]
