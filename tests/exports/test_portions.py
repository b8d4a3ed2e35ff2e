"""What is sent of a file at once is neither a line nor the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.exports import portions
from reports.exports.portions import in_portions


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "PORTION", 10)


def test_pieces_are_collected_until_a_portion_is_full() -> None:
    assert list(in_portions(["四个字符", "四个字符", "三字符", "余"])) == ["四个字符四个字符三字符", "余"]


def test_a_long_piece_is_not_cut() -> None:
    assert list(in_portions(["长" * 25, "短"])) == ["长" * 25, "短"]


def test_of_nothing_nothing_is_sent() -> None:
    assert list(in_portions(["", ""])) == []


@given(st.lists(st.text(max_size=30)))
def test_nothing_is_lost_and_no_portion_is_empty(pieces: list[str]) -> None:
    found = list(in_portions(pieces))
    assert "".join(found) == "".join(pieces)
    assert all(found)
