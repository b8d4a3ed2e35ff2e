"""The words of synthetic reports, read once from the data files: clauses by topic, terms, syllables, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.data_files import read_toml
from reports.synthetic.chance import Wheel
from reports.synthetic.grammar import Clauses, clauses
from reports.synthetic.slots import SLOTS

FOCUSES = ("line", "discipline", "organisation", "rectification")
# How often a topic comes up within its focus, most often first: a Zipf law over this order.
TOPICS = {
    "line": (
        "rural",
        "livelihood",
        "urban",
        "env",
        "economy",
        "safety",
        "study",
        "society",
        "ideology",
        "business",
        "debt",
        "culture",
        "reform",
    ),
    "discipline": ("funds", "conduct", "responsibility", "projects", "supervision", "integrity"),
    "organisation": ("cadres", "grassroots", "team", "talent"),
    "rectification": ("inspections", "audits", "other_rectification"),
}
# A term stands for a thing that is done or looked after, so one that names a failing is left out: 学习不深入, 乱收费.
_FAILING = re.compile("[不未无难慢少缺失乱违假弱差空虚超滥欠逾漏瞒贪贿腐赌毒偏淡假懒散拖等]")
_NUMBER_OR_LATIN = re.compile("[A-Za-z0-9(()]")


@dataclass(frozen=True, slots=True)
class TopicWords:
    """What reports say about one topic."""

    code: str
    focus: str
    offices: tuple[str, ...]
    counted: Wheel[str]
    docs: Wheel[str]
    terms: Wheel[str]
    failings: Clauses
    details: Clauses
    steps: Clauses
    results: Clauses


@dataclass(frozen=True, slots=True)
class Frame:
    """Clauses that fit every topic, and those of the parts around the problems."""

    failings: Clauses
    details: Clauses
    steps: Clauses
    results: Clauses
    run_in: Clauses
    headings: Clauses
    lead: Clauses
    titles: Clauses
    bodies: Clauses
    plans: Clauses
    group_full: dict[str, Clauses]
    group_short: dict[str, Clauses]


@cache
def topics() -> dict[str, TopicWords]:
    """The words of every topic by its code."""
    terms = read_toml("category_terms.toml")["topic"]
    found: dict[str, TopicWords] = {}
    for data in (
        read_toml("synthetic_line.toml"),
        read_toml("synthetic_discipline.toml"),
        read_toml("synthetic_organisation.toml"),
    ):
        for code, words in data["topic"].items():
            focus = next(focus for focus in FOCUSES if code in TOPICS[focus])
            found[code] = TopicWords(
                code=code,
                focus=focus,
                offices=tuple(words["offices"].split()),
                counted=Wheel(words["counted"].split(), exponent=0.5),
                docs=Wheel(words["docs"].split(), exponent=0.5),
                terms=Wheel(_nouns(terms[code]), exponent=0.8),
                failings=_clauses(words["failings"]),
                details=_clauses(words["details"]),
                steps=_clauses(words["steps"]),
                results=_clauses(words["results"]),
            )
    return found


@cache
def frame() -> Frame:
    """The clauses of `synthetic.toml` that no topic needs: headings, leads, titles, plans."""
    data = read_toml("synthetic.toml")
    general, around, headings = data["general"], data["organisation"], data["headings"]
    return Frame(
        failings=_clauses(general["failings"]),
        details=_clauses(general["details"]),
        steps=_clauses(general["steps"]),
        results=_clauses(general["results"]),
        run_in=_clauses(general["run_in"]),
        headings=_clauses(general["headings"]),
        lead=_clauses(around["lead"]),
        titles=_clauses(around["titles"]),
        bodies=_clauses(around["bodies"]),
        plans=_clauses(around["plans"]),
        group_full={focus: _clauses(headings[focus]["full"]) for focus in FOCUSES},
        group_short={focus: _clauses(headings[focus]["short"]) for focus in FOCUSES},
    )


@cache
def syllables() -> dict[str, tuple[str, ...]]:
    """The parts of made-up names: lists of words, or of single characters where the data file parts nothing."""
    tables = read_toml("synthetic.toml")["syllables"]
    return {name: tuple(words.split() if " " in words else words) for name, words in tables.items()}


@cache
def topics_of_office() -> dict[str, tuple[str, ...]]:
    """What an office is inspected for: 农业农村局 -> rural."""
    found: dict[str, list[str]] = {}
    for topic in topics().values():
        for office in topic.offices:
            found.setdefault(office, []).append(topic.code)
    return {office: tuple(codes) for office, codes in found.items()}


def _nouns(lists: dict[str, str]) -> list[str]:
    words = [word for strength in ("strong", "plain") for word in lists.get(strength, "").split()]
    kept = [
        word
        for word in words
        if 3 <= len(word) <= 8 and not _FAILING.search(word) and not _NUMBER_OR_LATIN.search(word)
    ]
    return list(dict.fromkeys(kept))


def _clauses(block: str) -> Clauses:
    return clauses(block.splitlines(), SLOTS)
