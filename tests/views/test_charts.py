"""The geometry of the charts."""

from __future__ import annotations

import pytest

from reports.views.charts import columns, gapless_years, scale, shade, split


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


def test_tints_of_a_large_archive_go_by_fifths_of_its_largest_count() -> None:
    assert [shade(count, most=500) for count in (0, 1, 99, 100, 250, 399, 400, 500)] == [
        "s0", "s1", "s1", "s2", "s3", "s4", "s5", "s5",
    ]  # fmt: skip


def test_the_key_names_the_steps_that_are_used() -> None:
    assert [words for _, words in scale(20)] == ["无", "1–4", "5–9", "10–14", "15–19", "20+"]
    assert [words for _, words in scale(500)] == ["无", "1–99", "100–199", "200–299", "300–399", "400+"]
