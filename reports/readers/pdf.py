"""PDF files with a text layer, read by pypdf. Scans are refused: they need OCR."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from reports.readers.encodings import plausibility
from reports.readers.errors import refusal
from reports.readers.limits import MAX_PDF_PAGES
from reports.readers.pdf_lines import PieceBudget, page_lines
from reports.readers.pdf_pages import Page, paragraphs, without_heads
from reports.readers.types import ReadDocument, ReadError

VERSION = "1"

# pypdf logs each oddity of each file as a warning; what matters here comes out as a ReadError.
logging.getLogger("pypdf").setLevel(logging.ERROR)

# The end of a PDF says where its parts are: without it the download broke off.
_END_MARK, _END_BYTES = b"startxref", 4_096
# A page with fewer characters, its number and running head aside, is a picture.
_FEWEST_CHARS = 10
# Text from fonts without a table of characters: private and replaced characters, or ideographs that make no sense.
_MOST_UNKNOWN, _LEAST_PLAUSIBLE, _ENOUGH_TO_JUDGE = 0.2, 0.5, 40
_BROKEN_OFF = ("文件末尾缺失", "its end is missing")
_NO_PAGES = ("没有一页可读", "none of its pages can be found")
_LONGEST = 500


def read_pdf(data: bytes) -> ReadDocument:
    """The text of a PDF, a line for each paragraph or heading. `metadata` may have `title`, `created`, `pages`, and
    `pages_without_text` where some pages are pictures.

    Raises ReadError: `encrypted`, `damaged`, `needs_ocr`, `garbled_fonts`, `too_many_pages`, `unpacks_too_large`.
    """
    if _END_MARK not in data[-_END_BYTES:]:
        raise refusal("damaged", detail=_BROKEN_OFF)
    reader = _opened(data)
    pages = _pages(reader)
    if not pages:
        raise refusal("damaged", detail=_NO_PAGES)
    bodies = without_heads(pages)
    pictures = [str(number) for number, body in enumerate(bodies, 1) if _chars(body) < _FEWEST_CHARS]
    if len(pictures) * 2 > len(pages):
        count = f"{len(pictures)}/{len(pages)}"
        raise refusal("needs_ocr", detail=(f"{count} 页没有文字层", f"{count} pages have no text layer"))
    lines = paragraphs(pages)
    text = "\n".join(lines)
    if _is_garbled(text):
        raise refusal("garbled_fonts")
    metadata = _metadata(reader) | {"pages": str(len(pages))}
    if pictures:
        metadata["pages_without_text"] = ",".join(pictures)
    return ReadDocument(
        text=text, reader="pdf", reader_version=VERSION, media_type="application/pdf", metadata=metadata
    )


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise refusal("encrypted")
        if len(reader.pages) > MAX_PDF_PAGES:
            raise refusal("too_many_pages", limit=MAX_PDF_PAGES)
    except (ReadError, MemoryError):
        raise
    except (FileNotDecryptedError, WrongPasswordError, DependencyError, NotImplementedError) as error:
        raise refusal("encrypted") from error
    except Exception as error:  # pypdf meets broken files with errors of every kind
        raise refusal("damaged", detail=_what(error)) from error
    return reader


def _pages(reader: PdfReader) -> list[Page]:
    budget = PieceBudget()
    pages: list[Page] = []
    try:
        pages.extend(page_lines(page, budget) for page in reader.pages)
    except (ReadError, MemoryError):
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise refusal("encrypted") from error
    except Exception as error:  # as above
        number = len(pages) + 1
        raise refusal("damaged", detail=(f"第 {number} 页无法读取", f"page {number} cannot be read")) from error
    return pages


def _what(error: Exception) -> tuple[str, str]:
    return f"PDF 结构无法解析 {type(error).__name__}", f"its structure cannot be parsed, {type(error).__name__}"


def _chars(page: Page) -> int:
    return sum(len(line.text) for line in page)


def _is_garbled(text: str) -> bool:
    letters = [character for character in text if not character.isspace()]
    unknown = sum("\ue000" <= character <= "\uf8ff" or character == "\ufffd" for character in letters)
    beyond = sum(character > "\x7f" for character in letters)
    if unknown > _MOST_UNKNOWN * len(letters):
        return True
    return beyond >= _ENOUGH_TO_JUDGE and plausibility(text) < _LEAST_PLAUSIBLE


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Title and date of making, where the file states them. The writer's name is left out, as for Word files."""
    try:
        stated = reader.metadata
        title = " ".join((stated.title or "").split())[:_LONGEST] if stated else ""
        created = (stated.creation_date_raw or "").removeprefix("D:")[:8] if stated else ""
    except Exception:  # metadata is no reason to refuse the text
        return {}
    found = {"title": title} if title else {}
    return found | ({"created": f"{created[:4]}-{created[4:6]}-{created[6:8]}"} if created.isdecimal() else {})
