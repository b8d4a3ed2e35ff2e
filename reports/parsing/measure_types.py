"""What kind of step a measure is: 建章立制, 追责问责, 资金追缴 … by the weighted terms of `data/measure_types.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from reports.data_files import read_toml
from reports.parsing.spelling import spelled

_STRONG, _WEAK = 2.0, 1.0
_ENOUGH = 2.0
# A term at the head of the measure (一是|制定…) tells more than one in passing.
_HEAD, _HEAD_BONUS = 24, 0.5
_MOST = 4
_LONGEST_READ = 4000


@dataclass(frozen=True, slots=True)
class MeasureType:
    """A kind of measure with its names."""

    code: str
    zh: str
    en: str


def measure_types(text: str) -> tuple[str, ...]:
    """The codes of the kinds that a measure's text (reading form) speaks for, the strongest first; at most four, or
    none.

    Each term counts once. A longer term hides a shorter one inside it: 新建制度 is no 新建.
    """
    scores: dict[str, float] = {}
    seen: set[str] = set()
    last_end = -1
    head_end = len(spelled(text[:_HEAD]))
    for end, (length, weights, weights_at_head, term) in _automaton().iter_long(spelled(text[:_LONGEST_READ])):
        start = end - length + 1
        if start < last_end or term in seen:
            continue
        last_end = end + 1
        seen.add(term)
        for code, weight in weights_at_head if start < head_end else weights:
            scores[code] = scores.get(code, 0.0) + weight
    enough = [code for code, score in scores.items() if score >= _ENOUGH]
    if len(enough) > 1:
        order = _order()
        enough.sort(key=lambda code: (-scores[code], order[code]))
    return tuple(enough[:_MOST])


@cache
def all_measure_types() -> tuple[MeasureType, ...]:
    """Every kind, in the file's order."""
    return tuple(MeasureType(row["code"], row["zh"], row["en"]) for row in _rows())


@cache
def _order() -> dict[str, int]:
    return {kind.code: place for place, kind in enumerate(all_measure_types())}


@cache
def _automaton() -> Any:
    """Terms, spelled in bytes, with what they speak for (in passing, and at the head); the longest at a place is
    found.
    """
    terms: dict[str, dict[str, float]] = {}
    for row in _rows():
        for term in row.get("not", ()):
            terms.setdefault(term, {})
        for weight, list_name in ((_WEAK, "weak"), (_STRONG, "strong")):
            for term in row.get(list_name, ()):
                terms.setdefault(term, {})[row["code"]] = weight
    automaton: Any = ahocorasick.Automaton()
    for term, weights in terms.items():
        spelling, in_passing = spelled(term), tuple(weights.items())
        at_head = tuple((code, weight + _HEAD_BONUS if weight == _STRONG else weight) for code, weight in in_passing)
        automaton.add_word(spelling, (len(spelling), in_passing, at_head, term))
    automaton.make_automaton()
    return automaton


@cache
def _rows() -> list[dict[str, Any]]:
    data = read_toml("measure_types.toml")
    rows: list[dict[str, Any]] = data["type"]
    return rows
