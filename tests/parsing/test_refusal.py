"""Look-alikes are refused with a reason; a report never is, however damaged. All texts are invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.lines import split_lines
from reports.parsing.refusal import refusal_reason, refusal_sentence, refusals

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted([*ROOT.glob("samples/*.txt"), *ROOT.glob("tests/parsing/corpus/reports/*.txt")])
SHARED = sorted((ROOT.parent / "shared" / "reports").glob("*.txt"))

MEETING = (
    "青禾县召开巡视整改工作推进会\n来源:青禾新闻 2024-05-06\n5月5日,青禾县召开省委巡视反馈意见整改工作推进会。县委书记出席会议并讲话。"
    "会议强调,要提高政治站位。会议指出,省委第三巡视组反馈的问题切中要害。会议要求各部门逐条整改。\n"
)
FEEDBACK = (
    "省委第三巡视组向青禾县反馈巡视情况\n根据省委统一部署,2024年7月9日,省委第三巡视组向青禾县委反馈了巡视情况。反馈会上,组长代表巡视组作了反馈,"
    "县委书记主持会议并作表态发言。巡视发现的主要问题:学习不够深入,作风不够扎实。巡视组提出了整改意见建议。县委表示照单全收。\n"
)
NOTICE = (
    "区委第一巡察组巡察公告\n根据区委统一部署,区委第一巡察组于2024年5月6日进驻区教育局开展巡察。巡察工作期间设值班电话:0000-1234567,意见箱设在门口。"
    "主要受理反映领导班子的来信来电来访,信访举报截止6月30日。\n"
)
AUDIT = (
    "关于2023年度县级预算执行审计查出问题整改情况的报告\n县人大常委会:现将审计查出问题整改情况报告如下。审计查出的30个问题,已完成整改28个。\n"
    "1.关于“预算编制不细”的问题\n整改情况:已整改。\n2.关于“资金闲置”的问题\n整改情况:已收回。\n3.关于“超标准”的问题\n整改情况:完成。\n"
)
ENVIRONMENT = (
    "青禾县贯彻落实中央生态环境保护督察反馈意见整改情况的报告\n根据中央生态环境保护督察组反馈意见,现将整改情况公布如下。\n"
    "1.问题1:黑臭水体\n整改情况:已完成。\n2.问题2:扬尘\n整改情况:已完成。\n3.问题3:垃圾\n整改情况:完成。\n"
)
AGGREGATE = (
    "云渡区委巡察办关于巡察整改情况的通报\n根据区委部署,十三届区委第三轮巡察对32个单位党组织开展了巡察。现将整改情况通报如下:"
    "共反馈的300个问题,完成整改295个,清退资金20万元,建立制度150项。\n"
)
INDEX = (
    "巡视整改\n中共青禾县委关于巡视整改进展情况的通报\n中共麦溪县委关于巡视整改进展情况的通报\n中共云渡区委关于巡视整改进展情况的通报\n"
    "松岭市教育局党组关于巡视整改进展情况的通报\n下一页\n"
)
TEMPLATE = (
    "中共XX县委关于巡视整改进展情况的通报\n根据省委统一部署,20XX年X月X日至X月X日,省委第X巡视组对XX县进行了巡视。现将整改进展情况予以公布。\n"
    "1.关于“学习不深”问题\n整改情况:一是XX局召开会议。\n2.关于“作风不实”问题\n整改情况:完成。\n3.关于“XX”问题\n整改情况:完成。\n"
)
PLAN = (
    "中共青禾县委关于落实省委巡视反馈意见的整改方案\n为抓好整改,制定本方案。\n1.关于“学习不深”问题\n整改措施:每月学习。\n"
    "2.关于“作风不实”问题\n整改措施:下沉走访。\n3.关于“账目不清”问题\n整改措施:逐笔核对。\n"
)
LAMPS = (
    "关于全市路灯设施巡视检查及整改情况的通报\n市城市管理局对路灯进行了夜间巡视检查,现将整改情况通报如下。\n"
    "1.灯具损坏。整改情况:更换。\n2.线路老化。整改情况:更换。\n3.灯杆倾斜。整改情况:扶正。\n"
)
ENGLISH = (
    "According to the deployment of the Party Committee, the inspection team found problems and the leading group reports rectification. "
    * 12
)
NOVEL = "第一章\n“省委巡视组来了。”他叹了口气,说道。她抬起头,沉默了很久,问道:“真的吗?”他点了点头,推开门走了。\n" * 8


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MEETING, "meeting_news"), (FEEDBACK, "feedback_news"), (NOTICE, "notice"), (AUDIT, "audit"), (ENVIRONMENT, "environment"),
        (AGGREGATE, "aggregate"), (INDEX, "index_page"), (TEMPLATE, "template"), (ENGLISH, "translated"), (NOVEL, "fiction"),
        ("", "empty"), (" \n\u3000\n", "empty"), ("\x00\x01\x02\x7f\x03\ufffd" * 50, "binary"), ("今天天气很好,大家去公园。\n" * 20, "not_a_report"),
        (PLAN, "plan"), (LAMPS, "not_a_report"),
        ("中共青禾县委巡视整改情况\n附件:整改情况.pdf\n点击下载\n", "attachment_only"),
    ],
)  # fmt: skip
def test_look_alikes(text: str, code: str) -> None:
    assert refusal_reason(text, split_lines(text)) == code


def test_a_summary_of_one_body_is_a_report() -> None:
    text = (
        "中共云渡区文旅局党组关于巡察整改情况的通报\n根据区委统一部署,2024年3月5日至4月20日,区委第一巡察组对区文旅局党组进行了巡察,4月30日反馈了巡察意见。"
        "现将巡察整改情况予以公布。\n一、整改情况\n巡察反馈的18个问题,已完成整改17个,正在整改1个。局党组建立完善制度9项。\n"
    )
    assert refusal_reason(text, split_lines(text)) is None


@pytest.mark.parametrize("path", [*REPORTS, *SHARED], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text,
        lambda text: text.replace("巡视", "督察").replace("巡察", "检查"),
        lambda text: text.replace("问题", "缺陷").replace("发现", "察觉"),
        lambda text: re.sub('[“”"]', "", text),
        lambda text: re.sub("“[^”]*”", "“”", text),
        lambda text: "\n".join(text.splitlines()[:-6]),
    ],
    ids=["whole", "spun-verb", "spun-nouns", "no-quotes", "blanked", "cut-end"],
)
def test_reports_pass_however_damaged(path: Path, damage: Callable[[str], str]) -> None:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    if text.startswith(("\xff\xfe", "\ufffd\ufffd")):
        text = raw.decode("utf-16")
    text = damage(text)
    assert refusal_reason(text, split_lines(text)) is None


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_real_reports_pass_without_head_or_headings(path: Path) -> None:
    kept = path.read_text(encoding="utf-8").splitlines()
    for text in (
        "\n".join(kept[4:]),
        "\n".join(line for line in kept if len(line) > 60),
        "\n".join(re.sub(r"^[^:]{0,60}问题.*$", "", line) for line in kept),
    ):
        assert refusal_reason(text, split_lines(text)) is None


def test_every_code_has_a_sentence_in_both_languages() -> None:
    for code, row in refusals().items():
        assert row["zh"].endswith("。")
        assert row["en"].endswith(".")
        assert refusal_sentence(code) == f"{row['zh']} {row['en']}"


@given(st.text(max_size=300))
def test_any_text_gets_a_known_code_or_none(text: str) -> None:
    code = refusal_reason(text, split_lines(text))
    assert code is None or code in refusals()
