"""Scores, and the corpus they are taken over: the parser must not fall below what it has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.management.commands.parse_reports import parsed_lines
from reports.management.commands.score_parser import own_corpus, shared_corpus
from reports.parsing.gazetteer import default_gazetteer
from reports.parsing.scoring import DocumentScore, Totals, changes, compare, folded

ROOT = Path(__file__).resolve().parents[2]
GOLD = {
    "title": "甲",
    "declared": {"problems": 2},
    "problems": [
        {
            "label": "1.",
            "number": "1",
            "path": ["甲"],
            "text": "面窄。",
            "measures": [{"text": "一是办班。"}],
            "topics": ["study"],
        },
        {"label": None, "number": None, "path": [], "text": None, "measures": [{"text": "公示。"}], "topics": []},
    ],
}


def test_a_gold_against_itself_is_wholly_right() -> None:
    score = compare(GOLD, GOLD)
    assert (score.problems, score.extra, score.header, score.declared) == (("tnpmcf", "tnpmcf"), 0, (), ())
    totals = Totals()
    totals.add(score)
    assert set(totals.rates().values()) == {1.0}


def test_each_fault_costs_its_letter() -> None:
    parsed = {
        "title": "乙",
        "declared": {"problems": {"value": 3}},
        "problems": [
            {
                "number": "2",
                "path": [],
                "text": "面窄",
                "measures": [{"text": "一是办班"}, {"text": "多"}],
                "topics": ["env"],
            },
            {"number": "3", "path": [], "text": "多出来的", "measures": [], "topics": []},
        ],
    }
    score = compare(GOLD, parsed)
    assert score.problems == ("t-----", "------")
    assert (score.extra, score.header, score.declared) == (1, ("title",), ("problems",))
    assert score.measures == (1, 2, 2)


def test_width_quotes_and_blanks_do_not_count() -> None:
    assert folded("面 窄\uff0c“甲”。") == folded('面窄,"甲"')
    assert folded(None) is None


def test_gains_and_losses_are_told_apart() -> None:
    assert changes(["tnpmcf", "t-----"], ["tnp-cf", "tn----"]) == [(0, "", "m"), (1, "n", "")]
    assert changes(["tnpmcf"], []) == []


def score_of(documents) -> Totals:
    gazetteer = default_gazetteer().with_csv(ROOT / "samples" / "regions.csv")
    totals = Totals()
    for document in documents:
        score: DocumentScore = compare(document.gold, next(iter(parsed_lines([document.path], gazetteer))))
        totals.add(score)
    return totals


def test_the_own_corpus_is_read_as_its_gold_says() -> None:
    rates = score_of(own_corpus(ROOT, ROOT / "tests" / "parsing" / "corpus")).rates()
    assert rates["problems"] >= 0.99
    assert rates["measures"] >= 0.99
    assert rates["numbers"] >= 0.99
    assert rates["paths"] >= 0.98


def test_the_real_reports_are_read_as_their_gold_says() -> None:
    documents = list(shared_corpus(ROOT.parent / "shared"))
    if not documents:
        pytest.skip("the shared folder is not there")
    rates = score_of(documents).rates()
    assert rates["problems"] >= 0.995
    assert rates["measures"] >= 0.995
    assert rates["paths"] >= 0.95
