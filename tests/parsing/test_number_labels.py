"""The label of a problem: its numbering as written (schema.md), without the colon that opens the words."""

from __future__ import annotations

import pytest

from reports.parsing import parse
from tests.parsing.reports import report


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("问题1:台账不全。", "问题1"),
        ("1.问题1:台账不全。", "问题1"),
        ("【问题1】台账不全。", "【问题1】"),
        ("1.台账不全。", "1."),
        ("(一)台账不全。", "(一)"),
        ("(1-1)台账不全。", "(1-1)"),
        ("关于“台账不全”的问题", None),
    ],
)
def test_label(heading: str, label: str | None) -> None:
    found = parse(report(f"{heading}\n整改情况:补齐台账40本。\n"))
    assert [problem.label for problem in found.problems] == [label]
