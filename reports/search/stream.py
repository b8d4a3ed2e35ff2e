"""What is indexed: a field's text as a stream of overlapping pairs of characters (design.md §6, Exact).

A text is folded; each run of other characters than letters, digits and CJK becomes one separator, and one stands
at the start, at the end and between the parts of a field (the measures, the headings). Pairs of neighbours, the
separator among them, are the engine's terms. So a phrase is found exactly where the field, so written, contains it,
`contains` says the same without an engine, and a single character always has a pair that begins with it.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable

from reports.fold import drop_space, fold

SEPARATOR = "_"
"""Stands for a run of separators. Not a letter or digit, so that no text can hold it as a word character."""

_EDGE = "|"
"""Any separator but white space, which folding drops between two CJK characters."""
_CODE_UNITS = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_BLANK = array("I", [ord(" ")])
_FIRST_PLANE = "".join(map(chr, range(0x10000)))
# Every character of the first plane whose folded form is no letter, digit or CJK: named one by one, since asking a
# class such as \\W for each character takes four times as long, and folding has less to do when they are gone.
_SEPARATORS = re.compile(
    "["
    + re.escape("".join(char for char, to in zip(_FIRST_PLANE, fold(_FIRST_PLANE), strict=True) if not to.isalnum()))
    + "]+"
)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_SEPARATORS_BEYOND = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """`text` folded, runs of separators made one: 落实“回头看”, 整改 -> 落实_回头看_整改."""
    words = fold(_SEPARATORS.sub(SEPARATOR, drop_space(text)))
    return _SEPARATORS_BEYOND.sub(SEPARATOR, words) if _BEYOND.search(words) else words


def field_text(parts: Iterable[str]) -> str:
    """The parts of a field in one normalised text, a separator before, between and after; empty without any word."""
    text = normalise(_EDGE.join(("", *parts, "")))
    return text if text != SEPARATOR else ""


def pairs(text: str) -> str:
    """The overlapping pairs of a normalised text, blanks between them: 整改_ -> `整改 改_`. Empty below two characters.

    Written with arrays of code points since every character of the archive passes here: 7 × as fast as joining.
    """
    units = array("I", text.encode(_CODE_UNITS))
    count = len(units) - 1
    if count < 1:
        return ""
    stream = _BLANK * (3 * count - 1)
    stream[0::3] = units[:-1]
    stream[1::3] = units[1:]
    return stream.tobytes().decode(_CODE_UNITS)


def contains(parts: Iterable[str], phrase: str) -> bool:
    """Whether a field with these parts is a hit for a quoted phrase: the definition that the engine has to meet.

    A phrase without any letter, digit or CJK character finds nothing.
    """
    wanted = normalise(phrase)
    return wanted not in ("", SEPARATOR) and wanted in field_text(parts)
