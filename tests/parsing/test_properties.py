"""What must hold for every string whatever: parse returns, its blocks tile the text, its spans give the texts back."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.counting import counted_problems
from reports.parsing import parse
from reports.parsing.lines import reading_form, split_lines
from reports.parsing.schema import to_json
from reports.parsing.structure import read_structure
from reports.parsing.types import ParsedReport
from tests.parsing.reports import CLOSING, CONTACT, OPENING, ORGANISATION, report
from tests.parsing.test_layouts import CASES, built

PIECES = [
    "一、", "二、", "(一)", "(二)", "1.", "2.", "12.问题12:", "(1)", "(35-1)", "①", "一是", "二是", "第一,", "——", "●", "【问题1】",
    "整改情况:", "责任单位:", "反馈问题:", "关于“", "针对“", "”的问题", "”问题:", "在“", "”方面", "方面", "的问题。", "。", ";", ",", ":",
    "\n", "\r\n", "\n\n", "\t", "\u3000\u3000", "\u200b", "\ufeff", "— 3 —\n", "序号\n", "序号\t反馈问题\t整改措施\n", "培训覆盖面偏窄",
    "制定办法,完成4处整治", "已完成整改", "(已完成整改)", "欢迎监督。联系电话:0000-1234567", "中共青禾县委", "2024年9月1日", "下一步,", "進(jin)展",
    "\uff08\u4e00\uff09", "\uff0c", "\uff1a", "\U00020000", "\x00", "\ud800",
]  # fmt: skip
HOSTILE = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
SECTIONS = st.lists(st.sampled_from(PIECES), max_size=60).map(lambda pieces: report("".join(pieces)))


def holds(parsed: ParsedReport, text: str) -> None:
    """The promises of `ParsedReport`, checked."""
    assert parsed.text == text
    position = 0
    for block in parsed.outline:
        assert block.span.start == position
        assert block.span.end > position
        position = block.span.end
    assert position == (len(text) if parsed.refused is None else 0)
    for problem in parsed.problems:
        assert problem.text_missing == (problem.text is None)
        gives_back(text, problem.span.start, problem.span.end, problem.text or "")
        assert problem.block.start <= problem.span.start <= problem.span.end <= len(text)
        assert all(0 <= m < len(parsed.measures) for m in problem.measures)
        assert problem.number is None or set(problem.number) <= set("0123456789-")
    for measure in parsed.measures:
        assert measure.text.strip()
        gives_back(text, measure.span.start, measure.span.end, measure.text)
        for fact in measure.facts:
            assert measure.span.start <= fact.span.start <= fact.span.end <= measure.span.end
    for warning in parsed.warnings:
        assert warning.span is None or 0 <= warning.span.start <= warning.span.end <= len(text)
    assert 0 <= parsed.quality <= 100
    assert counted_problems((each.run, each.number) for each in parsed.problems) <= len(parsed.problems)


def gives_back(text: str, start: int, end: int, words: str) -> None:
    """The span holds the words in order; only whole lines (page numbers, running heads) and blanks may stand between.

    A line into which several were glued is taken apart, and the words have a line for each part that is theirs.
    """
    piece = text[start:end]
    if squeezed(piece) == squeezed(words):
        return
    rest = squeezed(words)
    for line in map(squeezed, piece.splitlines()):
        if rest.startswith(line):
            rest = rest[len(line) :]
    assert rest == "" or in_order(map(squeezed, words.splitlines()), squeezed(piece))


def in_order(parts: Iterable[str], whole: str) -> bool:
    position = 0
    for part in parts:
        found = whole.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def squeezed(words: str) -> str:
    """Without blanks, and without the zero-width marks of PIECES, which are none to `str.split`."""
    return "".join(words.split()).translate({0x200B: None, 0xFEFF: None})


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_any_string(text: str) -> None:
    holds(parse(text), text)


@given(SECTIONS)
@settings(max_examples=150, deadline=None)
def test_any_problem_section(text: str) -> None:
    holds(parse(text), text)


@given(SECTIONS)
@settings(max_examples=50, deadline=None)
def test_the_same_text_gives_the_same_parse(text: str) -> None:
    first = parse(text)
    assert parse(first.text) == first


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_reading_form_keeps_every_place_and_lines_keep_their_order(text: str) -> None:
    assert len(reading_form(text)) == len(text)
    position = 0
    for line in split_lines(text):
        assert position <= line.span.start < line.span.end
        position = line.span.end
        for offset in range(len(line.text)):
            span = line.original_span(offset, offset + 1)
            assert line.span.start <= span.start < span.end <= line.span.end


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_the_structure_of_a_refused_text_too_can_be_read(text: str) -> None:
    structure = read_structure(split_lines(text))
    assert len(structure.problems) >= len({p.draft.unit for p in structure.problems if p.draft.unit is not None})


def mutated(text: str, seed: int) -> str:
    """The text after some accidents: deletions, swaps, doubled lines, cut ends, changed widths."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 6)):
        i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[i]
            case 1:
                lines[i], lines[j] = lines[j], lines[i]
            case 2:
                lines.insert(i, lines[i])
            case 3:
                cut = chance.randrange(len(lines[i]) + 1)
                lines[i : i + 1] = [lines[i][:cut], lines[i][cut:]]
            case 4:
                lines[i] = lines[i].replace(",", "\uff0c").replace("(", "\uff08")
            case 5:
                cut = chance.randrange(len(lines[i]) + 1)
                lines[i] = lines[i][:cut] + lines[i][cut + 3 :]
            case _:
                lines[i : i + 2] = ["".join(lines[i : i + 2])]
        lines = lines or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_mutated_reports(seed: int) -> None:
    text = mutated(built(CASES[seed % len(CASES)]), seed)
    holds(parse(text), text)


@pytest.mark.parametrize("path", sorted(Path("samples").glob("*.txt")), ids=lambda path: path.name)
def test_mutated_samples(path: Path) -> None:
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    for seed in range(4):
        changed = mutated(text, seed)
        holds(parse(changed), changed)


def test_one_problem_section_gives_the_whole_json_form() -> None:
    text = (
        OPENING + ORGANISATION + "二、整改进展情况\n1.培训面窄。\n整改情况:一是办班。二是编书。\n" + CLOSING + CONTACT
    )
    found = to_json(parse(text), "a.txt")
    assert found["document"] == "a.txt"
    assert found["text"] == text
    (problem,) = found["problems"]
    assert (problem["label"], problem["number"], problem["path"], problem["text"]) == ("1.", "1", [], "培训面窄。")
    assert [m["text"] for m in problem["measures"]] == ["一是办班。", "二是编书。"]
    assert text[problem["start"] : problem["end"]] == "培训面窄。"
    assert found["declared"]["problems"]["value"] == 28
