"""A problem's status: from words that stand alone, never from prose."""

from __future__ import annotations

import pytest

from reports.models.choices import Status
from reports.parsing import parse
from reports.parsing.status import read_status, status_code
from reports.parsing.types import Span
from tests.parsing.reports import report


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("已完成整改", "completed"), ("已完成。", "completed"), ("(已完成整改)", "completed"), ("整改状态:已完成", "completed"), ("立行立改,已完成", "completed"),
        ("已完成整改并长期坚持", "completed"), ("已完成(2024年6月)", "completed"), ("已销号", "completed"), ("基本完成", "mostly_completed"), ("阶段性完成", "in_progress"),
        ("正在整改,预计2025年底完成", "in_progress"), ("目前正在推进", "in_progress"), ("达到时序进度", "in_progress"), ("【长期坚持】", "long_term"),
        ("长期坚持,已完成阶段性目标", "long_term"), ("未完成", "not_completed"), ("尚未完成整改", "not_completed"),
    ],
)  # fmt: skip
def test_status_words(words: str, code: str) -> None:
    assert status_code(words) == code
    assert code in Status.values


@pytest.mark.parametrize(
    "words",
    ["已完成主体建设", "已完成70%", "已完成3项", "立行立改", "完成时限2024年", "", "县财政局", "整改后排水畅通"],
)
def test_prose_and_shares_say_nothing(words: str) -> None:
    assert status_code(words) is None


def test_the_words_are_kept_without_their_brackets() -> None:
    status = read_status("(已完成整改)", Span(3, 10))
    assert status is not None
    assert (status.words, status.span) == ("已完成整改", Span(3, 10))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("一是换灯64盏。二是巡查12次。完成情况:已完成整改,并长期坚持。", "completed"),
        ("一是换灯64盏。二是巡查12次。【完成情况】正在整改。", "in_progress"),
        ("一是换灯64盏。二是巡查12次。基本完成。", "mostly_completed"),
        ("一是换灯64盏。\n二是巡查12次。\n已完成整改。", "completed"),
        ("一是换灯64盏。\n二是巡查12次。\n完成情况:已完成整改。", "completed"),
        ("(1)换灯64盏。正在推进。\n(2)巡查12次。已完成。", None),
        ("一是换灯64盏。二是巡查12次。完成情况:更换已完成。", None),
    ],
)
def test_status_behind_the_steps(steps: str, code: str | None) -> None:
    text = report("1.关于“路灯更换不及时”的问题\n整改情况:" + steps + "\n2.关于“公厕少”的问题\n整改情况:新建3座。")
    assert [p.status.code if p.status else None for p in parse(text).problems] == [code, None]
