"""Marks stand in the text as it is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reports.fold import fold_with_offsets
from reports.search.highlighting import highlight, snippet
from reports.search.language import parse_query
from reports.search.stream import contains, normalise

TEXT = st.text(alphabet=st.sampled_from("整整改改措施  、。“”Pp\uff3012_\n\u200b開开"), max_size=30)


def marked(text: str, q: str) -> list[str]:
    return [text[start:end] for start, end in highlight(text, parse_query(q).words)]


def test_the_spelling_of_the_text_is_marked() -> None:
    assert marked("推进\uff30\uff30\uff30 项目和開發區建设", "ppp 开发区") == ["\uff30\uff30\uff30", "開發區"]
    assert marked("第12届县委, 第十二届县委", "十二届") == ["12届", "十二届"]


def test_a_mark_covers_dropped_space_and_inner_separators() -> None:
    assert marked("落实整\n改措施", "整改") == ["整\n改"]
    assert marked("开展“回头看”, 工作", '"“回头看”工作"') == ["回头看”, 工作"]


def test_neighbouring_marks_are_one() -> None:
    assert marked("污水管网污水", "污水 管网") == ["污水管网污水"]


def test_what_was_excluded_is_not_marked() -> None:
    assert marked("污水管网", "污水 -管网") == ["污水"]


def test_nothing_to_mark() -> None:
    assert highlight("污水", ()) == []
    assert highlight("", ("污水",)) == []
    assert highlight("污水", ("_",)) == []


@given(TEXT, st.integers(0, 29), st.integers(1, 8))
def test_every_hit_of_a_field_is_marked_in_it(text: str, start: int, length: int) -> None:
    phrase = text[start : start + length]
    if contains([text], phrase):
        spans = highlight(text, (normalise(phrase),))
        assert spans
        core = normalise(phrase).strip("_")
        assert all(core[0] == normalise(text[first:last])[0] for first, last in spans)


def defined_spans(text: str, word: str) -> set[int]:
    """The characters under a mark by definition: each occurrence in the normalised text, led back to the original."""
    folded = fold_with_offsets(text)
    normalised, starts, ends = "", [], []
    for run in re.finditer(r"[\W_]+|[^\W_]", folded.text):
        normalised += "_" if re.fullmatch(r"[\W_]+", run.group()) else run.group()
        start, end = folded.original_span(*run.span())
        starts.append(start)
        ends.append(end)
    marked = set()
    for place in range(len(normalised)):
        if normalised.startswith(word, place):
            marked |= set(range(starts[place], ends[place + len(word) - 1]))
    return marked


@given(TEXT, TEXT, st.integers(0, 29), st.integers(1, 8))
def test_marks_are_those_of_the_definition(text: str, other: str, start: int, length: int) -> None:
    word = normalise((text + other)[start : start + length]).strip("_")
    marked = {place for first, last in highlight(text, (word,)) for place in range(first, last)}
    assert marked == (defined_spans(text, word) if word else set())


@given(TEXT, st.integers(1, 12))
def test_spans_are_in_order_apart_and_inside(text: str, width: int) -> None:
    spans = highlight(text, ("改", "措施", "p"))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
    part = snippet(text, ("改", "措施", "p"), width)
    assert part.text == text[part.start : part.start + width]
    assert all(0 <= first < last <= len(part.text) for first, last in part.marks)
    assert bool(part.marks) == bool(spans)


def test_a_snippet_begins_with_the_sentence_where_that_is_near() -> None:
    text = "甲" * 50 + "。县城污水直排, 管网不全。" + "乙" * 50
    part = snippet(text, ("污水", "管网"), 20)
    assert part.text.startswith("县城污水")
    assert [part.text[first:last] for first, last in part.marks] == ["污水", "管网"]
    assert part.cut_before
    assert part.cut_after


def test_a_snippet_shows_the_densest_part() -> None:
    text = "污水" + "甲" * 60 + "污水和管网" + "乙" * 60
    assert "污水和管网" in snippet(text, ("污水", "管网"), 30).text


def test_without_marks_the_beginning_is_shown() -> None:
    part = snippet("甲" * 100, ("污水",), 20)
    assert (part.text, part.marks, part.cut_before, part.cut_after) == ("甲" * 20, (), False, True)


@given(st.text("河水a1，。-", max_size=30), st.text("河水a1", min_size=1, max_size=4))
def test_a_word_in_a_text_without_blanks_is_found_as_the_pattern_finds_it(text: str, word: str) -> None:
    by_pattern = highlight(f"{text}\n", [word])  # a blank at the end takes the other way
    assert highlight(text, [word]) == by_pattern
