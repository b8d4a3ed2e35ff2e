"""Enumerators and labels: every form of the data file matches its example and not its near-miss."""

from __future__ import annotations

import pytest

from reports.parsing.lines import split_lines
from reports.parsing.markers import chinese_number, data, inner_labels, label_at, marker_at
from reports.parsing.own_labels import own_labels
from reports.parsing.row_numbers import row_numbers

ROWS = data()["enumerator"]
LABELS = [(kind, word) for kind, words in data()["labels"].items() for word in words]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['style']} {row['example']}" for row in ROWS])
def test_example_and_near_miss(row: dict[str, str]) -> None:
    found = marker_at(row["example"])
    assert found is not None
    assert found.style == row["style"]
    missed = marker_at(row["near_miss"])
    assert missed is None or missed.style != row["style"]


@pytest.mark.parametrize(
    ("text", "style", "number", "rest"),
    [
        ("36. 问题36:市委", "ar_dot", (36,), "问题36:市委"),
        ("13.2019年省审计厅发现问题", "ar_dot", (13,), "2019年省审计厅发现问题"),
        ("3.18个村未完成", "ar_dot", (3,), "18个村未完成"),
        ("( 二 )、人才工作", "cn_paren", (2,), "人才工作"),
        ("(35-1)出借资金", "compound", (35, 1), "出借资金"),
        ("二十三、关于", "cn_dun", (23,), "关于"),
        ("⒊面窄", "ar_dot", (3,), "面窄"),
        ("【问题十二】面窄", "issue", (12,), "面窄"),
        ("其三是完善办法", "shi", (3,), "完善办法"),
        ("1.1.2 面窄", "decimal", (1, 1, 2), "面窄"),
    ],
)
def test_number_and_content(text: str, style: str, number: tuple[int, ...], rest: str) -> None:
    found = marker_at(text)
    assert found is not None
    assert (found.style, found.number, text[found.end :]) == (style, number, rest)


@pytest.mark.parametrize(
    "text", ["3.2万元已追缴", "一、二级公路", "第一书记到村", "一般性支出", "2019年以来", "(试行)", "", "问题一直存在"]
)
def test_prose_is_no_marker(text: str) -> None:
    found = marker_at(text)
    assert found is None


@pytest.mark.parametrize(
    ("words", "value"),
    [("十", 10), ("二十三", 23), ("一百零五", 105), ("二〇", 20), ("百", 100), ("甲", None), ("", None)],
)
def test_chinese_numbers(words: str, value: int | None) -> None:
    assert chinese_number(words) == value


@pytest.mark.parametrize(("kind", "word"), LABELS)
def test_every_label_with_colon_and_in_brackets(kind: str, word: str) -> None:
    for text in (f"{word}:面窄", f"【{word}】面窄", f"{word} : 面窄"):
        found = label_at(text)
        assert found is not None
        assert (found.kind, text[found.end :]) == (kind, "面窄")


def test_labels_inside_a_line_stand_after_a_sentence() -> None:
    text = "面窄。整改情况:办班。责任单位:县委办"
    assert [label.word for label in inner_labels(text, 0, len(text))] == ["整改情况", "责任单位"]
    prose = "针对“面窄”问题:办班,整改情况良好"
    assert inner_labels(prose, 0, len(prose)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.面窄。\n春季整改情况:办班。\n", {"春季整改情况"}),
        ("1.面窄。\n问题3-4整改措施:\n办班。\n2.面广。\n问题3-4整改措施:\n办会。\n", {"问题3-4整改措施"}),
        ("会风不实问题整改情况:压减会议。\n", set()),
        ("巡察反馈整改情况:\n1.面窄。\n", set()),
        ("1.面窄。\n推进落实:办班。\n" * 3, {"推进落实"}),
        ("1.面窄。\n推进落实:办班。\n" * 2, set()),
        ("1.面窄。\n工作情况:一是办班。\n" * 2, {"工作情况"}),
        ("1.面窄。\n整改情况:办班。\n持续整改阶段:办会。\n" * 3, {"持续整改阶段"}),
        ("1.面窄。\n县水利局:办班。\n" * 3, set()),
        ("1.面窄。\n工作思路:办班。\n工作亮点:办会。\n" * 3, {"工作思路", "工作亮点"}),
        ("1.面窄。\n整改情况:\n制度建设:办班。\n学习教育:办会。\n" * 3, set()),
        ("1.面窄。\n举措1:办班。\n举措2:办会。\n" * 3, set()),
        ("1.面窄。\n原因分析:认识不足。\n" * 3, set()),
        ("一是办班。\n推进落实:办班。\n" * 3, set()),
    ],
)
def test_labels_that_a_document_shows(text: str, words: set[str]) -> None:
    assert own_labels(split_lines(text)) == words


@pytest.mark.parametrize(
    "word", ["上述问题整改情况", "以上3个问题的整改措施", "集中整改期整改情况", "持续整改情况", "后续整改措施及成效"]
)
def test_whose_or_when_may_stand_before_the_label(word: str) -> None:
    found = label_at(f"{word}:面窄")
    assert found is not None
    assert (found.kind, found.word) == ("rectification", word)
    text = f"面窄。{word}:办班"
    assert [label.word for label in inner_labels(text, 0, len(text))] == [word]
    assert label_at(f"{word}良好") is None


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["1.面窄", "2.12345热线不畅", "3.账目不清"], {1: "2."}),
        (["1.面窄", "2.5公里管网老化", "3.5.6万亩林地失管", "4.账目不清"], {1: "2.", 2: "3."}),
        (["1.面窄", "2.100万元以上项目失管"], {1: "2."}),
        (["1.100万元以上项目失管", "2.面窄"], {0: "1."}),
        (["1.追缴欠款", "2.5万元已上缴"], {}),
        (["2.追缴欠款", "3.5万元已上缴", "3.公开账目", "4.面窄"], {}),
        (["1.面窄", "3.5万元已上缴", "4.账目不清"], {}),
        (["1.5万元已上缴", "2.面窄"], {}),
        (["1.面窄", "整改情况:", "1.办班", "2.办会", "2.12345热线不畅", "3.账目不清"], {4: "2."}),
    ],
)
def test_numbers_before_a_number(texts: list[str], labels: dict[int, str]) -> None:
    assert {place: marker.label for place, marker in row_numbers(texts).items()} == labels
