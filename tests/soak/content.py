"""What an archive holds, without what depends on when and in how many attempts it was filled: to compare two."""

from __future__ import annotations

from typing import Any

from reports.models import (
    Body,
    Correction,
    DeclaredTotal,
    DocumentText,
    InspectionRound,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Report,
    SourceDocument,
)
from reports.search.comparison import index_differences

# Tables, and how rows name the rows that they point to: primary keys may differ, names may not.
TABLES: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (Body, ("region__code", "parent__public_id")),
    (InspectionRound, ("body__public_id", "authority_region__code", "authority_body__public_id")),
    (SourceDocument, ("report__public_id",)),
    (DocumentText, ("document__sha256",)),
    (Report, ("round__public_id", "source_text__sha256")),
    (DeclaredTotal, ("report__public_id",)),
    (Problem, ("report__public_id", "source_text__sha256", "successor__public_id")),
    (Measure, ("report__public_id", "source_text__sha256", "successor__public_id")),
    (ProblemMeasure, ("problem__public_id", "measure__public_id")),
    (ProblemCategory, ("problem__public_id", "category__code")),
    (MeasureFact, ("measure__public_id",)),
    (Correction, ("report__public_id",)),
)


def content() -> dict[str, list[str]]:
    """Every row of every table of content as a line of text, sorted; and what the index has otherwise than these."""
    found = {model.__name__: sorted(map(repr, _rows(model, names))) for model, names in TABLES}
    found["index"] = [str(difference) for difference in index_differences()]
    return found


def _rows(model: type[Any], names: tuple[str, ...]) -> Any:
    columns = [
        field.attname for field in model._meta.concrete_fields if not field.is_relation and not _of_the_run(field)
    ]
    return model.objects.order_by().values_list(*columns, *names).iterator()


def _of_the_run(field: Any) -> bool:
    return bool(field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Which tables differ, and in how many rows."""
    return [
        f"{name}: {len(set(one[name]) ^ set(other[name]))} rows differ, {len(one[name])} and {len(other[name])} held"
        for name in one
        if one[name] != other[name]
    ]
