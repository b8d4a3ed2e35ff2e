"""What statements about one matter are called together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reports.analysis.naming import words_in_common


def weighed(statement: str, *words: str) -> dict[str, float]:
    """The pairs of these words tell, each the same."""
    return {before + after: 1.0 for word in words if word in statement for before, after in pairwise(word)}


@pytest.mark.parametrize(
    ("statements", "telling", "name"),
    [
        (("河湾小学3名高级教师聘任岗位不足", "8名高级教师聘任岗位不足，人才流失"), ("高级教师", "聘任岗位"), "高级教师聘任岗位不足"),
        (("办公室2019年没有更新图书", "农家书屋2020年没有更新图书"), ("更新图书",), "没有更新图书"),
        (("食堂账目不清", "食堂账目不清，公章无人保管"), ("账目",), "食堂账目不清"),
        (("城区黑臭水体返黑", "两处黑臭水体治理滞后", "黑臭水体整治走过场"), ("黑臭水体",), "黑臭水体"),
    ],
)  # fmt: skip
def test_the_words_in_common_are_whole(statements: tuple[str, ...], telling: tuple[str, ...], name: str) -> None:
    assert words_in_common(statements, [weighed(each, *telling) for each in statements]) == name


def test_what_all_share_goes_before_what_two_share() -> None:
    told = ("安置房空置，电梯年检过期", "电梯年检过期，安置房漏水", "安置房没有分配")
    assert words_in_common(told, [weighed(each, "安置房", "电梯年检过期") for each in told]) == "安置房"


def test_without_telling_words_there_is_no_name() -> None:
    told = ("工作不够扎实", "工作不够扎实")
    assert words_in_common(told, [{}, {}]) == ""


def test_of_a_whole_clause_in_common_only_what_tells_is_named() -> None:
    clause = "全县各个乡镇黑臭水体治理工作推进总体上不够有力"
    assert words_in_common((clause, clause), [weighed(clause, "黑臭水体")] * 2) == "黑臭水体"
