"""The wording around a statement: what is stripped, what is kept as written."""

from __future__ import annotations

import pytest

from reports.parsing.wrappers import wrapper_at


@pytest.mark.parametrize(
    ("text", "inside", "after"),
    [
        ("关于“校舍维修推进慢”的问题", "校舍维修推进慢", ""),
        ("关于“图书更新慢”问题的整改", "图书更新慢", ""),
        ("关于“河道管护有缺位”问题的整改落实情况。", "河道管护有缺位", ""),
        ("针对“会议记录不规范”问题:一是统一记录本", "会议记录不规范", "一是统一记录本"),
        ("针对“同类问题再次出现”问题,一是排查", "同类问题再次出现", "一是排查"),
        ("关于少数窗口服务态度生硬的问题。一是培训", "少数窗口服务态度生硬", "一是培训"),
        ("在“服务群众不够用心”方面", "服务群众不够用心", ""),
        ("反馈意见指出“学习走过场”。", "学习走过场", ""),
        ("针对“反馈的“干部老化”问题整改不足”问题:一是", "反馈的“干部老化”问题整改不足", "一是"),
        (
            "关于“跑官要官”“带病提拔”没有根治的问题。一是实行“三个严格”,",
            "“跑官要官”“带病提拔”没有根治",
            "一是实行“三个严格”,",
        ),
        ("关于“档案缺页的问题。", "档案缺页", ""),
        ("关于“甲。乙;丙”的问题", "甲。乙;丙", ""),
        ("针对卫生室空白村仍然存在的问题。", "卫生室空白村仍然存在", ""),
    ],
)
def test_inside_and_rest(text: str, inside: str, after: str) -> None:
    found = wrapper_at(text, 0)
    assert found is not None
    assert (text[found.start : found.end], text[found.after :]) == (inside, after)


@pytest.mark.parametrize(
    "text",
    [
        "在作风建设有松懈方面",
        "关于党建方面存在的问题",
        "关于党建工作仍然存在的问题",
        "关于印发办法的通知",
        "针对群众反映",
        "关于",
        "关于“",
        "在“服务群众”上",
    ],
)
def test_kept_as_written(text: str) -> None:
    assert wrapper_at(text, 0) is None
