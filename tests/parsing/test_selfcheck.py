"""Doubts: which code a text earns, with sentences in both languages, and what they do to the quality."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reports.counting import counted_problems
from reports.parsing import parse
from reports.parsing.selfcheck import quality
from reports.parsing.types import ParsedWarning
from tests.parsing.reports import CLOSING, ORGANISATION, report

ROWS = tomllib.loads(Path("reports/data/warnings.toml").read_text(encoding="utf-8"))["warning"]
CLEAN = "1.培训面窄。\n整改情况:办班。\n2.账目不公开。\n整改情况:公示。\n3.河道失管。\n整改情况:巡河。\n"


def without_totals(body: str) -> str:
    return report(body, organisation=ORGANISATION.replace("28个具体问题", "各项问题"))


def codes(text: str) -> set[str]:
    return {warning.code for warning in parse(text).warnings} - {"region_unknown", "region_ambiguous"}


def test_a_clean_report_earns_no_doubt() -> None:
    assert codes(without_totals(CLEAN)) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.replace("2.账", "4.账").replace("3.河", "5.河"), "numbering_gap"),
        (lambda t: t.replace("3.河", "1.河"), "numbering_restarts"),
        (lambda t: t.replace("2.账目不公开。\n", ""), "text_missing"),
        (lambda t: t.replace("2.账目不公开。", "关于“账目不公开”的问题"), "number_inferred"),
        (lambda t: t.replace("整改情况:公示。\n", ""), "shared_text"),
        (lambda t: t.replace("整改情况:巡河。\n", ""), "no_rectification"),
        (
            lambda t: t.replace("河道失管。", "河道失管。\n河道长48公里。") + "4.会风不实。\n整改情况:减会。\n",
            "text_left_out",
        ),
        (lambda t: t.replace("1.培训面窄。\n", "1.培训面窄。\n1.培训面窄。\n"), "duplicate_line"),
        (lambda t: t.replace("培训面窄", "培训“”面窄"), "blank_quotes"),
        (lambda t: t.replace("培训面窄", "“培训面窄"), "quotes_unbalanced"),
        (lambda t: t.replace("办班。", "办班。。"), "doubled_punctuation"),
        (lambda t: t.replace("办班", "办\ufffd班"), "replaced_characters"),
    ],
)
def test_a_damage_earns_its_code(change, code: str) -> None:
    assert code in codes(without_totals(change(CLEAN)))


def test_a_step_between_a_group_and_its_problems_is_told() -> None:
    body = (
        "1.关于会风不实的问题\n成立专班,召开会议3次。\n(1)关于会议多的问题\n减会6次。\n(2)关于文件多的问题\n减文9件。\n"
    )
    text = without_totals(body)
    (warning,) = [w for w in parse(text).warnings if w.code == "text_left_out"]
    assert warning.span is not None
    assert text[warning.span.start : warning.span.end] == "成立专班,召开会议3次。"


def test_a_report_without_a_list_says_so() -> None:
    found = parse(without_totals("县委建立了台账,逐条抓好落实,取得明显成效。\n"))
    assert found.problems == ()
    assert "no_problems" in {warning.code for warning in found.warnings}


def test_stated_and_counted_problems_are_compared() -> None:
    organisation = ORGANISATION.replace("28", "4").replace("20", "4")
    text = report(CLEAN, organisation=organisation)
    (warning,) = [w for w in parse(text).warnings if w.code == "count_mismatch"]
    assert dict(warning.params) == {"declared": "4", "counted": "3"}
    assert warning.span is not None
    assert "4" in text[warning.span.start : warning.span.end]
    assert "listed_by_heading" in {w.code for w in parse(report(CLEAN)).warnings}  # 28 stated


def test_parts_of_one_number_count_once() -> None:
    body = "(1)甲不足。\n整改情况:办班。\n(2-1)乙不足。\n整改情况:公示。\n(2-2)丙不足。\n整改情况:巡河。\n"
    found = parse(report(body))
    assert len(found.problems) == 3
    assert counted_problems((each.run, each.number) for each in found.problems) == 2


def test_quality_falls_with_every_doubt_but_three_times_a_code_at_most() -> None:
    once = quality([ParsedWarning("text_missing")])
    assert once < 100
    assert quality([ParsedWarning("text_missing")] * 3) == quality([ParsedWarning("text_missing")] * 30)
    assert quality([ParsedWarning(row["code"]) for row in ROWS] * 3) == 0
    assert quality([]) == 100


def test_every_code_has_sentences_in_both_languages_with_the_same_places() -> None:
    for row in ROWS:
        places = re.compile(r"\{(\w+)\}")
        assert set(places.findall(row["zh"])) == set(places.findall(row["en"])), row["code"]
        assert re.search("[\u4e00-\u9fff]", row["zh"])
        assert not re.search("[,:;()](?=[\u4e00-\u9fff])", row["zh"]), row["code"]
    used = set()
    for path in Path("reports/parsing").glob("*.py"):
        used |= set(re.findall(r'ParsedWarning\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert used <= {row["code"] for row in ROWS}


def test_the_closing_text_alone_is_no_report_of_problems() -> None:
    assert parse(report("", closing=CLOSING)).problems == ()
