"""Plain text files. The text is exactly what `bytes.decode` gives: the parser's offsets count in it."""

from __future__ import annotations

from reports.readers.encodings import decode
from reports.readers.errors import refusal
from reports.readers.limits import MAX_MARKUP_BYTES, in_words
from reports.readers.types import ReadDocument

VERSION = "1"


def read_plain(data: bytes) -> ReadDocument:
    """A .txt file as text: a byte order mark dropped, nothing else changed, line ends and white space included.

    `metadata["replaced"]` counts the undecodable bytes of a damaged file, each now U+FFFD. Raises ReadError.
    """
    if len(data) > MAX_MARKUP_BYTES:
        raise refusal("too_large", limit=in_words(MAX_MARKUP_BYTES))
    found = decode(data)
    return ReadDocument(
        text=found.text,
        reader="txt",
        reader_version=VERSION,
        encoding=found.encoding,
        metadata={"replaced": str(found.replaced)} if found.replaced else {},
    )
