"""Where a document came from, told by a manifest after the archive has taken its bytes.

Date of publication and region take part in the parse: where a manifest says others of a report's own text, the file is
parsed again (`Known.nothing_to_do`), and what is said is kept for the parses to come.
"""

from __future__ import annotations

from typing import Any

from reports.importing.types import Given
from reports.models import SourceDocument
from reports.search.sync import content_change

COLUMNS = {
    "url": "source_url",
    "source_name": "source_name",
    "published": "published",
    "region_code": "region",
    "fetched": "fetched",
    "note": "note",
}
"""Column of the document -> what the manifest calls it."""


def tell_anew(document_id: int, given: Given, *, dry_run: bool = False) -> tuple[SourceDocument, dict[str, Any]]:
    """Writes what the manifest says otherwise than the document's row, or only finds it out in a dry run. Returns the
    row as it was, and the columns that differ. What a manifest leaves empty stays.
    """
    before = SourceDocument.objects.select_related("report").get(pk=document_id)
    different = told_otherwise(before, given)
    if different and not dry_run:
        with content_change() as change:
            if before.report is not None:
                change.touch(before.report)
            SourceDocument.objects.filter(pk=document_id).update(**different)
    return before, different


def told_otherwise(document: SourceDocument, given: Given) -> dict[str, Any]:
    """The columns of which the manifest says something else than the row, with what it says."""
    told = {column: getattr(given, name) for column, name in COLUMNS.items() if getattr(given, name)}
    told = {column: _fitting(column, value) for column, value in told.items()}
    return {column: value for column, value in told.items() if getattr(document, column) != value}


def says_anything(given: Given) -> bool:
    """Whether there is anything to compare: most runs have no manifest."""
    return any(getattr(given, name) for name in COLUMNS.values())


def _fitting(column: str, value: Any) -> Any:
    longest = getattr(SourceDocument._meta.get_field(column), "max_length", None)
    return value[:longest] if longest else value
