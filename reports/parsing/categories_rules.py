"""The rules by which terms become topics in order, read from `data/category_rules.toml`. Knows no Django."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.data_files import read_toml
from reports.parsing.categories_lexicon import normalise


@dataclass(frozen=True, slots=True)
class Before:
    """`first` stands before each of `then`; with `terms`, only in a statement that has one of them."""

    first: str
    then: frozenset[str]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """In a statement with one of `terms`, settings of `topic` are worth `value`."""

    topic: str
    terms: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Failing:
    """A clause that names a failing of `topics` by a term worth `least` is about that: its `fields` are only where.

    The terms of a field in such a clause are worth `worth[topic of the failing]` of what they are elsewhere.
    """

    worth: Mapping[str, float]
    fields: frozenset[str]
    least: float


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """`wording` says that a decision from above was not carried out, which is worth `value` to `topic` (rule 13)."""

    topic: str
    value: float
    wording: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rectification:
    """What tells a heading or statement about the rectification of earlier findings (rules 3 and 4)."""

    topics: tuple[str, ...]
    inspections_by: tuple[str, ...]
    failing: tuple[str, ...]
    captions: tuple[str, ...]
    new: tuple[str, ...]
    listed: tuple[str, ...]
    holders: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules. `scores` are the named numbers of [scores]."""

    scores: Mapping[str, float]
    process: frozenset[str]
    together: Together
    failing: Failing
    before: tuple[Before, ...]
    last: tuple[str, ...]
    carried_out: CarriedOut
    rectification: Rectification


def _terms(raw: list[str]) -> tuple[str, ...]:
    return tuple(normalise(term) for term in raw)


def _carried_out(raw: Mapping[str, Any]) -> CarriedOut:
    """The wording is one clause: 落实, 省委, 关于湿地保护的, 部署, 打折扣. The failing stands close to the decision."""
    verbs, deciders, decisions, failing = (
        "(?:" + "|".join(map(re.escape, _terms(raw[name]))) + ")"
        for name in ("verbs", "deciders", "decisions", "failing")
    )
    clause = r"[^\u3002;,]"
    wording = f"{verbs}{clause}{{0,24}}?{deciders}{clause}{{0,24}}?{decisions}{clause}{{0,3}}?{failing}"
    return CarriedOut(raw["topic"], float(raw["value"]), re.compile(wording))


def read_rules(document: Mapping[str, Any]) -> Rules:
    """The rules of a document in the form of `category_rules.toml`. KeyError where a part is missing."""
    raw = document["rectification"]
    return Rules(
        scores={name: float(value) for name, value in document["scores"].items()},
        process=frozenset(document["process"]["topics"]),
        together=Together(
            document["together"]["topic"], _terms(document["together"]["terms"]), float(document["together"]["value"])
        ),
        failing=Failing(
            {topic: float(value) for topic, value in document["failing"]["worth"].items()},
            frozenset(document["failing"]["fields"]),
            float(document["failing"]["least"]),
        ),
        before=tuple(Before(b["first"], frozenset(b["then"]), _terms(b.get("terms", []))) for b in document["before"]),
        last=tuple(document["last"]["topics"]),
        carried_out=_carried_out(document["carried_out"]),
        rectification=Rectification(
            topics=tuple(raw["topics"]),
            inspections_by=_terms(raw["inspections_by"]),
            failing=_terms(raw["failing"]),
            captions=_terms(raw["captions"]),
            new=_terms(raw["new"]),
            listed=_terms(raw["listed"]),
            holders={topic: _terms(words) for topic, words in raw["holders"].items()},
        ),
    )


@functools.cache
def rules() -> Rules:
    """The project's rules, read once."""
    return read_rules(read_toml("category_rules.toml"))
