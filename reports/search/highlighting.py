"""Marks what was asked for in the database's text, by the same folding as the index (SEARCH.md §12).

Spans are half-open and count characters of the text as it is shown, white space that folding drops included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.fold import fold_with_offsets
from reports.search.stream import SEPARATOR, SEPARATORS

Span = tuple[int, int]

_SENTENCE_ENDS = "。!?;\n\uff01\uff1f\uff1b"
_LEAD = 20
"""So many characters before a mark are looked through for the beginning of a sentence to cut at."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text[start:end]` of the whole, with marks that count in this part; whether each side was cut off."""

    text: str
    marks: tuple[Span, ...]
    start: int
    cut_before: bool
    cut_after: bool


def highlight(text: str, words: Sequence[str]) -> list[Span]:
    """Where `text` has one of `words` (`ProblemResults.words`), in order; overlapping and touching spans are one."""
    wanted = {word.strip(SEPARATOR) for word in words} - {""}
    if not text or not wanted:
        return []
    normalised, offsets = _normalised_with_offsets(text)
    found = (
        (offsets[start], offsets[start + len(word) - 1] + 1)
        for word in wanted
        for start in _occurrences(normalised, word)
    )
    return _merged(found)


def snippet(text: str, words: Sequence[str], width: int = 90) -> Snippet:
    """The `width` characters of `text` that show most marks, from the beginning of a sentence where one is near.

    Without a mark, the beginning of the text.
    """
    marks = highlight(text, words)
    start = _best_start(text, marks, width)
    end = min(len(text), start + width)
    shown = tuple(
        (max(first, start) - start, min(last, end) - start) for first, last in marks if first < end and last > start
    )
    return Snippet(text[start:end], shown, start, start > 0, end < len(text))


def _normalised_with_offsets(text: str) -> tuple[str, list[int]]:
    """The text in the index's form, and for each character of it where it began in `text`."""
    folded = fold_with_offsets(text)
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for run in SEPARATORS.finditer(folded.text):
        kept += (folded.text[position : run.start()], SEPARATOR)
        offsets += folded.offsets[position : run.start() + 1]
        position = run.end()
    kept.append(folded.text[position:])
    offsets += folded.offsets[position : len(folded.text)]
    return "".join(kept), offsets


def _occurrences(text: str, word: str) -> Iterator[int]:
    position = text.find(word)
    while position >= 0:
        yield position
        position = text.find(word, position + 1)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _best_start(text: str, marks: list[Span], width: int) -> int:
    """Where to begin so that most marks are seen; the first such place wins."""
    if not marks or len(text) <= width:
        return 0
    most, best, last = 0, marks[0][0], 0
    for index, (start, _) in enumerate(marks):
        while last < len(marks) and marks[last][1] <= start + width:
            last += 1
        if last - index > most:
            most, best = last - index, start
    lead = _sentence_start(text, best)
    seen = sum(1 for start, end in marks if start >= lead and end <= lead + width)
    return min(lead if seen >= max(1, most) else best, len(text) - width)


def _sentence_start(text: str, position: int) -> int:
    """The beginning of the sentence that `position` stands in, or at most `_LEAD` characters before it."""
    first = max(0, position - _LEAD)
    for start in range(position, first, -1):
        if text[start - 1] in _SENTENCE_ENDS:
            return start
    return first
