"""Where a document came from, told by a manifest after the archive has taken its bytes.

Date of publication and region are not among it: they take part in the parse, and `reparse_reports` is not told them.
"""

from __future__ import annotations

from typing import Any

from reports.importing.types import Given
from reports.models import SourceDocument
from reports.search.sync import content_change

COLUMNS = {"url": "source_url", "source_name": "source_name", "fetched": "fetched", "note": "note"}
"""Column of the document -> what the manifest calls it."""


def tell_anew(document_id: int, given: Given, *, dry_run: bool = False) -> tuple[SourceDocument, dict[str, Any]]:
    """Writes what the manifest says otherwise than the document's row, or only finds it out in a dry run. Returns the
    row as it was, and the columns that differ. What a manifest leaves empty stays.
    """
    before = SourceDocument.objects.select_related("report").get(pk=document_id)
    told = {column: getattr(given, name) for column, name in COLUMNS.items() if getattr(given, name)}
    told = {column: _fitting(column, value) for column, value in told.items()}
    different = {column: value for column, value in told.items() if getattr(before, column) != value}
    if different and not dry_run:
        with content_change() as change:
            if before.report is not None:
                change.touch(before.report)
            SourceDocument.objects.filter(pk=document_id).update(**different)
    return before, different


def says_anything(given: Given) -> bool:
    """Whether there is anything to compare: most runs have no manifest."""
    return any(getattr(given, name) for name in COLUMNS.values())


def _fitting(column: str, value: Any) -> Any:
    longest = getattr(SourceDocument._meta.get_field(column), "max_length", None)
    return value[:longest] if longest else value
