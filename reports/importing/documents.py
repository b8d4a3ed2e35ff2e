"""The rows of a file as received: the document, and the text that a reader made of it."""

from __future__ import annotations

from reports.importing.hashing import text_hash
from reports.importing.types import ParsedFile
from reports.models import DocumentText, SourceDocument
from reports.models.bulk import insert_row


def new_document(file: ParsedFile) -> SourceDocument:
    """The row of bytes that the archive did not have, saved."""
    document = SourceDocument(
        sha256=file.sha256,
        name=file.name[:500],
        url=file.url[:2000],
        source_name=file.source_name[:200],
        published=file.given.published or "",
        region_code=file.given.region or "",
        fetched=file.given.fetched,
        media_type=file.read.media_type,
        encoding=file.read.encoding or "",
        size=len(file.data),
        note=file.given.note or "",
    )
    insert_row(document)
    return document


def text_row(
    file: ParsedFile, document: SourceDocument, sha256: str | None = None, *, fresh: bool = False
) -> DocumentText:
    """The row of the text; unsaved when no reader has read the document so before. A fresh document has none."""
    sha256 = sha256 or text_hash(file.text)
    found = None if fresh else document.texts.filter(sha256=sha256).first()
    if found is not None:
        return found
    return DocumentText(
        document=document,
        reader=file.read.reader,
        reader_version=file.read.reader_version,
        text=file.text,
        sha256=sha256,
        metadata=dict(file.read.metadata),
    )
