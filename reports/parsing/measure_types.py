"""What kind of step a measure is: 建章立制, 追责问责, 资金追缴 … by the weighted terms of `data/measure_types.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import ahocorasick

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
    for end, (length, weights, term) in _automaton().iter_long(text[:_LONGEST_READ]):
        start = end - length + 1
        if start < last_end or term in seen:
            continue
        last_end = end + 1
        seen.add(term)
        for code, weight in weights:
            bonus = _HEAD_BONUS if start < _HEAD and weight == _STRONG else 0.0
            scores[code] = scores.get(code, 0.0) + weight + bonus
    order = _order()
    enough = sorted((-score, order[code], code) for code, score in scores.items() if score >= _ENOUGH)
    return tuple([code for _, _, code in enough[:_MOST]])


@cache
def all_measure_types() -> tuple[MeasureType, ...]:
    """Every kind, in the file's order."""
    return tuple(MeasureType(row["code"], row["zh"], row["en"]) for row in _rows())


@cache
def _order() -> dict[str, int]:
    return {kind.code: place for place, kind in enumerate(all_measure_types())}


@cache
def _automaton() -> Any:
    """Terms with what they speak for; the longest at a place is found."""
    terms: dict[str, dict[str, float]] = {}
    for row in _rows():
        for term in row.get("not", ()):
            terms.setdefault(term, {})
        for weight, list_name in ((_WEAK, "weak"), (_STRONG, "strong")):
            for term in row.get(list_name, ()):
                terms.setdefault(term, {})[row["code"]] = weight
    automaton: Any = ahocorasick.Automaton()
    for term, weights in terms.items():
        automaton.add_word(term, (len(term), tuple(weights.items()), term))
    automaton.make_automaton()
    return automaton


@cache
def _rows() -> list[dict[str, Any]]:
    data = tomllib.loads(resources.files("reports").joinpath("data/measure_types.toml").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = data["type"]
    return rows
