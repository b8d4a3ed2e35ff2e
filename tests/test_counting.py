"""报告自述与逐条清点: what counts as one problem, and when a declared total contradicts the list."""

from __future__ import annotations

import pytest

from reports.counting import contradicts, counted_problems, leading_number, listed_by_heading


def test_rows_of_one_number_are_one_problem() -> None:
    assert counted_problems([(0, "34"), (0, "35-1"), (0, "35-2"), (0, "35-3")]) == 2


def test_numbers_of_another_run_are_other_problems() -> None:
    assert counted_problems([(0, "1"), (1, "1")]) == 2


def test_problems_without_a_number_are_one_each() -> None:
    assert counted_problems([(0, ""), (0, None), (0, "1")]) == 3


@pytest.mark.parametrize(("number", "leading"), [("35-1", "35"), ("7", "7"), ("", None), (None, None)])
def test_the_leading_number(number: str | None, leading: str | None) -> None:
    assert leading_number(number) == leading


@pytest.mark.parametrize(
    ("declared", "counted", "by_heading"), [(40, 20, True), (39, 20, False), (None, 20, False), (5, 0, False)]
)
def test_twice_as_many_declared_means_listed_by_heading(declared: int | None, counted: int, by_heading: bool) -> None:
    assert listed_by_heading(declared, counted) is by_heading


@pytest.mark.parametrize(
    ("declared", "counted", "differs"),
    [
        (36, 36, False),
        (36, 35, True),
        (35, 36, True),
        (36, 18, False),
        (36, 19, True),
        (None, 5, False),
        (36, 0, False),
    ],
)
def test_a_total_contradicts_only_a_list_of_the_same_unit(declared: int | None, counted: int, differs: bool) -> None:
    assert contradicts(declared, counted) is differs
