"""Numbers that Word generates are written in front of their paragraphs, as Word shows them."""

from __future__ import annotations

import pytest

from reports.readers import read_bytes
from tests.readers.word_files import abstract, lvl, num, p, tbl, tc, word_file

# The levels of an official document: 一、 (一) 1. (1)
OFFICIAL = abstract(
    7,
    lvl(0, "chineseCounting", "%1、"),
    lvl(1, "japaneseCounting", "(%2)"),
    lvl(2, "decimal", "%3."),
    lvl(3, "decimal", "\uff08%4\uff09"),
)


def lines(body: str, numbering: str, styles: str = "") -> list[str]:
    return read_bytes(word_file(body, numbering=numbering, styles=styles), "a.docx").text.split("\n")


def test_the_levels_of_an_official_document() -> None:
    levels = (0, 1, 2, 2, 3, 1, 2, 0, 1)
    body = "".join(p("甲", num=1, level=level) for level in levels)
    assert lines(body, OFFICIAL + num(1, 7)) == [
        "一、甲",
        "(一)甲",
        "1.甲",
        "2.甲",
        "\uff081\uff09甲",
        "(二)甲",
        "1.甲",
        "二、甲",
        "(一)甲",
    ]


@pytest.mark.parametrize(
    ("spelling", "pattern", "start", "expected"),
    [
        ("chineseCounting", "(%1)", 10, ["(十)", "(十一)", "(十二)"]),
        ("chineseCountingThousand", "%1、", 99, ["九十九、", "一百、", "一百零一、"]),
        ("decimal", "问题%1\uff1a", 9, ["问题9\uff1a", "问题10\uff1a", "问题11\uff1a"]),
        ("decimal", "%1", 1, ["1 ", "2 ", "3 "]),
        ("decimalZero", "%1.", 9, ["09.", "10.", "11."]),
        ("decimalEnclosedCircle", "%1", 20, ["⑳ ", "21 ", "22 "]),
        ("upperLetter", "%1)", 26, ["Z)", "AA)", "BB)"]),
        ("lowerRoman", "%1.", 3, ["iii.", "iv.", "v."]),
        ("ideographTraditional", "%1、", 1, ["甲、", "乙、", "丙、"]),
        ("ideographDigital", "%1、", 9, ["九、", "一〇、", "一一、"]),
        ("chineseLegalSimplified", "%1、", 10, ["壹拾、", "壹拾壹、", "壹拾贰、"]),
        ("decimalFullWidth", "%1.", 9, ["\uff19.", "\uff11\uff10.", "\uff11\uff11."]),
        ("bullet", "\uf0b7", 1, ["●"] * 3),
        ("bullet", "◆", 1, ["◆"] * 3),
        ("none", "", 1, ["", "", ""]),
        ("someFutureFormat", "%1.", 1, ["1.", "2.", "3."]),
    ],
)
def test_spellings(spelling: str, pattern: str, start: int, expected: list[str]) -> None:
    numbering = abstract(0, lvl(0, spelling, pattern, start)) + num(1, 0)
    assert lines(p("文", num=1, level=0) * 3, numbering) == [mark + "文" for mark in expected]


def test_a_level_may_name_the_levels_above_it() -> None:
    numbering = abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>")) + num(
        1, 0
    )
    body = p("甲", num=1, level=0) + p("乙", num=1, level=1) * 2
    assert lines(body, numbering) == ["一、甲", "1.1 乙", "1.2 乙"]


def test_two_lists_of_one_kind_count_on_unless_one_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = OFFICIAL + num(1, 7) + num(2, 7) + num(3, 7, anew)
    body = "".join(p("甲", num=number, level=0) for number in (1, 2, 3, 3, 1))
    assert lines(body, numbering) == ["一、甲", "二、甲", "一、甲", "二、甲", "三、甲"]


def test_a_list_may_write_a_level_its_own_way() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "第%1项 ", 5)}</w:lvlOverride>'
    assert lines(p("甲", num=1, level=0) * 2, OFFICIAL + num(1, 7, own)) == ["第5项 甲", "第6项 甲"]


def test_a_level_that_never_begins_anew() -> None:
    """Problems numbered on through all groups."""
    numbering = abstract(
        0, lvl(0, "chineseCounting", "(%1)"), lvl(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')
    )
    body = (p("组", num=1, level=0) + p("题", num=1, level=1) * 2) * 2
    assert lines(body, numbering + num(1, 0)) == ["(一)组", "1.题", "2.题", "(二)组", "3.题", "4.题"]


def test_numbers_that_a_style_brings() -> None:
    in_list = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="H1">{in_list}</w:style><w:style w:styleId="H2">{in_list}</w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    numbering = abstract(
        0,
        lvl(0, "chineseCounting", "%1、", more='<w:pStyle w:val="H1"/>'),
        lvl(1, "chineseCounting", "(%2)", more='<w:pStyle w:val="H2"/>'),
    )
    body = (
        p("甲", style="H1")
        + p("乙", style="H2")
        + p("丙", style="H2")
        + p("丁", style="A")
        + p("戊", style="H1", num=0)
    )
    assert lines(body, numbering + num(1, 0), styles) == ["一、甲", "(一)乙", "(二)丙", "丁", "戊"]


def test_a_list_that_is_a_style() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + abstract(0, lvl(0, "decimal", "%1."))
        + num(1, 1)
        + num(2, 0)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(p("甲", num=1, level=0) * 2, numbering, styles) == ["1.甲", "2.甲"]


def test_the_column_of_serial_numbers_in_a_table() -> None:
    """序号 filled in by Word: the cells hold no text of their own."""
    numbering = abstract(0, lvl(0, "decimal", "%1")) + num(1, 0)
    rows = [tc(p(num=1, level=0)) + tc(p(text)) for text in ("甲", "乙")]
    assert lines(tbl(tc(p("序号")) + tc(p("问题")), *rows), numbering) == ["序号\t问题", "1\t甲", "2\t乙"]


def test_a_list_that_does_not_exist_gives_no_number() -> None:
    assert lines(p("甲", num=9, level=0) + p("乙", num=1, level=99), num(1, 4)) == ["甲", "乙"]
