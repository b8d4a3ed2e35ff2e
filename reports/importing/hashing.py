"""SHA-256 of files and of their texts, as hexadecimal digits."""

from __future__ import annotations

import hashlib


def data_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def text_hash(text: str) -> str:
    """Of the text's UTF-8; a lone surrogate, which no file should hold, counts as its own code."""
    return data_hash(text.encode("utf-8", "surrogatepass"))
