"""Every layout, heading, label and measure form of the format catalogue: what a reader finds in it."""

from __future__ import annotations

import pytest

from tests.parsing.cases import built, cases, expected
from tests.parsing.reports import FULL_WIDTH, outline_of

CASES = cases("layouts")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_layout(case: dict[str, str]) -> None:
    assert outline_of(built(case)) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_layout_in_full_width_punctuation(case: dict[str, str]) -> None:
    found = outline_of(built(case).translate(FULL_WIDTH))
    assert found == [line.translate(FULL_WIDTH) for line in expected(case)]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_layout_with_indents_and_blank_lines(case: dict[str, str]) -> None:
    spaced = "".join(f"\u3000\u3000{line}\r\n\r\n" for line in built(case).splitlines())
    assert outline_of(spaced) == expected(case)
