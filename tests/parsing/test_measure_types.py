"""Kinds of measures, from weighted terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.measure_types import all_measure_types, measure_types


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("一是制定《会议办法》,完善议事规则。", "rules"), ("对3名干部给予党纪处分,诫勉谈话2人。", "accountability"), ("追缴违规资金3万元。", "recovery"),
        ("开展农贸市场专项整治,清理占道摊点40处。", "campaign"), ("完成管网改造3公里,安装路灯50盏。", "works"), ("召开党组会专题研究。", "meeting"),
        ("举办培训班2期。", "training"), ("开展督导检查6轮次,抽查台账30份。", "supervision"), ("招聘教师12名,交流轮岗8名。", "personnel"),
    ],
)  # fmt: skip
def test_the_main_kind(text: str, first: str) -> None:
    assert measure_types(text)[0] == first


def test_several_kinds_are_possible() -> None:
    assert set(measure_types("制定管理办法,追缴租金2万元,并对1人诫勉谈话。")) == {"rules", "recovery", "accountability"}


@pytest.mark.parametrize("text", ["", "市教育局进一步提高认识。", "加强组织建设和作风建设。", "由分管领导牵头。"])
def test_words_inside_other_words_do_not_count(text: str) -> None:
    assert measure_types(text) == ()


def test_every_kind_has_names_in_both_languages() -> None:
    kinds = all_measure_types()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.zh and kind.en for kind in kinds)


@given(st.text(max_size=200))
def test_at_most_four_known_kinds(text: str) -> None:
    codes = {kind.code for kind in all_measure_types()}
    found = measure_types(text)
    assert len(found) <= 4
    assert set(found) <= codes
