"""Damaged copies: what a careful reader still finds, and never more than the text proves."""

from __future__ import annotations

import pytest

from tests.parsing.cases import built, cases, expected
from tests.parsing.reports import FULL_WIDTH, outline_of

CASES = cases("damage")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_damage(case: dict[str, str]) -> None:
    assert outline_of(built(case)) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_damage_in_full_width_punctuation(case: dict[str, str]) -> None:
    found = outline_of(built(case).translate(FULL_WIDTH))
    assert found == [line.translate(FULL_WIDTH) for line in expected(case)]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_damage_with_carriage_returns_and_zero_width_marks(case: dict[str, str]) -> None:
    marked = "".join(f"\u200b\u00a0{line}\ufeff\r\n" for line in built(case).splitlines())
    assert outline_of(marked) == expected(case)
