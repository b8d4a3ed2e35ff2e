"""The time line of a place's inspections: bars by number of problems, years, and under which term each was."""

from __future__ import annotations

import datetime as dt

from django.utils import translation

from reports.models import InspectionRound, Region
from reports.views.rounds_of import NAME_WIDTH, Axis, RoundRow, axis

PROVINCE = Region(code="990000", name="示例省", level="province")


def inspected(year: int, problems: int, term: int | None = None, kind: str = "regular") -> RoundRow:
    row = InspectionRound(
        year=year, start=dt.date(year, 7, 1), term=term, kind=kind, authority_level="province", verb="xunshi"
    )
    row.authority_region = PROVINCE
    return RoundRow(row, [], statuses={"completed": problems})


def drawn(*rows: RoundRow) -> Axis:
    found = axis(rows)
    assert found is not None
    return found


def test_one_inspection_is_no_line() -> None:
    assert axis([inspected(2019, 3)]) is None


def test_bars_stand_in_order_of_time_as_high_as_they_have_problems() -> None:
    first, second = drawn(inspected(2021, 5), inspected(2016, 10)).moments
    assert (first.year, second.year) == (2016, 2021)
    assert float(first.x) < float(second.x)
    assert float(first.height) == 2 * float(second.height)


def test_a_term_is_named_once_from_its_first_inspection_to_its_last() -> None:
    line = drawn(inspected(2013, 4, 9), inspected(2017, 4, 10), inspected(2019, 4, 10))
    assert [term.name for term in line.terms] == ["九届省委", "十届省委"]
    ninth, tenth = line.terms
    places = [float(moment.x) for moment in line.moments]
    assert float(ninth.start) < places[0] < float(ninth.end) < float(tenth.start)
    assert float(tenth.start) < places[1] < places[2] < float(tenth.end)


def test_what_no_report_names_has_no_term_and_parts_the_others() -> None:
    line = drawn(inspected(2013, 4, 9), inspected(2015, 4), inspected(2016, 4, 9))
    assert [term.name for term in line.terms] == ["九届省委", "九届省委"]
    assert drawn(inspected(2013, 4), inspected(2015, 4)).terms == []


def test_names_that_are_near_stand_in_two_rows_and_none_leaves_the_drawing() -> None:
    line = drawn(inspected(2010, 4, 9), inspected(2016, 4, 10), inspected(2017, 4, 11), inspected(2023, 4, 12))
    rows = [term.y for term in line.terms]
    assert rows[1] != rows[2]
    assert rows[0] == rows[1] == rows[3]
    assert [term.anchor for term in line.terms] == ["start", "middle", "middle", "end"]
    assert all(NAME_WIDTH / 2 < float(term.x) < 100 - NAME_WIDTH / 2 for term in line.terms if term.anchor == "middle")


def test_of_many_years_every_second_is_left_out_where_there_is_little_room() -> None:
    assert not any(narrow for _year, _x, narrow in drawn(inspected(2018, 1), inspected(2020, 1)).years)
    years = drawn(inspected(2010, 1), inspected(2022, 1)).years
    assert [year for year, _x, narrow in years if not narrow] == list(range(2010, 2024, 2))


def test_in_english_a_term_is_its_number() -> None:
    with translation.override("en"):
        assert [term.name for term in drawn(inspected(2013, 4, 9), inspected(2017, 4)).terms] == ["term 9"]
