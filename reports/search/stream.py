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
_PLAIN = {
    char: folded if folded.isalnum() else SEPARATOR
    for char, folded in zip(_FIRST_PLANE, fold(_FIRST_PLANE), strict=True)
    if char != SEPARATOR and not (char == folded and char.isalnum())
}
"""What each character of the first plane becomes that does not stay as it is."""
# Named one by one, since asking a class such as \\W for each character takes four times as long.
_CHANGING = re.compile("[" + re.escape("".join(_PLAIN)) + "\U00010000-\U0010ffff]")
_FREQUENT = "\uff0c\u3002\u3001\u201c\u201d\n.\uff1b\u300a\u300b|"
"""Separators of nearly every text: replacing each takes a tenth of the time of finding them."""
_FEW = 50
"""Different characters of a text that are replaced one by one, as in `fold`."""
_LAST_OF_FIRST_PLANE = "\uffff"
_BETWEEN_FIELDS = "\ua4d0"
"""A letter (of the Lisu) that no report has; it stays as it is, and no run of separators goes over it."""
_TWO = SEPARATOR * 2
_RUNS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """`text` folded, runs of separators made one: 落实“回头看”, 整改 -> 落实_回头看_整改."""
    text = drop_space(text)
    for char in _FREQUENT:
        text = text.replace(char, SEPARATOR)
    changing = set(_CHANGING.findall(text))
    if len(changing) > _FEW or any(char > _LAST_OF_FIRST_PLANE for char in changing):
        return _RUNS.sub(SEPARATOR, fold(text))
    for char in changing:
        text = text.replace(char, _PLAIN[char])
    while _TWO in text:
        text = text.replace(_TWO, SEPARATOR)
    return text


def field_text(parts: Iterable[str]) -> str:
    """The parts of a field in one normalised text, a separator before, between and after; empty without any word."""
    return _with_words(normalise(_joined(parts)))


def field_texts(fields: Iterable[Iterable[str]]) -> list[str]:
    """`field_text` of each of them, in order: made together in half the time, since most are short."""
    joined = [_joined(parts) for parts in fields]
    whole = _BETWEEN_FIELDS.join(joined)
    if whole.count(_BETWEEN_FIELDS) != len(joined) - 1:
        return [_with_words(normalise(text)) for text in joined]
    return [_with_words(text) for text in normalise(whole).split(_BETWEEN_FIELDS)]


def _joined(parts: Iterable[str]) -> str:
    return _EDGE.join(("", *parts, ""))


def _with_words(text: str) -> str:
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
