"""The parser over whole reports that were written blind (see README.md): it must not fall below what it reached."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.management.commands.parse_reports import parsed_lines
from reports.parsing.agreement import agreement
from reports.parsing.gazetteer import default_gazetteer
from reports.parsing.scoring import HEADER, DocumentScore, Totals, compare, folded

HERE = Path(__file__).parent
GOLD_FILES = sorted((HERE / "gold").glob("*.json"))
FLOORS = {"problems": 0.99, "measures": 0.985, "numbers": 1.0, "paths": 1.0}
HEADER_FLOOR = 0.99
DECLARED_WRONG = 0  # totals of all reports that are not as gold has them
TOPICS_FLOOR, FIRST_TOPIC_FLOOR = 0.82, 0.84


def gold_of(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold


@cache
def parsed_reports() -> dict[str, dict[str, Any]]:
    regions = default_gazetteer().with_csv(HERE.parents[2] / "samples" / "regions.csv")
    return {Path(line["document"]).name: line for line in parsed_lines([HERE / "reports"], regions)}


@cache
def scores() -> tuple[DocumentScore, ...]:
    golds = map(gold_of, GOLD_FILES)
    return tuple(compare(gold, parsed_reports()[gold["document"]]) for gold in golds)


def test_every_report_has_its_gold_and_every_gold_its_report() -> None:
    reports = sorted(path.name for path in (HERE / "reports").iterdir())
    assert reports == sorted(gold_of(path)["document"] for path in GOLD_FILES)


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_gold_is_in_the_document(path: Path) -> None:
    """Every statement and measure of a text file can be found in it, lines of page numbers aside."""
    gold = gold_of(path)
    source = HERE / "reports" / gold["document"]
    if source.suffix != ".txt":
        pytest.skip("a page: its text is what the reader makes of it")
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    text = folded("".join(line for line in lines if not (line.startswith("— ") and line.endswith(" —")))) or ""
    for problem in gold["problems"]:
        pieces = [problem["text"], *(measure["text"] for measure in problem["measures"])]
        assert [piece for piece in pieces if piece and (folded(piece) or "") not in text] == []


@pytest.mark.parametrize("name", FLOORS)
def test_problems_are_found_as_before(name: str) -> None:
    totals = Totals()
    for score in scores():
        totals.add(score)
    assert totals.rates()[name] >= FLOORS[name]


def test_headers_are_read_as_before() -> None:
    wrong = sum(len(score.header) for score in scores())
    assert 1 - wrong / (len(HEADER) * len(GOLD_FILES)) >= HEADER_FLOOR


def test_totals_are_read_as_before() -> None:
    assert sum(len(score.declared) for score in scores()) <= DECLARED_WRONG


def test_categories_agree_as_before() -> None:
    pairs = [pair for score in scores() for pair in score.topics]
    result = agreement([wanted for wanted, _ in pairs], [given for _, given in pairs])
    assert result.f1 >= TOPICS_FLOOR
    assert result.first >= FIRST_TOPIC_FLOOR
