"""A heading unit -> the words of its problem or group, what follows them on the line, the status words beside them."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from reports.parsing.markers import marker_at
from reports.parsing.status_words import status_behind, status_lead
from reports.parsing.units import Unit

# Where steps begin on the heading's own line: 面窄。一是… 面窄:(1)…(2)…
_STEPS = re.compile(r"[。;:,!\u201d)][ \t]{0,3}(?=(一[是要]|第一[,、是]|首先[,:]|①|\(1\)|\(一\)|1\)|1[.、](?!\d)))")
_SECOND = {
    "一是": "二是", "一要": "二要", "第": "第二", "首": "其次", "①": "②",
    "(1": "(2)", "(一": "(二)", "1)": "2)", "1": "2",
}  # fmt: skip


_SHORTEST_QUOTED = 6
_MOST_MARKS = 20  # looked at on a heading's line
_WORD = re.compile(r"[^\W_]")


class TextRange(NamedTuple):
    """Characters `[start, end)` of the reading form of logical line `line`."""

    line: int
    start: int
    end: int


class Statement(NamedTuple):
    """The words of a heading (None when lost), the text after them on the line, and the status words beside them."""

    words: TextRange | None
    rest: TextRange | None
    status: TextRange | None


NO_STATEMENT = Statement(None, None, None)


def statement_of(unit: Unit) -> Statement:
    """Numbering, label and wrapper taken off; a closing 。 kept, a closing colon not."""
    if not isinstance(unit.statement, Statement):
        unit.statement = _read_statement(unit)
    return unit.statement


def _read_statement(unit: Unit) -> Statement:
    text, start, end = unit.text, unit.body, unit.end
    status = None
    tail = status_behind(text, start, end)
    if tail is not None:
        status = TextRange(unit.line, tail, end)
        end = _rstrip(text, start, tail)
    wrapper = unit.wrapper
    if wrapper is not None and wrapper.after <= unit.end:
        inside = _trim(text, wrapper.start, wrapper.end)
        words = TextRange(unit.line, *inside) if _has_words(text, *inside) else None
        rest = _rest(unit.line, text, wrapper.after, end)
        if rest is not None and status is None:
            lead = status_lead(text, rest.start, rest.end)
            if lead:
                status = TextRange(unit.line, rest.start, lead)
                rest = _rest(unit.line, text, lead, end)
        return Statement(words, rest, status)
    cut = _steps_start(text, start, end)
    rest = _rest(unit.line, text, cut, end) if cut is not None else None
    stop = _rstrip(text, start, cut if cut is not None else end)
    while stop > start and text[stop - 1] in ":,;":
        stop -= 1
    first, stop = _trim(text, start, stop)
    if text[first : first + 1] == "【" and text[stop - 1] == "】":  # 【作风建设方面】
        first, stop = first + 1, stop - 1
    if unit.states_problem:
        first, stop = _unquoted(text, first, stop)
    return Statement(TextRange(unit.line, first, stop) if _has_words(text, first, stop) else None, rest, status)


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Behind a label (巡视组指出:“…”。) a quotation that is all there is; near-miss: “两张皮”现象和“空转”"""
    stop = end - 1 if text[end - 1 : end] == "。" else end
    whole = stop - start > _SHORTEST_QUOTED and text[start] == "\u201c" and text[stop - 1] == "\u201d"
    return (start + 1, stop - 1) if whole and text.find("\u201d", start, stop - 1) < 0 else (start, end)


def _steps_start(text: str, start: int, end: int) -> int | None:
    """Where an enumeration of steps begins inside a heading's line: its first mark, when the second follows too."""
    for match in islice(_STEPS.finditer(text, start + 1, end), _MOST_MARKS):
        mark = match.group(1)
        second = next(value for key, value in _SECOND.items() if mark.startswith(key))
        if text.find(second, match.end(1), end) > 0 or mark == "一是":
            marker = marker_at(text, match.start(1))
            return match.start(1) if marker is not None or mark == "一是" else None
    return None


def _rest(line: int, text: str, start: int, end: int) -> TextRange | None:
    start, end = _trim(text, start, end)
    while start < end and text[start] in ":,。;":
        start += 1
    return TextRange(line, start, end) if end - start > 1 else None


def _has_words(text: str, start: int, end: int) -> bool:
    return _WORD.search(text, start, end) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t":
        start += 1
    return start, _rstrip(text, start, end)


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " \t":
        end -= 1
    return end
