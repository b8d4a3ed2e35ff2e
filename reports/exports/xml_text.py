"""Texts as XML can hold them."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 forbids: control characters, halves of pairs."""
    return _NOT_IN_XML.sub("\ufffd", text)
