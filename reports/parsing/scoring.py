"""Parsed reports against gold annotations, problem by problem: for `score_parser` and the tests.

Texts count as equal when they are but for white space, width, quotes and closing punctuation, as the shared scorer has
it. A baseline keeps only letters per gold problem, no wording, so that it can be committed for reports that cannot.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What is right about a problem: t statement found, n number, p path, m every measure, c topics, f first topic.
FACETS = "tnpmcf"
HEADER = (
    "title", "region.code", "region.province", "inspection.team", "inspection.kind", "inspection.term",
    "inspection.round", "inspection.start", "inspection.end", "inspection.feedback", "published", "source", "signed_by",
    "signed", "contact.phone", "contact.address", "contact.postcode", "contact.email",
)  # fmt: skip
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"})


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """How one parse compares with its gold. `problems` has the FACETS letters (`-` where wrong) per gold problem.

    `extra` counts parsed problems that gold does not have; `header` and `declared` name the fields that differ;
    `topics` are pairs (gold's topics, the parser's) of the problems found.
    """

    problems: tuple[str, ...]
    extra: int
    header: tuple[str, ...]
    declared: tuple[str, ...]
    measures: tuple[int, int, int]
    topics: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    def found(self) -> int:
        """Gold problems that the parser found."""
        return sum(letters[0] == "t" for letters in self.problems)

    def as_baseline(self) -> dict[str, Any]:
        """What a baseline keeps."""
        return {
            "problems": list(self.problems),
            "extra": self.extra,
            "header": list(self.header),
            "declared": list(self.declared),
        }


@dataclass(slots=True)
class Totals:
    """Sums over documents: found, parsed and gold problems and measures, right and all facets."""

    found: int = 0
    parsed: int = 0
    gold: int = 0
    measures: list[int] = field(default_factory=lambda: [0, 0, 0])
    right: Counter[str] = field(default_factory=Counter)

    def add(self, score: DocumentScore) -> None:
        """Counts one document in."""
        self.found += score.found()
        self.gold += len(score.problems)
        self.parsed += score.found() + score.extra
        for i, value in enumerate(score.measures):
            self.measures[i] += value
        for letters in score.problems:
            self.right.update(letter for letter in letters if letter != "-")

    def rates(self) -> dict[str, float]:
        """F1 of problems and measures; number, path, topics, first topic as shares of the problems found."""
        share = {name: self.right[letter] / self.found if self.found else 1.0 for name, letter in _NAMED.items()}
        return {"problems": f1(self.found, self.parsed, self.gold), "measures": f1(*self.measures), **share}


_NAMED = {"numbers": "n", "paths": "p", "topics": "c", "topic1": "f"}


def f1(right: int, parsed: int, gold: int) -> float:
    """Harmonic mean of precision and recall, 1 when there is nothing to find."""
    return 2 * right / (parsed + gold) if parsed + gold else 1.0


def compare(gold: Mapping[str, Any], parsed: Mapping[str, Any]) -> DocumentScore:
    """One document: objects of the annotation schema."""
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for problem in parsed.get("problems", []):
        waiting.setdefault(problem_key(problem), []).append(problem)
    letters: list[str] = []
    topics: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for problem in gold["problems"]:
        candidates = waiting.get(problem_key(problem))
        found = candidates.pop(0) if candidates else None
        letters.append(_facets(problem, found))
        if found is not None:
            topics.append((tuple(problem.get("topics") or ()), tuple(found.get("topics") or ())))
    header = tuple(name for name in HEADER if folded(_field(gold, name)) != folded(_field(parsed, name)))
    return DocumentScore(
        tuple(letters),
        sum(len(left) for left in waiting.values()),
        header,
        _differing_totals(gold, parsed),
        _measures(gold, parsed),
        tuple(topics),
    )


def problem_key(problem: Mapping[str, Any]) -> str:
    """Its statement folded; where that is lost, the start of its first measure."""
    if problem.get("text"):
        return folded(problem["text"]) or ""
    measures = problem.get("measures") or [{"text": ""}]
    return "∅" + (folded(measures[0]["text"]) or "")[:40]


def folded(value: object) -> str | None:
    """Width and quotes folded, white space and closing punctuation out; None stays None."""
    if value is None:
        return None
    words = "".join(c for c in unicodedata.normalize("NFKC", str(value)) if not c.isspace())
    return words.translate(_QUOTES).rstrip("。.;,:、")


def changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, str, str]]:
    """(position, letters gained, lost) of every gold problem that differs; [] when the gold has another length."""
    if len(before) != len(after):
        return []
    result = []
    for i, (old, new) in enumerate(zip(before, after, strict=True)):
        gained = "".join(letter for letter in new if letter != "-" and letter not in old)
        lost = "".join(letter for letter in old if letter != "-" and letter not in new)
        if gained or lost:
            result.append((i, gained, lost))
    return result


def _facets(gold: Mapping[str, Any], found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "-" * len(FACETS)
    wanted, given = gold.get("topics") or [], found.get("topics") or []
    right = (
        True,
        gold.get("number") is None or folded(gold["number"]) == folded(found.get("number")),
        [folded(x) for x in gold.get("path", [])] == [folded(x) for x in found.get("path", [])],
        [folded(m["text"]) for m in gold["measures"]] == [folded(m["text"]) for m in found.get("measures", [])],
        set(wanted) == set(given),
        wanted[:1] == given[:1],
    )
    return "".join(letter if ok else "-" for letter, ok in zip(FACETS, right, strict=True))


def _measures(gold: Mapping[str, Any], parsed: Mapping[str, Any]) -> tuple[int, int, int]:
    wanted = Counter((problem_key(p), folded(m["text"])) for p in gold["problems"] for m in p["measures"])
    given = Counter(
        (problem_key(p), folded(m["text"])) for p in parsed.get("problems", []) for m in p.get("measures", [])
    )
    return sum((wanted & given).values()), sum(given.values()), sum(wanted.values())


def _differing_totals(gold: Mapping[str, Any], parsed: Mapping[str, Any]) -> tuple[str, ...]:
    wanted, given = _stated(gold), _stated(parsed)
    return tuple(key for key in sorted(wanted.keys() | given.keys()) if wanted.get(key) != given.get(key))


def _stated(report: Mapping[str, Any]) -> dict[str, int]:
    totals = {k: v.get("value") if isinstance(v, dict) else v for k, v in (report.get("declared") or {}).items()}
    return {k: v for k, v in totals.items() if v}


def _field(report: Mapping[str, Any], dotted: str) -> object:
    value: object = report
    for part in dotted.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
