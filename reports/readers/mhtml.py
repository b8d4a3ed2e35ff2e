"""Pages saved by a browser as one file (.mhtml, .mht): the page among its parts, or the frame with the article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message

from reports.readers.errors import refusal
from reports.readers.html import read_html
from reports.readers.html_lines import tidy
from reports.readers.limits import MAX_MHTML_PARTS
from reports.readers.types import ReadDocument, ReadError

VERSION = "1"

# Frames beyond these are advertisements; the largest are looked at.
_MOST_PAGES = 20
# A frame is the article when it has so many times the text of the page around it.
_CLEARLY_LONGER = 2
_NO_PAGE = ("单文件网页里没有网页部分", "there is no page among its parts")


@dataclass(frozen=True, slots=True)
class _Part:
    """One HTML part: its bytes, the encoding that its header names, where it came from, whether it was cut off."""

    data: bytes
    charset: str
    url: str
    cut_off: bool


def read_mhtml(data: bytes) -> ReadDocument:
    """The article of the saved page; `metadata["url"]` is its address. Raises ReadError, `damaged` when cut off."""
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = _pages(message)
        snapshot = _header(message, "Snapshot-Content-Location")
        subject = _header(message, "Subject")
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise refusal("damaged", detail=("单文件网页结构无法解析", "its parts cannot be told apart")) from error
    if not parts:
        raise refusal("no_text", detail=_NO_PAGE)
    chosen, part = _chosen(parts)
    if part.cut_off:
        raise refusal("damaged", detail=("文件在网页正文中断开", "it breaks off within the page"))
    metadata = {"title": subject} if subject else {}
    metadata |= chosen.metadata
    if snapshot:
        metadata["url"] = snapshot
    return replace(chosen, reader="mhtml", reader_version=VERSION, media_type="multipart/related", metadata=metadata)


def _pages(message: Message) -> list[_Part]:
    pages: list[_Part] = []
    leaves = [part for part in message.walk() if not part.is_multipart()]
    if len(leaves) > MAX_MHTML_PARTS:
        raise refusal("unpacks_too_large", detail=f"> {MAX_MHTML_PARTS:,} MIME parts")
    open_ended = any(
        isinstance(defect, CloseBoundaryNotFoundDefect) for part in message.walk() for defect in part.defects
    )
    for part in leaves:
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                charset = part.get_content_charset() or ""
                cut_off = open_ended and part is leaves[-1]
                pages.append(_Part(payload, charset, _header(part, "Content-Location"), cut_off))
    return pages


def _chosen(parts: list[_Part]) -> tuple[ReadDocument, _Part]:
    """The page, or the frame that holds the article. Raises the page's own ReadError where none can be read."""
    largest = sorted(parts, key=lambda part: len(part.data), reverse=True)[:_MOST_PAGES]
    best: tuple[ReadDocument, _Part] | None = None
    first_error: ReadError | None = None
    for part in (candidate for candidate in parts if candidate in largest):
        try:
            document = read_html(part.data, declared=[part.charset], url=part.url)
        except ReadError as error:
            first_error = first_error or error
            continue
        if best is None or len(document.text) > _CLEARLY_LONGER * len(best[0].text):
            best = document, part
    if best is None:
        raise first_error or refusal("no_text", detail=_NO_PAGE)
    return best


def _header(part: Message, name: str) -> str:
    """A header's words, `=?utf-8?B?…?=` decoded; empty where it is absent."""
    value = part.get(name)
    return tidy(str(make_header(decode_header(str(value))))) if value is not None else ""
