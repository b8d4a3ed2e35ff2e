"""Logical lines: what is joined, what is dropped, and the way back to the source."""

from __future__ import annotations

import pytest

from reports.parsing.lines import split_lines


def texts(text: str) -> list[str]:
    return [line.text for line in split_lines(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲。\r\n乙。\r丙。\u2028丁。", ["甲。", "乙。", "丙。", "丁。"]),
        ("\u3000\u3000甲。\n\u00a0\n\u200b乙。\ufeff\n", ["甲。", "乙。"]),
        ("\uff08\u4e00\uff09整改情況\uff1a甲\uff0c乙", ["(一)整改情况:甲,乙"]),
        ("甲\u200b乙\u200b丙。", ["甲乙丙。"]),
        ("印发《关于加强\n管理的办法》。", ["印发《关于加强管理的办法》。"]),
        ("完成整治12处,\n排查隐患3处。", ["完成整治12处,排查隐患3处。"]),
        ("一是加强领导,明确责\n— 3 —\n任分工。", ["一是加强领导,明确责任分工。"]),
        ("一是建账。\n第 4 页 共 9 页\n二是补课。", ["一是建账。", "二是补课。"]),
        ("(一)党的领导方面\n1.学习不深入。", ["(一)党的领导方面", "1.学习不深入。"]),
        (
            "电子邮箱:qh@example.cn\n中共青禾县委\n2024年9月1日",
            ["电子邮箱:qh@example.cn", "中共青禾县委", "2024年9月1日"],
        ),
        ("1\n理论学习不深入\n制定计划", ["1", "理论学习不深入", "制定计划"]),
        ("进(jin)展顺(shun)利(li)。", ["进展顺利。"]),
        ("购买设备(ppp)一套。", ["购买设备(ppp)一套。"]),
    ],
)
def test_reading_form(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


def test_source_wording_and_place_of_a_joined_line() -> None:
    text = "\u3000一是\uff0c加强\n— 3 —\n管理。\n"
    (line,) = split_lines(text)
    assert line.text == "一是,加强管理。"
    assert line.source_text(text, 0, len(line.text)) == "一是\uff0c加强管理。"
    span = line.original_span(3, 7)
    assert text[span.start : span.end] == "加强\n— 3 —\n管理"


def test_zero_width_marks_stay_in_the_source_wording() -> None:
    text = "整改\u200b情况:办班"
    (line,) = split_lines(text)
    assert line.text == "整改情况:办班"
    assert line.source_text(text, 0, 4) == "整改\u200b情况"
