"""报告自述与逐条清点: counting after design.md §3, and what is said about it."""

from __future__ import annotations

import pytest

from reports.models import DeclaredTotal, Problem, Report
from reports.views.totals import Totals


def problems(*numbers: str, status: str = "unknown") -> list[Problem]:
    return [Problem(number=number, status=status) for number in numbers]


def totals(counted: int, held: list[Problem], **declared: int) -> Totals:
    stated = [DeclaredTotal(key=key, value=value) for key, value in declared.items()]
    return Totals(Report(counted_problems=counted), stated, held, measures=7)


@pytest.mark.parametrize(
    ("counted", "declared", "sentence"),
    [
        (13, {"problems": 14}, "报告自述有 14 个问题，正文逐条列出 13 个，少 1 个。"),
        (15, {"problems": 14}, "报告自述有 14 个问题，正文逐条列出 15 个，多 1 个。"),
        (14, {"problems": 14}, "报告自述有 14 个问题，正文逐条列出的也是 14 个，两相符合。"),
        (7, {"problems": 14}, "报告自述有 14 个问题，正文归并成 7 条来写：口径不同，不算不符。"),
        (0, {"problems": 14}, "报告自述有 14 个问题，正文没有逐条列出。"),
        (14, {}, "报告没有说共有多少个问题，正文逐条列出 14 个。"),
    ],
)
def test_the_sentence(counted: int, declared: dict[str, int], sentence: str) -> None:
    assert totals(counted, [], **declared).sentences() == [sentence]


def test_statuses_are_compared_only_where_every_problem_has_one() -> None:
    known = totals(2, problems("1", "2", status="completed"), problems=2, completed=1)
    assert "整改状态也有出入：已完成整改自述 1 个，逐条清点 2 个。" in known.sentences()
    partly = totals(2, [*problems("1", status="completed"), *problems("2")], problems=2, completed=2)
    assert [row.comparable for row in partly.rows() if row.key == "completed"] == [False]


def test_states_told_in_totals_only_are_said_to_be() -> None:
    silent = totals(2, problems("1", "2"), problems=2, completed=1, long_term=1)
    assert "报告只写了各种整改状态的总数（已完成整改 1、长期整改 1），没有写明是哪些问题。" in silent.sentences()
    spoken = totals(2, problems("1", "2", status="completed"), problems=2, completed=2)
    assert not any("总数（" in sentence for sentence in spoken.sentences())


def test_money_is_written_in_wan_and_yi() -> None:
    rows = {
        row.key: row for row in totals(1, problems("1"), money_recovered=4127000, losses_recovered=230000000).rows()
    }
    assert rows["money_recovered"].declared == "412.7 万元"
    assert rows["losses_recovered"].declared == "2.3 亿元"
    assert rows["money_recovered"].label == "追缴清退资金"
