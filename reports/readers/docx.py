"""Word documents (.docx): paragraphs with the numbers Word generates, tables in their place, core properties."""

from __future__ import annotations

from reports.readers.docx_body import BodyReader
from reports.readers.docx_numbering import read_numbering, read_styles
from reports.readers.docx_package import Element, Package, attribute, child
from reports.readers.errors import refusal
from reports.readers.types import ReadDocument

VERSION = "1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_NO_BODY = ("缺少正文部分", "it has no main part")
_EMPTY = ("Word 文档正文为空", "the body of the Word document is empty")
# Local name in docProps/core.xml -> ours. The writer's name is left out: it is a clerk's, and nowhere in the document.
_PROPERTIES = {"title": "title", "subject": "subject", "created": "created", "modified": "modified"}
_LONGEST = 500


def read_docx(data: bytes) -> ReadDocument:
    """The document as Word shows it with all changes accepted, without headers and footers. Raises ReadError."""
    package = Package(data)
    parts = package.related("")
    main = parts.get("officeDocument", "word/document.xml")
    document = package.part(main)
    body = child(document, "body")
    if body is None:
        raise refusal("damaged", detail=_NO_BODY)
    related = package.related(main)
    styles = read_styles(package.part(related.get("styles", "")))
    reader = BodyReader(read_numbering(package.part(related.get("numbering", "")), styles))
    lines = reader.lines(body)
    if reader.notes:
        lines += _footnotes(reader, package.part(related.get("footnotes", "")))
    if not lines:
        raise refusal("no_text", detail=_EMPTY)
    return ReadDocument(
        text="\n".join(lines),
        reader="docx",
        reader_version=VERSION,
        media_type=MEDIA_TYPE,
        metadata=_properties(package.part(parts.get("core-properties", ""))),
    )


def _footnotes(reader: BodyReader, part: Element | None) -> list[str]:
    """The notes that the body refers to, in its order, after it."""
    by_id = {attribute(note, "id"): note for note in part} if part is not None else {}
    wanted = list(dict.fromkeys(reader.notes))
    return [line for note_id in wanted if note_id in by_id for line in reader.lines(by_id[note_id])]


def _properties(part: Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in part if part is not None else ():
        name = _PROPERTIES.get(str(element.tag).rpartition("}")[2])
        value = " ".join((element.text or "").split())[:_LONGEST]
        if name is not None and value:
            found[name] = value
    return found
