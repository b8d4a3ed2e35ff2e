"""Which report a text is: facts decide, likeness confirms, and nothing that contradicts is merged."""

from __future__ import annotations

from typing import Any

import pytest

from reports.corrections.rounds import agrees, contradicts, merged_round
from reports.importing.identify import alike

PASSAGE = (
    "区水务局牵头对沿河十七个排口逐一溯源，查清混接点六十三处，建立台账，逐口明确责任人和完成时限。"
    "区财政安排专项资金一千八百六十万元，分两年完成老旧管网改造，目前已完工十二公里。"
    "聘请沿岸居民担任河段观察员，每月五日公布水质，返黑返臭的当月回访。"
)


def date(day: str, precision: str = "day") -> dict[str, str]:
    return {"date": day, "precision": precision, "words": ""}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"verb": "xunshi"}, {"verb": "xuncha"}),
        ({"term": 11}, {"term": 12}),
        ({"round": 3}, {"round": 4}),
        ({"start": date("2021-03-05")}, {"start": date("2021-03-06")}),
        ({"start": date("2021-03-01", "month")}, {"start": date("2021-04-06")}),
        ({"kind": "regular"}, {"kind": "followup"}),
    ],
)
def test_a_fact_that_both_tell_differently_contradicts(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert contradicts(one, other)
    assert contradicts(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"term": 11}, {"term": None}),
        ({"kind": "unknown"}, {"kind": "followup"}),
        ({"start": date("2021-03-01", "month")}, {"start": date("2021-03-05")}),
        ({"end": None}, {"end": date("2021-05-20")}),
        ({"team": "省委第一巡视组"}, {"team": "省委巡视一组"}),
    ],
)
def test_what_only_one_tells_or_tells_less_exactly_does_not_contradict(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not contradicts(one, other)


def test_a_common_start_feedback_or_term_with_round_shows_the_same_round() -> None:
    assert agrees({"start": date("2021-03-05")}, {"start": date("2021-03-05")})
    assert agrees({"feedback": date("2021-07-14")}, {"feedback": date("2021-07-14")})
    assert agrees({"term": 11, "round": 3}, {"term": 11, "round": 3})
    assert not agrees({"term": 11}, {"term": 11})
    assert not agrees({}, {})


def test_a_copy_with_blanks_and_a_lost_third_is_alike() -> None:
    assert alike(PASSAGE, "　".join(PASSAGE[: len(PASSAGE) * 2 // 3]))


def test_another_text_of_the_genre_is_not_alike() -> None:
    other = "县教育局对全县四十一所学校的校舍逐栋鉴定，列出维修清单；县财政分两批拨付维修资金，开学前全部完工。"
    assert not alike(PASSAGE, other)


def test_nothing_is_alike_to_an_empty_text() -> None:
    assert not alike("", PASSAGE)


def test_a_round_takes_of_each_fact_the_first_that_is_told() -> None:
    first = {"term": None, "team": "", "kind": "unknown", "start": date("2021-03-05")}
    second = {"term": 11, "team": "省委第五巡视组", "kind": "followup", "start": date("2021-03-06")}
    assert merged_round([first, second]) == {**second, "start": date("2021-03-05")}


def test_a_fact_that_nobody_tells_stays_unknown() -> None:
    assert merged_round([{"term": None, "team": ""}]) == {"term": None, "team": ""}
