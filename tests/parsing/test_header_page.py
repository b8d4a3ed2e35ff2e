"""Titles, page facts, contact and signature."""

from __future__ import annotations

import pytest

from reports.parsing.header_title import looks_like_title
from tests.parsing.places import header_of, iso

OPENING = (
    "根据省委统一部署,2023年5月5日至6月20日,省委第三巡视组对青禾县进行了巡视。9月9日反馈了巡视意见。按照要求,现将巡视整改进展情况予以公布。\n"
    "一、组织整改落实情况\n县委高度重视。\n"
)
TITLE = "中共青禾县委关于十二届省委第七轮巡视整改进展情况的通报"
INVITES = "欢迎广大干部群众对巡视整改落实情况进行监督。"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("", None),
        (TITLE + "\n", TITLE),
        ("中共青禾县委\n\n关于十二届省委第七轮巡视整改\n\n进展情况的通报\n", TITLE),
        (f"首页>巡视巡察>{TITLE}\n{TITLE}\n", TITLE),
        (f"{TITLE}\n\n{TITLE}\n", TITLE),
        (
            "首页 > 巡察工作 > 整改公开\n关于市委第三巡察组反馈意见整改情况的公告\n",
            "关于市委第三巡察组反馈意见整改情况的公告",
        ),
        # Indented paragraphs below, an unindented meta line: it goes on with nothing.
        (
            "关于巡察反馈意见整改落实情况的公告\n时间\uff1a2023-11-02 来源\uff1a市自然资源局\n\n    ",
            "关于巡察反馈意见整改落实情况的公告",
        ),
        ("首页>公开>中共青禾县委\n关于巡视整改进展情况的通报\n", "中共青禾县委关于巡视整改进展情况的通报"),
        ("中共松岭市云渡区委 关于巡视整改进展情况的通报\n", "中共松岭市云渡区委关于巡视整改进展情况的通报"),
        ("云渡区关于巡视整改进展情况的通报\n", "云渡区关于巡视整改进展情况的通报"),
        ("中共云渡区文旅局党组关于巡察整改情况的通报\n", "中共云渡区文旅局党组关于巡察整改情况的通报"),
        ("中共青禾县委关于巡视整改进展情况的通报 (2024-07-26)\n", "中共青禾县委关于巡视整改进展情况的通报"),
        ("中共青禾县委关于巡视整改进展情况的通报(摘要)\n", "中共青禾县委关于巡视整改进展情况的通报(摘要)"),
        (
            "中共青禾县委关于巡视整改进展情况的通报(2024年第3号)\n",
            "中共青禾县委关于巡视整改进展情况的通报(2024年第3号)",
        ),
        ("关于省委第三巡视组反馈意见整改落实情况的通报\n", "关于省委第三巡视组反馈意见整改落实情况的通报"),
        ("中共松岭市委关于省委巡视“回头看”整改进展情况的通报\n", "中共松岭市委关于省委巡视“回头看”整改进展情况的通报"),
        ("青禾县委巡视整改落实情况\n", "青禾县委巡视整改落实情况"),
        (TITLE, TITLE),
        ("青禾县召开巡视整改推进会\n", None),
    ],
)
def test_titles(above: str, title: str | None) -> None:
    header = header_of(above + OPENING)
    assert (header.title or "").replace(" ", "") == (title or "")
    assert (header.title is None) == (title is None)


@pytest.mark.parametrize(
    "before",
    ["• ", "●", "■ ", "· ", "◆", "▲", "★ ", "» ", "►", "* ", "- ", "【通报】", "[公告] ", "• 【通报】", "\uff3b公示\uff3d", "【整改公开】", "\ue004 "],
)  # fmt: skip
def test_a_mark_or_tag_before_the_title_is_no_part_of_it(before: str) -> None:
    header = header_of(f"  {before}{TITLE}\n{OPENING}")
    assert header.title == TITLE
    assert header.body is not None
    assert header.body.name == "中共青禾县委员会"


@pytest.mark.parametrize(
    ("tail", "page", "published"),
    [
        (" (2024-07-26)", "", "2024-07-26"),
        ("\uff082024年7月26日\uff09", "来源\uff1a青禾发布\n", "2024-07-26"),
        ("[2024-07-26]", "", "2024-07-26"),
        ("【2024/07/26】", "", "2024-07-26"),
        (" 2024-07-26", "", "2024-07-26"),
        (" 2024-07-26 10:30", "", "2024-07-26"),
        (" 2024年7月26日", "", "2024-07-26"),
        (" (2024-07-26)", "发布时间\uff1a2024-07-28 来源\uff1a青禾发布\n", "2024-07-28"),
        # A title once more without the date: the list's line above still tells it.
        (" 2024-07-26", f"{TITLE}\n", "2024-07-26"),
        ("(2023年度)", "", None),
    ],
)
def test_a_date_behind_the_title_is_the_page_s_where_it_has_no_other(
    tail: str, page: str, published: str | None
) -> None:
    header = header_of(f"{TITLE}{tail}\n{page}{OPENING}")
    assert iso(header.published) == published
    assert header.title == (TITLE if published else TITLE + tail)
    if header.published is not None and header.published.span is not None and "发布时间" not in page:
        text = f"{TITLE}{tail}\n{page}{OPENING}"
        assert text[header.published.span.start : header.published.span.end].startswith("2024")


@pytest.mark.parametrize(
    "text",
    [
        "现将巡视整改进展情况予以公布",
        "根据省委巡视部署要求公布整改情况",
        "一、巡视反馈问题整改情况",
        "巡视整改部署会召开情况通报",
        "今日天气",
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert not looks_like_title(text)


@pytest.mark.parametrize(
    ("above", "source", "published"),
    [
        ("来源:松岭市纪委监委网站 发布时间:2024-05-06 08:30:11 阅读量:77\n", "松岭市纪委监委网站", "2024-05-06"),
        ("编辑:不详 发表时间:2024-05-06 08:30 来源:青禾风纪\n", "青禾风纪", "2024-05-06"),
        ("2024-05-06 08:30:11来源:云渡区住建局\n", "云渡区住建局", "2024-05-06"),
        ("编辑:小禾2024-05-06 08:30内容来源:青禾新闻\n", "青禾新闻", "2024-05-06"),
        ("发布日期:2024年5月6日 信息来源:青禾县委办 浏览次数:1024 字号:[ 大 中 小 ]\n", "青禾县委办", "2024-05-06"),
        ("今天是2018年3月9日星期五农历正月廿二\n来源:\n作者: 字体:\n", None, None),
        ("来源: 发布时间:2024-05-06\n", None, "2024-05-06"),
        ("2024-05-06\n", None, "2024-05-06"),
        ("成文日期:\n\n2024-05-06\n\n公开方式:\n\n主动公开\n", None, "2024-05-06"),
        ("信息来源\uff1a青禾日报\u3000时间\uff1a2024/5/6\n", "青禾日报", "2024-05-06"),
        ("来源:青禾县水务局 打印 关闭\n", "青禾县水务局", None),
        ("来源:青禾县水务局打印关闭\n", "青禾县水务局", None),
        ("来源:青禾县纪委监委【打印】【关闭】\n", "青禾县纪委监委", None),
        ("来源:青禾县纪委监委 [ 大 中 小 ] 打印\n", "青禾县纪委监委", None),
        ("2024-05-06 来源:青禾县委巡察办 字体显示:大 中 小\n", "青禾县委巡察办", "2024-05-06"),
        ("发布时间:2024-05-06 来源:青禾县纪委监委 浏览 12 次\n", "青禾县纪委监委", "2024-05-06"),
        ("发布时间:2024-05-06 来源:青禾县纪委监委 阅读次数 12\n", "青禾县纪委监委", "2024-05-06"),
        ("【发布时间:2024-05-06】【来源:青禾县纪委监委】【字号 大 中 小】\n", "青禾县纪委监委", "2024-05-06"),
        ("来源:青禾日报(编辑部)网站\n", "青禾日报(编辑部)网站", None),
        ("来源:青禾发布 时间:2024-05-06\n", "青禾发布", "2024-05-06"),
        ("稿源:青禾县纪委 2024-05-06\n", "青禾县纪委", "2024-05-06"),
        ("发稿时间:2024-05-06 信息提供:青禾县纪委\n", "青禾县纪委", "2024-05-06"),
        ("发布:2024-05-06\n", None, "2024-05-06"),
        ("(2024年5月6日)\n", None, "2024-05-06"),
        ("[2024-05-06]\n", None, "2024-05-06"),
        ("青禾县融媒体中心 2024年5月6日\n", "青禾县融媒体中心", "2024-05-06"),
        ("青禾县纪委监委  2024-05-06 10:20\n", "青禾县纪委监委", "2024-05-06"),
        ("政务公开\n青禾县融媒体中心 2024年5月6日\n", None, None),
        ("青禾县于2024年5月6日\n", None, None),
        ("当前位置: 首页 > 巡视巡察 > 巡视整改\n设为主页 加入收藏\n", None, None),
        ("", None, None),
    ],
)
def test_source_and_date_of_the_page(above: str, source: str | None, published: str | None) -> None:
    header = header_of(TITLE + "\n" + above + OPENING)
    assert (header.source, iso(header.published)) == (source, published)


def test_a_meta_line_may_stand_below_the_report() -> None:
    header = header_of(
        OPENING + INVITES + "联系电话:0000-1234567。\n中共青禾县委\n2024年6月1日\n来源:青禾新闻 发布时间:2024-06-03\n"
    )
    assert (header.source, iso(header.published), iso(header.signed)) == ("青禾新闻", "2024-06-03", "2024-06-01")


@pytest.mark.parametrize(
    ("words", "contact"),
    [
        ("联系方式:0000-1234567;邮政信箱:青禾县委巡视整改办(禾丰路1号),邮编:400000;电子邮箱:qhxc@example.cn。", ("0000-1234567", "青禾县委巡视整改办(禾丰路1号)", "400000", "qhxc@example.cn")),
        ("联系电话:0000-1234567、7654321(工作时间);通讯地址:青禾县禾丰路1号,县委大楼301室;邮政编码:400000。", ("0000-1234567、7654321", "青禾县禾丰路1号,县委大楼301室", "400000", None)),
        ("联系电话:0000-1234567;邮政邮箱:青禾县委办,邮编:400000;电子邮箱:qhxc @example.cn", ("0000-1234567", "青禾县委办", "400000", "qhxc@example.cn")),
        ("联系方式:电线);邮政信箱:青禾县委办公室;电子邮箱:。", (None, "青禾县委办公室", None, None)),
        ("电子邮箱:[email protected];联系电话:13800000000。", ("13800000000", None, None, None)),
        ("联系方式:联系电话0000-1234567,邮政信箱0101号专用信箱,电子邮箱qhxc@example.cn。", ("0000-1234567", "0101号专用信箱", None, "qhxc@example.cn")),
        ("联系人:王五;联系电话:(0000)1234567;传真:0000-7654321;地址:青禾县禾丰路1号(邮编400000)。", ("(0000)1234567", "青禾县禾丰路1号", "400000", None)),
        ("\n联系电话:\n0000-1234567\n通讯地址:\n青禾县禾丰路1号\n", ("0000-1234567", "青禾县禾丰路1号", None, None)),
        ("监督电话:0000-1234567。电子信箱:qh@example.cn 邮编:400000 地址:青禾县禾丰路1号", ("0000-1234567", "青禾县禾丰路1号", "400000", "qh@example.cn")),
        ("联系方式:0000-1234567;电子邮箱:qhxc@example.cn。青禾县人民政府办公室主办青禾县数据中心承办", ("0000-1234567", None, None, "qhxc@example.cn")),
        ("联系电话 : 0000-1234567 ; 电子邮箱 : qhxc@example.cn ; 邮政信箱 : 青禾县委办公室。", ("0000-1234567", "青禾县委办公室", None, "qhxc@example.cn")),
        ("联系电话:0000-12388;信函请寄:青禾县委办公室(邮编:400000);邮箱:qh@example.cn。", ("0000-12388", "青禾县委办公室", "400000", "qh@example.cn")),
        ("联系电话(0000)1234567;邮寄地点:青禾县禾丰路1号(400000)。", ("(0000)1234567", "青禾县禾丰路1号", "400000", None)),
        ("可通过电话(0000-1234567)、信函(青禾县委办公室,邮编400000)、电子邮件(qh@example.cn)等方式反映。", ("0000-1234567", None, "400000", "qh@example.cn")),
        ("联系电话(工作日):0000-1234567;邮政信箱:青禾县315000信箱(信封请注明“巡视整改”)。", ("0000-1234567", "青禾县315000信箱(信封请注明“巡视整改”)", None, None)),
        ("联系方式:联系电话,0000-1234567;邮政地址,青禾县禾丰路1号,邮编400000;电子邮箱,qh@example.cn。", ("0000-1234567", "青禾县禾丰路1号", "400000", "qh@example.cn")),
        ("可拨打举报电话,寄送信件到信箱,也可发送邮箱。", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)  # fmt: skip
def test_contact(words: str, contact: tuple[str | None, ...]) -> None:
    found = header_of(OPENING + INVITES + words + "\n").contact
    assert (found.phone, found.address, found.postcode, found.email) == contact


def test_phones_inside_measures_are_no_contact() -> None:
    assert (
        header_of(
            OPENING + "1.热线不通。\n整改情况:公布举报电话:0000-1111111,设立邮箱。\n" + "正文。\n" * 60
        ).contact.phone
        is None
    )


@pytest.mark.parametrize(
    ("end", "body", "date"),
    [
        ("中共青禾县委\n2024年6月1日", "中共青禾县委", "2024-06-01"),
        ("中共青禾县委2024年6月1日", "中共青禾县委", "2024-06-01"),
        ("中共青禾县委    2024.8.26", "中共青禾县委", "2024-08-26"),
        ("中共青禾县委员会\n二〇二四年六月一日", "中共青禾县委员会", "2024-06-01"),
        ("\u3000\u3000\u3000中共青禾县委\n\u3000\u3000\u30002024年6月", "中共青禾县委", "2024-06"),
        ("白沙江集团有限公司党委\n2024年6月1日", "白沙江集团有限公司党委", "2024-06-01"),
        ("2024年6月1日", None, "2024-06-01"),
        ("中共青禾县委    2024年元月15日", "中共青禾县委", "2024-01-15"),
        ("中共青禾县委(盖章)\n2024年6月1日", "中共青禾县委", "2024-06-01"),
        ("中共青禾县委\uff08盖章\uff09 2024年6月1日", "中共青禾县委", "2024-06-01"),
        ("中共青禾县委(盖章)", "中共青禾县委", None),
        ("中共青禾县委\n青禾县人民政府\n2024年6月1日", "中共青禾县委", "2024-06-01"),
        ("青禾县人民政府\n2024年6月1日", None, "2024-06-01"),
        ("2024年6月1日\n中共青禾县委", "中共青禾县委", "2024-06-01"),
        ("青禾县委巡视整改办\n2024年6月1日", "青禾县委巡视整改办", "2024-06-01"),
        ("青禾县教育局党组", "青禾县教育局党组", None),
        ("中共青禾县委宣传部\n2024年6月1日", "中共青禾县委宣传部", "2024-06-01"),
        ("中共青禾县委统一战线工作部", "中共青禾县委统一战线工作部", None),
        ("报送青禾县委各部\n2024年6月1日", None, "2024-06-01"),
        ("公开期限:2024年6月1日至6月20日。", None, None),
        ("公开期限:2024年6月1日至6月20日。\n中共青禾县委\n2024年5月30日", "中共青禾县委", "2024-05-30"),
        (
            "中共青禾县委\n2024年6月1日\n分享到微信朋友圈 x\n打开微信,点击底部的发现\n上一篇:某通报\n",
            "中共青禾县委",
            "2024-06-01",
        ),
        ("", None, None),
    ],
)
def test_signature(end: str, body: str | None, date: str | None) -> None:
    header = header_of(OPENING + INVITES + "联系电话:0000-1234567。\n" + end)
    assert (header.signed_by, iso(header.signed)) == (body, date)
    assert iso(header.inspection.start) == "2023-05-05"


def test_the_period_of_publication_is_kept_apart() -> None:
    text = OPENING + INVITES + "邮寄地址:青禾县府前路1号。公开期限:2024年6月1日至6月20日。联系电话:0000-1234567。\n"
    contact = header_of(text).contact
    assert (contact.address, contact.phone) == ("青禾县府前路1号", "0000-1234567")


def test_a_meta_line_keeps_to_itself_where_lines_were_cut_hard() -> None:
    body = "".join(
        f"第{n}段正文写得很长很长,一行写到页边便被截断了,所以下\n一行接着把这句话写完,再往下才是新的段落。\n"
        for n in range(9)
    )
    text = (
        "来源:青禾党建网 发布时间:2024-12-05 13:19:11 阅读量:29\n"
        "根据省委统一部署,2024年3月5日至5月20日,省委第三巡\n视组对青禾县进行了巡视。7月9日反馈了巡视意见。\n" + body
    )
    header = header_of(text)
    assert (header.source, iso(header.published)) == ("青禾党建网", "2024-12-05")
    assert iso(header.inspection.end) == "2024-05-20"
