"""Bytes to text, for every encoding that Chinese reports come in.

A byte order mark decides; then valid UTF-8, which other encodings almost never are by chance. Everything else is tried
and judged by its result: read in the wrong encoding, Chinese turns into rare characters, kana, and gaps. Lengths and
line ends stay as they are, so that a .txt file's text is what `bytes.decode` gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reports.readers.errors import refusal

# The longer mark first: that of UTF-32-LE begins with that of UTF-16-LE.
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What pages and mail headers call an encoding -> the codec that also reads the characters they use beyond its standard.
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "gb-2312": "gb18030", "gb_2312-80": "gb18030",
    "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "euc-cn": "gb18030",
    "big5": "big5hkscs", "big-5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "unicode": "utf-16",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip
_GUESSES = ("gb18030", "utf-8", "big5hkscs", "utf-16-le", "utf-16-be")

# Judging looks at this many characters of the beginning, the middle and the end.
_SAMPLE = 20_000
# Read rightly, over nine tenths of the characters beyond ASCII are common; read wrongly, half at most.
_PLAUSIBLE = 0.7
# GB18030 is by far the likeliest of the old encodings: another must be clearly better.
_CLEARLY_BETTER = 0.15
# A cut end or a scraper's slip leaves a few bytes that decode to nothing; more of them means the wrong encoding.
_MOST_REPLACED = 0.005
_REPLACED = "\ufffd"
# Control characters with no place in a text: all but tab, line feed, vertical tab, form feed, carriage return, Ctrl-Z.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MOST_CONTROLS = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` as decoded; `encoding` by its usual name; `replaced`: how many U+FFFD stand for undecodable bytes."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, *, declared: Sequence[str] = ()) -> Decoded:
    """The text that `data` holds. `declared` names the encodings a page claims for itself, the likeliest first.

    Raises ReadError: `binary` where the bytes are no text, `encoding` where no encoding makes sense of them.
    """
    codec = _by_mark(data)
    if codec is not None:
        found = _read(data, codec)
        if found is not None and found.replaced <= _MOST_REPLACED * len(found.text) + 1:
            return _checked(found)
    if b"\x00" not in data:
        try:
            return _checked(Decoded(data.decode("utf-8"), "utf-8"))
        except UnicodeDecodeError:
            pass
    best = _best(data, declared)
    if best is None:
        raise refusal("binary" if _looks_binary(data) else "encoding")
    return _checked(best)


def plausibility(text: str) -> float:
    """Share of common Chinese among the characters beyond ASCII: 0 to 1, about 0.98 for a report; 0 for no Chinese."""
    sample = text
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        sample = text[:_SAMPLE] + text[middle : middle + _SAMPLE] + text[-_SAMPLE:]
    beyond = [character for character in sample if character > "\x7f"]
    if not beyond:
        return 0.0
    common = _common_characters()
    return sum(character in common for character in beyond) / len(beyond)


@cache
def _common_characters() -> frozenset[str]:
    """The first levels of GB 2312 and Big5 (3,755 simplified, 5,401 traditional, in order of use) and punctuation."""
    simplified = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    ideographs = "".join(pair.decode("gb2312", "ignore") for pair in simplified) + "".join(
        pair.decode("big5", "ignore") for pair in traditional
    )
    punctuation = "\u00a0\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u3000\u3001\u3002\u3007\u300a\u300b\u3010\u3011"
    full_width = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    return frozenset(character for character in ideographs + punctuation + full_width if character > "\x7f")


def _by_mark(data: bytes) -> str | None:
    return next((codec for mark, codec in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _best(data: bytes, declared: Sequence[str]) -> Decoded | None:
    """The most plausible reading, or None; GB18030 unless another is clearly better, then in order of naming."""
    named = [_CODECS[name] for name in (n.strip().strip("\"'").lower() for n in declared) if name in _CODECS]
    best, best_score = None, 0.0
    for codec in dict.fromkeys((*_GUESSES, *named)):
        found = _read(data, codec)
        if found is None or found.replaced > _MOST_REPLACED * len(found.text) + 1:
            continue
        if "\x00" in found.text or len(_CONTROLS.findall(found.text)) > _MOST_CONTROLS * len(found.text):
            continue
        score = plausibility(found.text) + (0.1 if codec in named else 0.0) - (0.1 if found.replaced else 0.0)
        if score >= _PLAUSIBLE and (best is None or score > best_score + _CLEARLY_BETTER):
            best, best_score = found, score
    return best


def _read(data: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), codec)
    except UnicodeError:
        try:
            text = data.decode(codec, "replace")
        except UnicodeError:
            return None
        return Decoded(text, codec, text.count(_REPLACED))


def _checked(found: Decoded) -> Decoded:
    """`found`, unless it is a binary file that happens to decode (no database stores U+0000 in a text)."""
    if "\x00" in found.text or len(_CONTROLS.findall(found.text)) > _MOST_CONTROLS * len(found.text):
        raise refusal("binary")
    return found


def _looks_binary(data: bytes) -> bool:
    sample = data[: 4 * _SAMPLE]
    controls = sum(byte < 0x20 and byte not in b"\t\n\x0b\x0c\r\x1a" for byte in sample)
    return b"\x00" in sample or controls > _MOST_CONTROLS * len(sample)
