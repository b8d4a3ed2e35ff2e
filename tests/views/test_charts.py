"""The geometry of the charts."""

from __future__ import annotations

import pytest

from reports.views.charts import columns, cramped, gapless_years, scale, shade, shares, split, steps


def test_a_year_without_reports_is_shown_as_a_gap() -> None:
    assert gapless_years([2019, 2021]) == [2019, 2020, 2021]


def test_of_too_many_years_the_latest_are_shown() -> None:
    assert gapless_years([1999, 2020], most=3) == [2018, 2019, 2020]


def test_the_highest_column_leaves_room_for_its_number() -> None:
    low, high = columns([("2020", 1, "?year=2020", False), ("2021", 4, None, True)])
    assert float(high.height) == pytest.approx(50.4)
    assert float(low.height) == pytest.approx(12.6)
    assert (high.century, high.short) == ("20", "21")


def test_the_parts_of_a_status_bar_fill_it_in_the_order_of_the_statuses() -> None:
    parts = split({"not_completed": 1, "completed": 3})
    assert [(part.css, part.label, part.count) for part in parts] == [("k1", "已完成", 3), ("k4", "未完成", 1)]
    assert float(parts[1].x) == pytest.approx(75)
    assert float(parts[1].x) + float(parts[1].width) <= 100


@pytest.mark.parametrize(("count", "tint"), [(0, "s0"), (1, "s1"), (4, "s1"), (5, "s2"), (19, "s4"), (20, "s5")])
def test_tints_of_a_small_archive_go_by_fives(count: int, tint: str) -> None:
    assert shade(count, most=20) == tint


def test_tints_of_a_large_archive_go_by_multiples_so_that_one_large_count_leaves_the_others_apart() -> None:
    assert [shade(count, most=58) for count in (0, 1, 2, 7, 10, 29, 30, 58)] == [
        "s0", "s1", "s2", "s3", "s4", "s4", "s5", "s5",
    ]  # fmt: skip


@pytest.mark.parametrize("most", [25, 26, 58, 1000, 20000])
def test_every_tint_has_a_count_of_its_own_and_the_largest_is_the_darkest(most: int) -> None:
    starts = steps(most)
    assert list(starts) == sorted(set(starts))
    assert starts[-1] <= most
    assert shade(most, most) == "s5"


def test_the_key_names_the_steps_that_are_used() -> None:
    assert [words for _, words in scale(20)] == ["无", "1–4", "5–9", "10–14", "15–19", "20+"]
    assert [words for _, words in scale(500)] == ["无", "1–2", "3–9", "10–39", "40–99", "100+"]


def test_numbers_too_long_for_columns_are_told_apart_from_those_that_fit() -> None:
    years = [(str(year), 999, None, False) for year in range(2013, 2023)]
    assert not cramped(columns(years), 240)
    assert cramped(columns([*years[1:], ("2023", 1000, None, False)]), 240)
    assert not cramped([], 240)


def test_a_share_of_nothing_held_is_no_share() -> None:
    drawn = shares([("2019", None), ("2020", 0.0), ("2021", 0.004), ("2022", 0.126)])
    assert [each.words for each in drawn] == ["—", "0", "<1", "13"]
    assert [float(each.height) for each in drawn] == pytest.approx([0, 0, 1.6, 50.4])
