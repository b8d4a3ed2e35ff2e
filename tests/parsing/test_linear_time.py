"""Parsing takes time in proportion to the text, whatever it is made of: the hostile texts of the benchmark, shorter."""

from __future__ import annotations

import time

import pytest

from benchmarks.parser import PIECES
from reports.parsing import parse

OPENING = (
    "根据省委统一部署,2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视。"
    "现将巡视整改进展情况予以公布。\n二、反馈问题整改情况\n"
)
SIZE = 400_000
# Below this nothing is wrong, whatever the ratio: two seconds a megabyte are allowed.
SECONDS_ALLOWED = 0.6
# Four times the text takes four times as long; work that grows with the square sixteen times as long, in every try. A
# machine that was busy for a moment is asked again.
MOST_TIMES = 9
TRIES = 6


def seconds(piece: str, size: int) -> float:
    text = OPENING + piece * (size // len(piece.encode()))
    start = time.process_time()
    parse(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", PIECES)
def test_four_times_the_text_takes_four_times_as_long(name: str) -> None:
    piece = PIECES[name]
    assert any(in_proportion(piece) for _ in range(TRIES))


def in_proportion(piece: str) -> bool:
    whole = seconds(piece, SIZE)
    return whole < SECONDS_ALLOWED or whole < MOST_TIMES * seconds(piece, SIZE // 4)
