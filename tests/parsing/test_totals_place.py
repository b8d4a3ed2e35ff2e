"""Where totals are looked for when no problem was told apart."""

from __future__ import annotations

import pytest

from reports.parsing import parse
from tests.parsing.reports import FULL_WIDTH

HEAD = """根据市委统一部署,2024年3月4日至5月10日,市委第二巡察组对青禾县进行了巡察。2024年6月20日,市委巡察组反馈了巡察意见。现将整改情况予以公布。
一、县委履行主体责任情况
县委召开会议6次,制定整改措施46项。
"""
BODY = "二、巡察反馈问题整改落实情况\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1.在推进产业项目方面。一是新开工项目12个。二是修订制度4项。", {}),
        ("(一)在推进产业项目方面\n一是新开工项目12个。二是修订制度4项,追缴资金3万元。", {}),
        ("在推进产业项目方面,一是新开工项目12个。二是截至目前,修订制度4项。", {}),
        ("截至8月底,修订制度4项。\n1.在推进产业项目方面。一是制定制度12个,批评教育2人。", {"rules_made": 4}),
        ("1.在推进产业项目方面。一是制定制度12个。\n截至8月底,巡察反馈的19个问题,已完成整改17个。", {"problems": 19, "completed": 17}),
        ("1.在推进产业项目方面。一是制定制度12个。\n三、下一步打算\n对已完成的17个问题持续巩固。", {}),
        ("1.在推进产业项目方面。一是制定制度12个。\n三、移交线索办理情况\n给予党纪处分3人。", {"disciplined": 3}),
        ("1.在推进产业项目方面。一是新开工项目12个。\n三、建章立制情况\n健全完善制度机制41项。其中:\n(一)决策类。修订规则等7项。", {"rules_made": 41}),
        ("1.在推进产业项目方面。一是新开工项目12个。\n三、建章立制,巩固成果\n健全完善制度机制41项。", {}),
    ],
)  # fmt: skip
def test_below_a_heading_that_promises_problems_a_step_gives_no_total(body: str, expected: dict[str, int]) -> None:
    for text in (HEAD + BODY + body, (HEAD + BODY + body).translate(FULL_WIDTH)):
        parsed = parse(text)
        assert parsed.problems == ()
        assert {total.key: total.value for total in parsed.declared} == {"measures": 46} | expected


def test_a_report_that_only_sums_up_is_read_to_its_end() -> None:
    parsed = parse(HEAD + "二、整改取得的主要成效\n一是压实责任,修订制度4项。\n反馈的19个问题已完成整改17个。")
    assert {t.key: t.value for t in parsed.declared} == {
        "measures": 46,
        "rules_made": 4,
        "problems": 19,
        "completed": 17,
    }
