"""How blocks, breaks, blanks, tables and lists of a page become lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.readers.html import parse_page
from reports.readers.html_lines import lines_of, tidy


def lines(body: str) -> list[str]:
    found = parse_page(f"<html><body>{body}</body></html>").find("body")
    assert found is not None
    return [line.text for line in lines_of(found)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>丁", ["甲", "乙", "丙", "丁"]),
        ("甲<br>乙<br><br/>丙", ["甲", "乙", "丙"]),
        ("<p>一、<b>加强</b><span>管护</span>。</p>", ["一、加强管护。"]),
        ("<h1>标题</h1>正文<hr>后文", ["标题", "正文", "后文"]),
        ("<p>&nbsp;&nbsp;\u3000\u3000&ldquo;回头看&rdquo;&middot;&#20013;&hellip;</p>", ["“回头看”\u00b7中\u2026"]),
        ("<p>甲<!-- 注释 -->乙<script>x</script>丙<style>p{}</style>丁</p>", ["甲乙丙丁"]),
        ("<p>第一行\n   第二行</p>", ["第一行第二行"]),  # the source's own line end inside a Chinese sentence
        ("<p>word\n  word</p>", ["word word"]),
        ("<p>中共云渡县委 关于\u00a0通报</p>", ["中共云渡县委 关于 通报"]),
        ("<pre>甲\n  乙\n\n丙</pre>", ["甲", "乙", "丙"]),
        ("<p>\u200b整\u200d改\ufeff\u00ad</p><p> &nbsp; </p>", ["整改"]),
        ("<p>進<ruby>展<rp>(</rp><rt>zhan</rt><rp>)</rp></ruby></p>", ["進展"]),
        ("<p>收<textarea>甲</textarea><button>乙</button><select><option>丙</select>尾</p>", ["收尾"]),
        ("<p>&#1;甲&#0;乙</p>", ["甲\ufffd乙"]),
    ],
)
def test_blocks_breaks_and_blanks(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>甲</li><li><p>乙</p></li></ol>", ["1.甲", "2.乙"]),
        ("<ol start=3><li>甲<li value=9>乙<li>丙</ol>", ["3.甲", "9.乙", "10.丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        ("<ol type=a><li>甲</ol><ol type=I><li>乙<li>丙</ol>", ["a.甲", "I.乙", "II.丙"]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', ["一、甲", "二、乙"]),
        ('<ol style="list-style:none"><li>甲</ol>', ["甲"]),
        ("<ol><li>(一)甲<li>①乙<li>3.丙<li>丁</ol>", ["(一)甲", "①乙", "3.丙", "4.丁"]),  # numbered by the author
        ("<ol><li>2024年做了甲<li>三农工作</ol>", ["1.2024年做了甲", "2.三农工作"]),  # no numbers
        ("<ol><li>甲<ol><li>子<li>丑</ol><li>乙</ol>", ["1.甲", "1.子", "2.丑", "2.乙"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
    ],
)
def test_generated_numbers_are_written_out(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


TABLE = "<tr><th>序号</th><th>反馈问题</th><th>整改措施</th><th>完成情况</th></tr>"


def test_a_row_is_a_line_and_its_cells_are_joined_by_tabs() -> None:
    row = "<tr><td>1</td><td>账目不清</td><td><p>一是补账。</p><p>二是公开。</p></td><td></td></tr>"
    assert lines(f"<p>前</p><table>{TABLE}{row}</table>后") == [
        "前",
        "序号\t反馈问题\t整改措施\t完成情况",
        "1\t账目不清\t一是补账。 二是公开。",
        "后",
    ]


def test_a_merged_cell_stands_once_and_its_places_are_empty() -> None:
    """An empty cell reads «as above»; a heading across the table is a line of its own."""
    body = f"""<table><caption>整改台账</caption>{TABLE}
    <tr><td colspan=4>(一)民生保障方面</td></tr>
    <tr><td rowspan="2">1</td><td rowspan=2>校车检查\t不经常</td><td>一是检查。</td><td>已完成</td></tr>
    <tr><td>二是整修。</td><td>已完成</td></tr>
    <tr><td>2</td><td colspan=2>路灯损坏</td><td>已完成</td></tr></table>"""
    assert lines(body) == [
        "整改台账",
        "序号\t反馈问题\t整改措施\t完成情况",
        "(一)民生保障方面",
        "1\t校车检查 不经常\t一是检查。\t已完成",
        "\t\t二是整修。\t已完成",
        "2\t路灯损坏\t\t已完成",
    ]


def test_a_long_cell_under_a_head_row_is_still_a_cell() -> None:
    long = "一是更换灯具。" * 60
    assert (
        lines(f"<table>{TABLE}<tr><td>1<td>路灯损坏<td>{long}<td>完成</tr></table>")[1] == f"1\t路灯损坏\t{long}\t完成"
    )


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    body = f"<table><tr><td>左</td><td>标题</td></tr><tr><td>菜单</td><td>{'<p>一段正文。</p>' * 9}</td></tr></table>"
    assert lines(body) == ["左", "标题", "菜单", *["一段正文。"] * 9]


@given(st.text(alphabet="整改 \n\t\r\u00a0\u3000ab。\u200b\uff0c", max_size=40))
def test_tidy_drops_no_letter_and_is_done_after_once(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert [c for c in tidied if c.isalnum()] == [c for c in text if c.isalnum()]
    assert "\n" not in tidied


TAGS = "p /p div /div br td table /table tr ol li /li a=href /a pre h1"
SOUP = [f"<{tag.replace('=', ' ')}>" for tag in TAGS.split()] + ["甲。", "乙", " "]


@given(st.lists(st.sampled_from(SOUP), max_size=40))
def test_no_text_is_lost_in_any_soup_of_tags(tags: list[str]) -> None:
    written = "".join(lines("".join(tags)))
    assert [c for c in written if c in "甲乙"] == [c for c in "".join(tags) if c in "甲乙"]
