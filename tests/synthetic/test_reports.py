"""Synthetic reports read like real ones: facts agree with each other, and the parser finds what the maker put in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from reports.parsing import parse
from reports.parsing.gazetteer import default_gazetteer
from reports.parsing.schema import to_json
from reports.synthetic.chance import dice
from reports.synthetic.inspections import Inspection, rounds_of_central_bodies, rounds_of_place
from reports.synthetic.names import locality
from reports.synthetic.places import all_places
from reports.synthetic.report import LAYOUTS, Layout, SyntheticReport, make_report

PLACES = all_places()
REPORTS_OF_EACH_LAYOUT = 3


def plain(text: str) -> str:
    """Width and white space aside, and without closing punctuation, as the scoring compares."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。.;,:、")


def inspections(number: int) -> list[Inspection]:
    place = PLACES[number * 37 % len(PLACES)]
    names = locality(dice("names", number), place.short)
    return rounds_of_place(place, 5, dice("rounds", number), names)


def made(layout: Layout, number: int) -> SyntheticReport:
    found = inspections(number)
    inspection = found[number % len(found)]
    return make_report(inspection, locality(dice("names", number), inspection.body.place.short), f"t:{number}", layout)


def parsed(report: SyntheticReport) -> dict[str, Any]:
    return to_json(parse(report.text, gazetteer=default_gazetteer()), "synthetic.txt")


@pytest.fixture(scope="module")
def read() -> list[tuple[SyntheticReport, dict[str, Any]]]:
    """Undamaged reports of every layout, with what the parser makes of each."""
    reports = [
        made(replace(layout, damages=()), place * 100 + number)
        for place, layout in enumerate(LAYOUTS)
        for number in range(REPORTS_OF_EACH_LAYOUT)
    ]
    return [(report, parsed(report)) for report in reports]


@pytest.fixture(scope="module")
def reports() -> list[SyntheticReport]:
    """One report of every layout, some of them damaged."""
    return [made(layout, 500 + place) for place, layout in enumerate(LAYOUTS)]


@pytest.fixture(scope="module")
def families() -> list[list[Inspection]]:
    """The inspections of 200 places."""
    return [inspections(number) for number in range(200)]


def measures(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for problem in document["problems"]:
        for measure in problem["measures"]:
            yield plain(problem["text"] or ""), plain(measure["text"])


class TestParsing:
    """Tolerance: headings of groups that sound like the organisation's (统筹推进…), and statements with 问题 before a comma,

    are misread now and then. Over several hundred reports the parser finds 99.6 % of the statements and 99.4 % of the
    measures; a sample of 69 may hold two or three of the reports concerned, hence 3 %.
    """

    def test_none_is_refused_and_the_mark_is_no_title(self, read: list[tuple[SyntheticReport, dict[str, Any]]]) -> None:
        for report, found in read:
            assert "refused" not in found, found
            assert plain(found["title"] or "") == plain(report.gold["title"] or "")

    def test_finds_the_problems(self, read: list[tuple[SyntheticReport, dict[str, Any]]]) -> None:
        wanted = Counter(plain(p["text"]) for report, _ in read for p in report.gold["problems"])
        found = Counter(plain(p["text"] or "") for _, document in read for p in document["problems"])
        assert (wanted & found).total() >= 0.97 * max(wanted.total(), found.total())

    def test_finds_the_measures(self, read: list[tuple[SyntheticReport, dict[str, Any]]]) -> None:
        wanted = Counter(pair for report, _ in read for pair in measures(report.gold))
        found = Counter(pair for _, document in read for pair in measures(document))
        assert (wanted & found).total() >= 0.97 * max(wanted.total(), found.total())

    def test_finds_the_header(self, read: list[tuple[SyntheticReport, dict[str, Any]]]) -> None:
        keys = ("team", "kind", "term", "round", "start", "end", "feedback")
        pairs = [(report.gold["inspection"][key], found["inspection"][key]) for report, found in read for key in keys]
        pairs += [(report.gold[key], found[key]) for report, found in read for key in ("published", "source", "signed")]
        assert sum(want == have for want, have in pairs) >= 0.98 * len(pairs)

    def test_finds_the_region(self, read: list[tuple[SyntheticReport, dict[str, Any]]]) -> None:
        codes = [(report.gold["region"]["code"], (found["region"] or {}).get("code")) for report, found in read]
        assert sum(want == have for want, have in codes) >= 0.95 * len(codes)

    def test_a_central_body_has_no_region(self) -> None:
        inspection = rounds_of_central_bodies(1, dice("central"))[0]
        report = make_report(inspection, locality(dice("central names"), "中央"), "central")
        assert report.gold["region"] is None
        assert parsed(report)["region"] is None
        assert inspection.owner == "中央"

    @pytest.mark.parametrize("damage", ["X1", "X9 glue", "X9 split", "X10 stops", "breaks"])
    def test_damage_leaves_most_of_a_report_readable(self, damage: str) -> None:
        layout = next(layout for layout in LAYOUTS if damage in layout.damages)
        damaged = (made(replace(layout, damages=(damage,)), number) for number in range(900, 960))
        report = next(report for report in damaged if report.damage == damage)
        wanted = Counter(plain(p["text"] or "") for p in report.gold["problems"])
        found = Counter(plain(p["text"] or "") for p in parsed(report)["problems"])
        assert (wanted & found).total() >= 0.9 * wanted.total()


class TestTruth:
    def test_totals_match_the_problems(self, reports: list[SyntheticReport]) -> None:
        status = ("completed", "mostly_completed", "in_progress", "long_term", "not_completed")
        for report in reports:
            declared = report.gold["declared"]
            numbered = [p for p in report.gold["problems"] if not re.search(r"-[2-9]$", p["number"] or "")]
            assert declared["problems"] == len(numbered)
            assert sum(declared.get(key, 0) for key in status) == declared["problems"]

    def test_words_of_the_truth_stand_in_the_text(self, reports: list[SyntheticReport]) -> None:
        for report in reports:
            text = re.sub(r"\s", "", report.text)
            whole = report.damage is None
            for problem in report.gold["problems"]:
                assert not whole or problem["text_missing"] or re.sub(r"\s", "", problem["text"]) in text
                for measure in problem["measures"]:
                    assert not whole or re.sub(r"\s", "", measure["text"]) in text

    def test_all_layouts_are_there(self) -> None:
        assert {layout.code for layout in LAYOUTS} == {f"L{number:02d}" for number in range(1, 19)}


class TestInspections:
    def test_dates_follow_each_other(self, families: list[list[Inspection]]) -> None:
        for each in (inspection for family in families for inspection in family):
            assert each.start < each.end < each.feedback < each.signed <= each.published
            assert 2013 <= each.start.year <= each.published.year <= 2025
            place = each.body.place
            assert place.first <= each.start.year <= each.published.year <= place.last

    def test_rounds_of_one_body_do_not_overlap(self, families: list[list[Inspection]]) -> None:
        for family in families:
            by_body: dict[str, list[Inspection]] = {}
            for inspection in family:
                by_body.setdefault(inspection.body.name, []).append(inspection)
            for rounds in by_body.values():
                assert all(a.feedback < b.start for a, b in pairwise(rounds))

    def test_a_return_visit_follows_a_regular_inspection(self, families: list[list[Inspection]]) -> None:
        visits = 0
        for family in families:
            for before, after in pairwise(family):
                if after.kind == "followup":
                    visits += 1
                    assert before.body.name == after.body.name
                    assert before.kind == "regular"
        assert visits

    def test_who_inspects_whom(self, families: list[list[Inspection]]) -> None:
        for each in (inspection for family in families for inspection in family):
            place = each.body.place
            if each.verb == "巡察":
                assert each.authority in (place, place.prefecture)
            elif place.level == "province" and each.body.own_committee:
                assert each.owner == "中央"
            else:
                assert each.authority == place.province

    def test_the_same_authority_has_the_same_round_at_the_same_time(self, families: list[list[Inspection]]) -> None:
        rounds: dict[tuple[str, str, int, bool], set[tuple[int, int]]] = {}
        for each in (inspection for family in families for inspection in family):
            when = (each.authority.code, each.authority.name, each.start.year, each.start.month > 6)
            rounds.setdefault(when, set()).add((each.term, each.round))
        assert all(len(found) <= 2 for found in rounds.values())
