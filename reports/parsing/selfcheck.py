"""The parse checked against the report's own words: numbering, totals, signs of a damaged copy.

Doubts are data: a code of `data/warnings.toml` with a span. `quality` sums them up, so that an editor sees the worst
report first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from reports.counting import counted_problems, listed_by_heading
from reports.data_files import read_toml
from reports.parsing.structure import FoundProblem, Structure
from reports.parsing.types import ParsedProblem, ParsedTotal, ParsedWarning, Span

_MOST_OF_A_CODE = 3
_LONG_REST = 1000  # characters after the last line that no page number accounts for
# Code, pattern, and how many characters before its match belong to the damage.
_DAMAGE = (
    ("blank_quotes", re.compile("\u201c\u201d|\u2018\u2019"), 0),
    ("doubled_punctuation", re.compile("。。|\uff0c\uff0c|,,|、、|;;|\uff1b\uff1b"), 0),
    ("replaced_characters", re.compile("\ufffd"), 0),
    (
        "reading_marks",
        re.compile("[(\uff08](?<=[\u4e00-\u9fff][(\uff08])[a-z\u00e0-\u01dc]{1,6}[)\uff09]"),
        1,
    ),
    (
        "altered_words",
        re.compile(
            "督察组(?:反馈|对)|检查组(?:反馈|对)|巡查组(?:反馈|对)|反馈的缺陷|整改缺陷|两个保护|其[二三四五六]巡视组"
            "|惯例(?:巡视|督察|检查)"
        ),
        0,
    ),
)


def check(
    text: str, structure: Structure, problems: Sequence[ParsedProblem], declared: Sequence[ParsedTotal]
) -> list[ParsedWarning]:
    """All doubts about the structure, in no particular order."""
    warnings = [*_damage(text), *_duplicates(structure), *_unread(text, structure)]
    if not problems:
        return [*warnings, ParsedWarning("no_problems")]
    warnings.extend(_numbering(structure.problems, problems))
    for problem in problems:
        warnings.extend(_problem(problem))
    warnings.extend(_left_out(structure))
    warnings.extend(_shared(problems))
    warnings.extend(_totals(problems, declared))
    warnings.extend(_closing(structure))
    return warnings


def quality(warnings: Iterable[ParsedWarning]) -> int:
    """100 without warnings, down to 0: each takes off its code's weight, the same code three times at most."""
    weights = _weights()
    counts = Counter(warning.code for warning in warnings)
    lost = sum(weights.get(code, 5) * min(count, _MOST_OF_A_CODE) for code, count in counts.items())
    return max(0, 100 - lost)


def _damage(text: str) -> Iterator[ParsedWarning]:
    for code, pattern, before in _DAMAGE:
        for match in islice(pattern.finditer(text), _MOST_OF_A_CODE):
            span = Span(match.start() - before, match.end())
            yield ParsedWarning(code, span, (("words", text[span.start : span.end]),))


def _duplicates(structure: Structure) -> Iterator[ParsedWarning]:
    for unit in structure.units:
        if unit.duplicate and unit.start == 0:
            yield ParsedWarning("duplicate_line", structure.lines[unit.line].span)


def _unread(text: str, structure: Structure) -> Iterator[ParsedWarning]:
    end = structure.lines[-1].span.end if structure.lines else len(text)
    if len(text) - end > _LONG_REST and text[end:].strip():
        yield ParsedWarning("too_many_lines", Span(end, len(text)))


def _numbering(found: Sequence[FoundProblem], problems: Sequence[ParsedProblem]) -> Iterator[ParsedWarning]:
    last: tuple[int, tuple[int, ...], str] | None = None
    seen: set[tuple[int, str, tuple[str, ...]]] = set()
    for each, problem in zip(found, problems, strict=True):
        if problem.number is None:
            yield ParsedWarning("number_missing", problem.span)
            continue
        if each.draft.inferred:
            yield ParsedWarning("number_inferred", problem.span, (("number", problem.number),))
        number = tuple(int(part) for part in problem.number.split("-"))
        key = (problem.run, problem.number, ())
        if key in seen:
            yield ParsedWarning("numbering_repeated", problem.span, (("number", problem.number),))
        seen.add(key)
        if last is not None and last[0] != problem.run:
            yield ParsedWarning("numbering_restarts", problem.span, (("number", problem.number),))
        elif last is not None and number[0] > last[1][0] + 1:
            yield ParsedWarning("numbering_gap", problem.span, (("before", last[2]), ("after", problem.number)))
        last = problem.run, number, problem.number


def _problem(problem: ParsedProblem) -> Iterator[ParsedWarning]:
    if problem.text_missing:
        yield ParsedWarning("text_missing", problem.block)
    if not problem.measures and problem.status is None:
        yield ParsedWarning("no_rectification", problem.span)
    if problem.text is not None and problem.text.count("\u201c") != problem.text.count("\u201d"):
        yield ParsedWarning("quotes_unbalanced", problem.span)


def _left_out(structure: Structure) -> Iterator[ParsedWarning]:
    """Paragraphs between a problem and its first label that are in neither its statement nor its measures."""
    for found in structure.problems:
        for piece in found.draft.left:
            line = structure.lines[piece.line]
            yield ParsedWarning("text_left_out", line.original_span(piece.start, piece.end))


def _shared(problems: Sequence[ParsedProblem]) -> Iterator[ParsedWarning]:
    counts = Counter(problem.measures for problem in problems if problem.measures)
    last = {problem.measures: problem for problem in problems}
    for measures, count in counts.items():
        if count > 1:
            yield ParsedWarning("shared_text", last[measures].block, (("count", str(count)),))


def _totals(problems: Sequence[ParsedProblem], declared: Sequence[ParsedTotal]) -> Iterator[ParsedWarning]:
    total = next((t for t in declared if t.key == "problems"), None)
    if total is None:
        return
    counted = counted_problems((problem.run, problem.number) for problem in problems)
    if total.value == counted:
        return
    code = "listed_by_heading" if listed_by_heading(total.value, counted) else "count_mismatch"
    yield ParsedWarning(code, total.span, (("declared", str(total.value)), ("counted", str(counted))))


def _closing(structure: Structure) -> Iterator[ParsedWarning]:
    if structure.frame.tail >= len(structure.units):
        yield ParsedWarning("no_closing")


@lru_cache(maxsize=1)
def _weights() -> dict[str, int]:
    return {row["code"]: row["weight"] for row in read_toml("warnings.toml")["warning"]}
