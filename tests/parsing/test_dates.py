"""Dates with every omission, and the damaged ones refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.dates import DateWords, damaged, find_dates, find_ranges, settle_after
from reports.parsing.types import ParsedDate


def written(date: DateWords | None) -> str | None:
    parsed = date.parsed() if date else None
    return parsed.iso() if parsed else None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024年3月5日至5月20日", "2024-03-05", "2024-05-20"),
        ("2024年3月5日至2024年5月20日", "2024-03-05", "2024-05-20"),
        ("2023年11月20日至2024年1月18日", "2023-11-20", "2024-01-18"),
        ("2023年11月20日至次年1月18日", "2023-11-20", "2024-01-18"),
        ("2023年11月20日至1月18日", "2023-11-20", "2024-01-18"),
        ("2024年3月5日至20日", "2024-03-05", "2024-03-20"),
        ("2024年3月至5月", "2024-03", "2024-05"),
        ("2024年3月初至5月底", "2024-03", "2024-05"),
        ("2024年3月上旬至5月中旬", "2024-03", "2024-05"),
        ("2023.3.1—2023.5.31", "2023-03-01", "2023-05-31"),
        ("2023.3.1-5.31", "2023-03-01", "2023-05-31"),
        ("2024年3月5日起至5月20日", "2024-03-05", "2024-05-20"),
        ("2024年3月5日—5月20日", "2024-03-05", "2024-05-20"),
        ("二〇二四年三月五日至五月二十日", "2024-03-05", "2024-05-20"),
        ("2024年元月10日至3月5日", "2024-01-10", "2024-03-05"),
        ("2023年11月20日至元月18日", "2023-11-20", "2024-01-18"),
    ],
)
def test_ranges(words: str, first: str, last: str) -> None:
    found = find_ranges(f"根据部署,{words},巡视组")
    assert [(written(r.first), written(r.last)) for r in found] == [(first, last)]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2024年8月26日", "2024-08-26"), ("2024.8.26", "2024-08-26"), ("2024-05-06 08:30", "2024-05-06"), ("2024/5/6", "2024-05-06"),
        ("二〇二四年六月一日", "2024-06-01"), ("二○二四年十二月三十一日", "2024-12-31"), ("2024年6月", "2024-06"), ("2024年", "2024"),
        ("2024年5月6号", "2024-05-06"), ("2024年元月5日", "2024-01-05"), ("2024年元月", "2024-01"), ("二〇二四年元月五日", "2024-01-05"),
    ],
)  # fmt: skip
def test_single_dates(words: str, date: str) -> None:
    assert [written(found) for found in find_dates(words)] == [date]


@pytest.mark.parametrize(
    "words",
    [
        "202435日",
        "79日",
        "202479日",
        "2024年2月30日",
        "2024年13月",
        "2024年第二轮",
        "3月份额",
        "1890年5月1日",
        "月租3元月2日付",
    ],
)
def test_what_is_no_date(words: str) -> None:
    assert not [found for found in find_dates(words) if found.year and found.day]


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("202435日至520日", ["202435日", "520日"]), ("79日反馈", ["79日"]), ("2024年520日", ["2024年520日"]), ("2024年年月日", ["年月日"]),
        ("2024年3月5日至20日", []), ("为期45日", []), ("30日内", []), ("100日攻坚", []), ("3月5日、20日", []),
    ],
)  # fmt: skip
def test_digits_run_together_are_flagged(words: str, runs: list[str]) -> None:
    assert [words[a:b] for a, b in damaged(words)] == runs


@pytest.mark.parametrize(
    ("words", "end", "year"),
    [
        ("7月9日", dt.date(2024, 5, 20), 2024),
        ("3月9日", dt.date(2024, 11, 20), 2025),
        ("次年1月9日", dt.date(2024, 5, 20), 2025),
        ("5月20日", dt.date(2024, 5, 20), 2024),
    ],
)
def test_a_feedback_date_takes_the_year_of_the_end_or_the_next(words: str, end: dt.date, year: int) -> None:
    date = find_dates(words)[0]
    assert settle_after(date, ParsedDate(end, "day", "")).year == year


def test_a_date_without_year_has_no_value_by_itself() -> None:
    assert find_dates("7月9日")[0].parsed() is None


@given(st.text(alphabet="0123456789年月日至次一二三十〇.-/ 上中下旬初底", max_size=60))
def test_whatever_the_text_dates_exist_and_lie_in_it(text: str) -> None:
    for found in find_ranges(text):
        for date in (found.first, found.last):
            if date is not None:
                assert text[date.start : date.end] == date.words
                date.parsed()
