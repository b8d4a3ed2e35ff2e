"""Parsing anew what the archive holds: originals from disk, read and parsed with the present software."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from reports.importing.known import told_of
from reports.importing.pipeline import Taken, parsed_in_order
from reports.importing.run import FileOutcome, Importer
from reports.importing.samples import GAZETTEER
from reports.importing.types import FoundFile
from reports.models import Report, SourceDocument
from reports.models.choices import Origin


def documents_of(public_ids: Sequence[str]) -> list[SourceDocument]:
    """The primary documents of the reports named, of all where none is; not of withdrawn ones. LookupError for an id
    that no report has."""
    rows = Report.objects.filter(withdrawn_at=None).select_related("source_text__document")
    if public_ids:
        rows = rows.filter(public_id__in=public_ids)
        missing = set(public_ids) - set(rows.values_list("public_id", flat=True))
        if missing:
            raise LookupError("、".join(sorted(missing)))
    return [report.source_text.document for report in rows.defer("source_text__text").order_by("pk")]


def reparse(
    documents: Sequence[SourceDocument],
    *,
    dry_run: bool,
    workers: int = 1,
    by: str = "reparse_reports",
    progress: Callable[[Sequence[FoundFile]], Iterable[FoundFile]] = iter,
) -> Iterator[FileOutcome]:
    """Stores each document's new parse, or with `dry_run` says what it would change. Rows, ids and corrections are
    treated as at an import of the same file."""
    origin = Report.objects.values_list("origin", flat=True).first() or Origin.REAL
    importer = Importer(origin=origin, dry_run=dry_run, by=by, paths=[])
    files = [_found(document) for document in documents]
    taken: Iterable[Taken] = parsed_in_order(
        progress(files),
        to_parse_with=lambda _sha256, given: given,
        gazetteer=GAZETTEER if origin == Origin.SAMPLE else None,
        workers=workers,
    )
    for each in taken:
        yield importer.take(each)
    importer.finish()


def _found(document: SourceDocument) -> FoundFile:
    given = replace(told_of(document), fetched=document.fetched, note=document.note or None)
    return FoundFile(name=document.name, place=document.name, read=partial(Path.read_bytes, document.path), given=given)
