"""Where words in common begin and end."""

from __future__ import annotations

import pytest

from reports.search.stream import field_text
from reports.search.word_edges import trimmed


@pytest.mark.parametrize(
    ("text", "stretch", "left", "clean"),
    [
        ("8名高级职称人员聘任岗位不足", "名高级职称人员聘任岗位不足", "高级职称人员聘任岗位不足", 2),
        ("2020年没有更新图书", "年没有更新图书", "没有更新图书", 2),
        ("审计指出的12个问题", "审计指出的", "审计指出", 2),
        ("实验学校大班额达11个", "实验学校大班额达", "实验学校大班额", 2),
        ("移交线索超过3个月没有办结", "移交线索超过", "移交线索", 2),
        ("党建与业务两张皮", "党建与业务两张皮", "党建与业务两张皮", 2),
        ("食堂账目不清，公车私用", "公车私用", "公车私用", 2),
        ("以案促改一发了之", "以案促改", "以案促改", 1),
        ("城区黑臭水体治理不力", "黑臭水体", "黑臭水体", 0),
        ("没有名册", "名册", "名册", 1),
        ("了的了", "的", "", 1),
    ],
)
def test_what_is_no_part_of_the_words_goes(text: str, stretch: str, left: str, clean: int) -> None:
    folded = field_text([text])
    start = folded.index(stretch)
    edges = trimmed(folded, start, start + len(stretch))
    assert (folded[edges.start : edges.end], edges.clean) == (left, clean)
