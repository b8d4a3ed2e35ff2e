"""A file or page (txt, html, docx, pdf; any Chinese encoding) -> plain text and page metadata. Knows no Django.

`read_file` and `read_bytes` either return a ReadDocument or raise ReadError with a reason in Chinese and English, for
any bytes whatever. Files from outside go through `reports.readers.sandbox.read_untrusted`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reports.readers import docx, html, mhtml, pdf, plain
from reports.readers.errors import refusal
from reports.readers.limits import MAX_FILE_BYTES, MAX_TEXT_CHARS, in_words
from reports.readers.sniff import kind_of
from reports.readers.types import ReadDocument, ReadError

__all__ = ["READER_VERSIONS", "ReadDocument", "ReadError", "read_bytes", "read_file"]

_READERS: dict[str, tuple[Callable[[bytes], ReadDocument], str]] = {
    "txt": (plain.read_plain, plain.VERSION),
    "html": (html.read_html, html.VERSION),
    "docx": (docx.read_docx, docx.VERSION),
    "mhtml": (mhtml.read_mhtml, mhtml.VERSION),
    "pdf": (pdf.read_pdf, pdf.VERSION),
}
# Reader -> version; a new version means that the same bytes may give another text.
READER_VERSIONS: dict[str, str] = {name: version for name, (_, version) in _READERS.items()}


def read_file(path: Path, *, name: str | None = None) -> ReadDocument:
    """The text of the file at `path`. `name` is what its sender called it, where that is not the path's own name.

    Raises ReadError, also where there is no such file or it may not be read.
    """
    try:
        if not path.is_file():
            raise refusal("unreadable", detail=("不是文件", "it is no file"))
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refusal("unreadable", detail=error.strerror or type(error).__name__) from error
    return read_bytes(data, name or path.name)


def read_bytes(data: bytes, name: str) -> ReadDocument:
    """The text that `data` holds, told apart by its content first and by the suffix of `name` second.

    Raises ReadError for everything that is no text, holds none, or goes beyond the limits of `limits.py`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise refusal("too_large", limit=in_words(MAX_FILE_BYTES))
    read, _ = _READERS[kind_of(data, name)]
    document = read(data)
    if len(document.text) > MAX_TEXT_CHARS:
        raise refusal("text_too_long", limit=MAX_TEXT_CHARS)
    if not document.text.strip():
        raise refusal("empty")
    return document
