"""`align(old, new)`: which stored row a new parse continues. Pure, one to one, in text order (design.md §5)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.importing.align import Item, align, likeness

TEXT = "河长制落实不够有力，部分河段巡查流于形式，问题台账不全。"


def item(start: int, fingerprint: str, number: str = "1", *, text: str = TEXT, **changes: object) -> Item:
    made = Item(
        text_hash="text-a",
        start=start,
        end=start + 10,
        fingerprint=fingerprint,
        number=number,
        place=("生态环境保护不力",),
        text=text,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


items = st.builds(
    item,
    start=st.integers(0, 40),
    fingerprint=st.sampled_from("abcde"),
    number=st.sampled_from(["", "1", "2", "3"]),
    text=st.sampled_from([TEXT, TEXT[:-6], "校舍维修进度迟缓。", ""]),
    text_hash=st.sampled_from(["text-a", "text-b"]),
    retired=st.booleans(),
)


@given(st.lists(items, max_size=12))
def test_a_parse_aligned_with_itself_is_the_identity(rows: list[Item]) -> None:
    unique = list({(row.text_hash, row.start): row for row in rows}.values())
    shown_first = sorted(unique, key=lambda row: row.retired)
    assert align(shown_first, shown_first).matches == {index: index for index in range(len(shown_first))}


@given(st.lists(items, max_size=12), st.lists(items, max_size=12))
def test_no_stored_row_is_taken_twice(old: list[Item], new: list[Item]) -> None:
    taken = list(align(old, new).matches.values())
    assert len(taken) == len(set(taken))


@given(st.lists(items, max_size=12), st.lists(items, max_size=12))
def test_a_doubtful_row_has_no_match(old: list[Item], new: list[Item]) -> None:
    found = align(old, new)
    assert not set(found.doubtful) & set(found.matches)


def test_the_same_span_of_the_same_text_is_the_same_row_whatever_the_parser_now_reads_there() -> None:
    assert align([item(5, "a")], [item(5, "b", number="7")]).matches == {0: 0}


def test_a_moved_row_is_known_by_its_words_and_number() -> None:
    old = [item(5, "a", "1"), item(30, "b", "2")]
    new = [item(105, "b", "2", text_hash="text-b"), item(130, "a", "1", text_hash="text-b")]
    assert align(old, new).matches == {0: 1, 1: 0}


def test_equal_words_are_paired_in_text_order() -> None:
    old = [item(5, "a", "1"), item(30, "a", "2")]
    new = [item(105, "a", "8", text_hash="text-b"), item(130, "a", "9", text_hash="text-b")]
    assert align(old, new).matches == {0: 0, 1: 1}


def test_a_reworded_row_is_known_by_number_path_and_likeness() -> None:
    new = item(105, "z", "1", text_hash="text-b", text=TEXT.replace("不够有力", "不力"))
    assert align([item(5, "a", "1")], [new]).matches == {0: 0}


def test_another_number_is_another_row_even_when_the_words_are_like() -> None:
    new = item(105, "z", "2", text_hash="text-b", text=TEXT.replace("不够有力", "不力"))
    assert align([item(5, "a", "1")], [new]).matches == {}


def test_two_stored_rows_that_are_equally_alike_are_left_to_an_editor() -> None:
    old = [item(5, "a", text=TEXT + "甲"), item(30, "b", text=TEXT + "乙")]
    found = align(old, [item(105, "z", text_hash="text-b", text=TEXT + "丙")])
    assert found.matches == {}
    assert sorted(found.doubtful[0]) == [0, 1]


def test_a_shown_row_is_preferred_to_a_retired_one() -> None:
    old = [item(5, "a", retired=True), item(30, "a")]
    assert align(old, [item(105, "a", text_hash="text-b")]).matches == {0: 1}


def test_a_retired_row_comes_back_when_its_words_do() -> None:
    assert align([item(5, "a", retired=True)], [item(105, "a", text_hash="text-b")]).matches == {0: 0}


def test_likeness_runs_from_nothing_in_common_to_the_same() -> None:
    assert likeness(TEXT, TEXT) == 1.0
    assert likeness(TEXT, "校舍维修进度迟缓") == 0.0
    assert 0.6 < likeness(TEXT, TEXT.replace("台账不全", "清单不全")) < 1.0
