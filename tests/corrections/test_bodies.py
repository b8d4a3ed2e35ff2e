"""Under which body and region a report stands is corrected like anything else: kept through imports, undone, queued."""

from __future__ import annotations

import pytest

from reports import corrections
from reports.corrections.bodies import body_value, in_region
from reports.importing.bodies import Bodies
from reports.importing.store import Stored, store
from reports.models import Body, Correction, InspectionRound, Region, Report
from reports.ops.check import CHECKS
from reports.parsing.types import ParsedBody
from tests.corrections.conftest import MADE
from tests.importing.conftest import county
from tests.importing.making import Header, Made, made_file

__all__ = ["county"]
pytestmark = pytest.mark.django_db

NOWHERE = ParsedBody(name="中共青云县委", kind="local_committee", region=None)
LATER = Header(body=NOWHERE, round=5, start="2024-03-08", signed="2024-12-30")


def imported(
    *, body: ParsedBody = NOWHERE, version: str = "1+test", made: list[Made] = MADE, name: str = "县.txt"
) -> Stored:
    return store(made_file(made, header=Header(body=body), version=version, name=name), Bodies())


@pytest.fixture
def report(county: Region) -> Report:
    """A report whose text does not tell its region apart."""
    return imported().report


def placed(report: Report, code: str = "990121") -> Correction:
    value = in_region(body_value(report.round.body), Region.objects.get(code=code))
    return corrections.apply("set", report, {"body": value}, reason="对照网址", by="test")


def place_of(report: Report) -> str | None:
    report.refresh_from_db()
    body = Report.objects.get(pk=report.pk).round.body
    return body.region.code if body.region else None


def nothing_is_wrong() -> bool:
    return [each for name, check in CHECKS.items() if name not in ("documents", "index") for each in check()] == []


def test_a_region_is_assigned_and_the_committee_bears_its_name(report: Report) -> None:
    placed(report)
    assert place_of(report) == "990121"
    assert Body.objects.get().name == "中共禾川县委员会"
    assert nothing_is_wrong()


def test_it_survives_imports_of_the_same_file_and_of_newer_parses(report: Report) -> None:
    made = placed(report)
    imported()
    imported(version="2+test")
    made.refresh_from_db()
    assert (place_of(report), made.state, Report.objects.count(), Body.objects.count()) == ("990121", "in_force", 1, 1)
    assert nothing_is_wrong()


def test_a_changed_file_joins_the_report_that_was_put_right(report: Report) -> None:
    placed(report)
    imported(made=[*MADE, Made("4", "公章保管不规范。", ["一是专人保管公章。"])])
    assert (place_of(report), Report.objects.count(), Body.objects.count()) == ("990121", 1, 1)
    assert report.problems.live().count() == 4
    assert nothing_is_wrong()


def test_a_parse_that_finds_it_out_itself_makes_it_redundant(report: Report) -> None:
    made = placed(report)
    known = Region.objects.get(code="990121")
    body = ParsedBody(name="中共禾川县委", kind="local_committee", region=made_file(MADE).header.region)
    imported(body=body, version="2+test")
    made.refresh_from_db()
    assert (made.state, place_of(report)) == ("redundant", known.code)
    assert nothing_is_wrong()


def test_a_parse_that_says_a_third_thing_waits_for_an_editor(report: Report) -> None:
    made = placed(report)
    imported(body=ParsedBody(name="云渡县住建局党组", kind="department", region=None), version="2+test")
    made.refresh_from_db()
    assert (made.state, place_of(report)) == ("conflict", "990121")
    assert made.conflict["body"]["name"] == "云渡县住建局党组"
    corrections.resolve(made, "drop", reason="原文如此")
    assert Body.objects.get().name == "云渡县住建局党组"
    assert nothing_is_wrong()


def test_undone_the_report_stands_where_it_stood_under_the_same_id(report: Report) -> None:
    body, round_ = report.round.body.public_id, report.round.public_id
    corrections.undo(placed(report), reason="看错了")
    assert place_of(report) is None
    assert (Body.objects.get().public_id, InspectionRound.objects.get().public_id) == (body, round_)
    assert nothing_is_wrong()


def test_a_report_leaves_its_round_and_joins_the_one_that_is_there(report: Report) -> None:
    right = store(made_file([Made("1", "路灯损坏未及时修复。")], name="另.txt"), Bodies()).report
    other = store(made_file([Made("1", "食堂账目不清。")], header=LATER, name="又.txt"), Bodies()).report
    placed(report)
    report.refresh_from_db()
    assert (report.round, other.round.body.region) == (right.round, None)
    assert nothing_is_wrong()
    corrections.undo(Correction.objects.get(), reason="看错了")
    report.refresh_from_db()
    assert report.round.body == Body.objects.get(region=None)
    assert nothing_is_wrong()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"region": {"code": "990121", "name": "别的县"}},
        {"central": True, "region": {"code": "990121", "name": "禾川县"}},
        {"more": 1},
    ],
)
def test_what_is_no_body_is_refused(report: Report, wrong: dict[str, object]) -> None:
    with pytest.raises(corrections.CorrectionError):
        corrections.apply("set", report, {"body": {**body_value(report.round.body), **wrong}}, reason="试")
    assert not Correction.objects.exists()
