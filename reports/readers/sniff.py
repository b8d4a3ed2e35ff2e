"""What a file is: by its first bytes, and by its name only where they do not tell."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from reports.readers.errors import Detail, refusal
from reports.readers.limits import MAX_DOCX_ENTRIES

_PICTURE: Detail = ("图片文件", "a picture")
# First bytes -> code of read_errors.toml and what to call the thing.
_REFUSED_BY_SIGNATURE: tuple[tuple[bytes, str, Detail], ...] = (
    (b"\x89PNG\r\n\x1a\n", "needs_ocr", _PICTURE),
    (b"\xff\xd8\xff", "needs_ocr", _PICTURE),
    (b"GIF87a", "needs_ocr", _PICTURE),
    (b"GIF89a", "needs_ocr", _PICTURE),
    (b"II*\x00", "needs_ocr", _PICTURE),
    (b"MM\x00*", "needs_ocr", _PICTURE),
    (b"\x00\x00\x01\x00", "needs_ocr", _PICTURE),
    (b"Rar!\x1a\x07", "archive", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"\x1f\x8b", "archive", "gzip"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ\x00", "archive", "xz"),
    (b"{\\rtf", "unsupported", "RTF"),
    (b"\x7fELF", "binary", ""),
    (b"SQLite format 3\x00", "binary", ""),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An encrypted .docx is an OLE file with a stream of this name.
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_WORD = "WordDocument".encode("utf-16-le")
# A part that only this kind of ZIP file has.
_ZIP_KINDS: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.xml", "unsupported", "Excel .xlsx"),
    ("ppt/presentation.xml", "unsupported", "PowerPoint .pptx"),
    ("OFD.xml", "unsupported", "OFD"),
    ("content.xml", "unsupported", "OpenDocument"),
    ("META-INF/container.xml", "unsupported", "EPUB"),
)

# The head of a saved page, as of a mail: `Name: value` lines, continued by indented ones.
_HEADER_LINE = re.compile(rb"[\w-]{1,60}:|[ \t]")
_MULTIPART = re.compile(rb"^content-type:\s{0,10}multipart/(?:related|mixed|alternative)", re.I | re.M)
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200}){0,5}"
    rb"<(?:!doctype\s+html|html|head)\b",
    re.I | re.S,
)
_ANY_TAG = re.compile(rb"<(?:p|div|br|td|span|table|body|meta|title|h[1-6]|section|article)\b[^<>]{0,2000}>", re.I)
_HTML_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml", ".jsp", ".aspx", ".php")
_MHTML_SUFFIXES = (".mhtml", ".mht")


def kind_of(data: bytes, name: str) -> str:
    """The reader for this file: `txt`, `html`, `mhtml`, `docx` or `pdf`.

    `name` is the file's name; its suffix decides only between text and HTML where the content may be either.
    Raises ReadError for what no reader takes: pictures, archives, old Word files, programs.
    """
    if not data.strip(b"\x00\t\n\x0b\x0c\r "):
        raise refusal("empty")
    for signature, code, detail in _REFUSED_BY_SIGNATURE:
        if data.startswith(signature):
            raise refusal(code, detail=detail)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise refusal("needs_ocr", detail=_PICTURE)
    if data.startswith(b"BM") and b"\x00" in data[:14]:
        raise refusal("needs_ocr", detail=_PICTURE)
    if data.startswith(b"MZ") and b"\x00" in data[:64]:
        raise refusal("binary")
    if data[257:262] == b"ustar":
        raise refusal("archive", detail="tar")
    if data.startswith(_OLE):
        raise _ole_refusal(data)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _text_kind(data, PurePath(name).suffix.lower())


def _ole_refusal(data: bytes) -> Exception:
    if _OLE_ENCRYPTED in data:
        return refusal("encrypted")
    if _OLE_WORD in data:
        return refusal("legacy_word")
    return refusal("unsupported", detail="OLE: .doc, .xls, .ppt, .wps, .msg")


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = frozenset(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refusal("damaged", detail=("压缩结构不完整", "its ZIP structure is incomplete")) from error
    if len(names) > MAX_DOCX_ENTRIES:
        raise refusal("unpacks_too_large", detail=f"> {MAX_DOCX_ENTRIES:,} ZIP entries")
    for part, code, detail in _ZIP_KINDS:
        if part in names:
            raise refusal(code, detail=detail)
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    raise refusal("archive", detail="ZIP")


def _text_kind(data: bytes, suffix: str) -> str:
    head = data[:65_536]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: let every second byte go to see the tags
        head = head.replace(b"\x00", b"")[2:]
    if _is_mhtml(head):
        return "mhtml"
    if _HTML_START.match(head):
        return "html"
    if suffix in (*_HTML_SUFFIXES, *_MHTML_SUFFIXES) and _ANY_TAG.search(head):
        return "html"
    return "txt"


def _is_mhtml(head: bytes) -> bool:
    header = head.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return all(_HEADER_LINE.match(line) for line in header.split(b"\n")) and bool(_MULTIPART.search(header))
