"""The article is found whatever the site's chrome, and loses no paragraph."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.readers import ReadError, read_bytes
from tests.readers.texts import OPENING, PARAGRAPHS, REPORT, SIGNATURE, TITLE

BODY = "".join(f"<p>\u3000\u3000{line}</p>\n" for line in (OPENING, *PARAGRAPHS))
SIGNED = f'<p style="text-align:right">{SIGNATURE[0]}</p><p>{SIGNATURE[1]}</p>'
META = "来源\uff1a云渡县纪委 发布时间\uff1a2024-10-09"

TOP = """
<div class="top">今天是2018年3月9日 <a href="/a">无障碍</a> | <a href="/b">长者模式</a></div>
<div id="mainNav"><ul>
<li><a href="/">首页</a></li><li><a href="/1">政务公开</a></li><li><a href="/2">巡视巡察</a></li></ul></div>
<div class="dqwz">当前位置: <a href="/">首页</a> &gt; <a href="/2">巡视巡察</a> &gt; 正文</div>
"""
SIDE = """
<div class="right"><h3>热点新闻</h3><ul>
<li><a href="/n/1">云渡县召开巡视整改工作推进会议</a><span>2024-01-02</span></li>
<li><a href="/n/2">云渡县部署秋季渠道清淤工作</a></li><li><a href="/n/3">云渡县开展政策宣讲活动</a></li></ul></div>
"""
FOOT = """
<div class="bottom-info"><p>主办\uff1a云渡县人民政府办公室 技术支持\uff1a示例公司</p>
<p>版权所有 示例ICP备00000000号 网站标识码\uff1a0000000000</p></div>
"""


def text_of(page: str, name: str = "page.html") -> str:
    return read_bytes(page.encode("utf-8"), name).text


def in_page(article: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{TOP}{article}{FOOT}</body></html>"


def layouts() -> dict[str, str]:
    """Ways in which sites lay out the same article."""
    lines = (OPENING, *PARAGRAPHS, *SIGNATURE)
    titled = f"<h1>{TITLE}</h1><p>{META}</p>"
    article = f"<div id='zoom'>{BODY}{SIGNED}</div>"
    menu = "<table><tr><td><a href=1>甲</a><br><a href=2>乙</a><br><a href=3>丙</a></td></tr></table>"
    rows = f"<tr><td>{TITLE}</td></tr><tr><td>{META}</td></tr><tr><td>{BODY}{SIGNED}</td></tr>"
    halves = f"<div class='a'><p>{'</p><p>'.join(lines[:5])}</div><div class='b'><p>{'</p><p>'.join(lines[5:])}</div>"
    return {
        "boxes": f'<div class="main"><h1>{TITLE}</h1><div class="info">{META}</div>{article}</div>{SIDE}',
        "all side by side": f"<div><h2>{TITLE}</h2></div><div>{META}</div><div>{BODY}</div><div>{SIGNED}</div>{SIDE}",
        "article element": f"<main><article><header>{titled}</header>{BODY}{SIGNED}</article>{SIDE}</main>",
        "layout tables": f"<table><tr><td>{menu}</td><td><table>{rows}</table></td></tr></table>",
        "breaks": f"<div><b>{TITLE}</b><br>{META}<br><br>" + "<br/>\n&nbsp;&nbsp;".join(lines) + "</div>" + SIDE,
        "a box for each line": f"<div><div>{TITLE}</div><div>{META}</div>"
        + "".join(f"<div><div><span>{line}</span></div></div>" for line in lines)
        + f"</div>{SIDE}",
        "two halves": f"<div>{titled}{halves}</div>{SIDE}",
        "form around all": f"<form><input value='x'><select><option>甲</select>{titled}{BODY}{SIGNED}{SIDE}</form>",
        "a misleading name": f"<div class='nav-content footer-main'>{titled}{BODY}{SIGNED}</div>{SIDE}",
        "unclosed tags": f"<div><h1>{TITLE}</h1><p>{META}<font>" + "<p><font>".join(["", *lines]) + SIDE,
        "all in a link": f"{titled}<a href='#'>{BODY}{SIGNED}</a>{SIDE}",
        "links in the meta line": f"<div>{titled[:-4]} <a href='#'>打印</a></p>{BODY}{SIGNED}</div>{SIDE}",
    }


@pytest.mark.parametrize("layout", layouts())
def test_the_article_whole_and_nothing_else(layout: str) -> None:
    lines = text_of(in_page(layouts()[layout])).replace(" 打印", "").split("\n")
    assert lines == [TITLE, META, OPENING, *PARAGRAPHS, *SIGNATURE]


def test_a_page_without_title_keeps_opening_and_signature() -> None:
    assert text_of(in_page(f"<div>{BODY}</div><div>{SIGNED}</div>{SIDE}")).split("\n") == [
        OPENING,
        *PARAGRAPHS,
        *SIGNATURE,
    ]


def test_a_heading_in_a_box_with_the_name_of_chrome_is_kept() -> None:
    boxes = f"<div>{BODY}</div><div class='nav-tit'>三、下一步打算</div><div>{BODY}</div>"
    assert "三、下一步打算" in text_of(in_page(f"<div>{boxes}</div>")).split("\n")


def test_a_menu_without_links_is_chrome() -> None:
    menu = "<div class='hd'><ul><li>首页<li>要闻<li>机构<li>互动</ul></div>"
    page = f"<body><div id='app'>{menu}<article><h1>{TITLE}</h1>{BODY}{SIGNED}</article></div></body>"
    assert text_of(page).split("\n") == [TITLE, OPENING, *PARAGRAPHS, *SIGNATURE]
    outside = f"<body><div id='app'>{menu}<h1>{TITLE}</h1><article>{BODY}{SIGNED}</article></div></body>"
    assert text_of(outside).split("\n") == [TITLE, OPENING, *PARAGRAPHS, *SIGNATURE]


def test_bare_paragraphs_without_any_chrome() -> None:
    assert text_of("".join(f"<p>{line}</p>" for line in REPORT.split("\n"))) == REPORT


def test_a_foot_glued_to_the_last_line_stays() -> None:
    """No paragraph is lost for a mark of the foot: the parser cuts inside lines, the reader does not."""
    glued = "联系方式\uff1a0000-1234567。版权所有 示例ICP备00000000号"
    assert text_of(in_page(f"<div>{BODY}<p>{glued}</p></div>")).endswith(glued)


def test_prose_outside_the_article_is_kept_in_doubt() -> None:
    more = "县委还将持续推进渠道管护\uff0c每季度开展一次检查\uff0c巩固整改成果。"
    assert more in text_of(in_page(f"<div>{BODY}</div><div class='related'><p>{more}</p></div>"))


@pytest.mark.parametrize("hide", ['style="display: none"', 'style="color:red;visibility:hidden"', "hidden"])
def test_hidden_parts_are_dropped(hide: str) -> None:
    assert "秘密" not in text_of(in_page(f"<div>{BODY}<p {hide}>秘密的一句话\uff0c谁也看不见它。</p></div>"))


def test_an_article_that_a_script_would_show_is_kept() -> None:
    """As WeChat saves its articles: hidden until a script runs."""
    page = f'<h1>{TITLE}</h1><div id="js_content" style="visibility: hidden; opacity: 0;">{BODY}{SIGNED}</div>'
    assert text_of(in_page(page)).split("\n")[-1] == SIGNATURE[1]


def test_metadata_in_the_standard_names_of_government_sites() -> None:
    head = f"""<title>{TITLE}_云渡县人民政府</title><meta name="SiteName" content="云渡县人民政府">
    <meta name="ArticleTitle" content="{TITLE}"><META NAME="PubDate" CONTENT="2024-10-09 08:30">
    <meta name="ContentSource" content=" 云渡县纪委 "><meta name="ColumnName" content="">
    <link rel="canonical" href="https://example.cn/a/1.html">"""
    assert read_bytes(in_page(BODY, head).encode(), "a").metadata == {
        "title": TITLE,
        "published": "2024-10-09 08:30",
        "source": "云渡县纪委",
        "url": "https://example.cn/a/1.html",
        "site": "云渡县人民政府",
    }


def test_the_title_element_and_the_mark_of_a_saved_page() -> None:
    page = (
        f"<!DOCTYPE html>\n<!-- saved from url=(0027)https://example.cn/b/2.html -->\n<title>\n{TITLE} </title>{BODY}"
    )
    assert read_bytes(page.encode(), "a.htm").metadata == {"title": TITLE, "url": "https://example.cn/b/2.html"}


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", "big5", "iso-8859-1", "no-such"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_wrong_declaration_does_no_harm(encoding: str, declared: str) -> None:
    page = in_page(f"<div><h1>{TITLE}</h1>{BODY}</div>", f'<meta charset="{declared}">')
    assert read_bytes(page.encode(encoding), "a.html").text.split("\n") == [TITLE, OPENING, *PARAGRAPHS]


def test_a_page_named_txt_is_a_page_and_a_text_named_html_is_a_text() -> None:
    assert read_bytes(in_page(BODY).encode(), "a.txt").reader == "html"
    text = read_bytes(REPORT.encode(), "a.html")
    assert (text.reader, text.text) == ("txt", REPORT)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><head><title>题</title></head><body><script>var a='正文';</script></body></html>", "no_text"),
        ("<html><frameset><frame src='a.html'></frameset></html>", "no_text"),
        ("<!DOCTYPE html><!-- nothing -->", "no_text"),
        ("<html><body>" + "<div>" * 1_100 + BODY, "too_deep"),
        ("<html><body>" + "<div>" * 200_000 + BODY, "too_deep"),
        ("<html><body><table>" + "<tr><td colspan=1000>甲<td>乙</tr>" * 500 + "</table>", "unpacks_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(page: str, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(page.encode(), "a.html")
    assert refused.value.code == code


def test_some_hundred_unclosed_tags_lose_nothing() -> None:
    assert text_of("<html><body>" + "<font><span>" * 300 + BODY + "</body></html>").split("\n") == [
        OPENING,
        *PARAGRAPHS,
    ]


WRAPPERS = (
    "<div>{}</div>",
    "<div class='left'><div>{}</div></div>",
    "<section><span>{}</span></section>",
    "<table><tr><td>{}</td></tr></table>",
    "<center><font size=3>{}</font></center>",
    "{}",
)
BLOCKS = ("<p>{}</p>", "<div>{}</div>", "<p><span><b>{}</b></span></p>", "<br>{}<br>", "<h3>{}</h3>", "<p>{}<br>")


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_line_of_the_report_is_lost_however_it_is_wrapped(data: st.DataObject) -> None:
    """The report cut into groups, each group in boxes of its own, menus and feet around: all lines, in order."""
    report = (TITLE, META, OPENING, *PARAGRAPHS, *SIGNATURE)
    blocks = [data.draw(st.sampled_from(BLOCKS)).format(line) for line in report]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(blocks) - 1), max_size=4)))
    groups = ["".join(blocks[i:j]) for i, j in itertools.pairwise([0, *cuts, len(blocks)])]
    page = ""
    for group in groups:
        for _ in range(data.draw(st.integers(0, 3))):
            group = data.draw(st.sampled_from(WRAPPERS)).format(group)  # noqa: PLW2901
        page += group
    for _ in range(data.draw(st.integers(0, 2))):
        page = data.draw(st.sampled_from((*WRAPPERS, "<div id='nav_content'>{}</div>"))).format(page)
    side = data.draw(st.sampled_from(("", SIDE)))
    found = text_of(in_page(page + side)).split("\n")
    assert [line for line in found if line in report] == list(report)
    assert len(found) <= len(report) + 2
