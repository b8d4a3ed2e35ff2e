"""Marks what was asked for in the database's text, by the same folding as the index.

Spans are half-open and count characters of the text as it is shown, white space that folding drops included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from reports.fold import CJK, SPACE, fold
from reports.search.stream import SEPARATOR

Span = tuple[int, int]

_IS_CJK = re.compile(f"[{CJK}]")
_BLANK = re.compile(f"[{SPACE}]")
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
    folded = fold(text)
    # Most words are Chinese, most texts without a blank: then a word is just itself, and needs no pattern of its own.
    blanks = _BLANK.search(folded) is not None
    return _merged(
        span
        for word in wanted
        for span in (
            _occurrences(_pattern(word), folded) if blanks or SEPARATOR in word else _plain_occurrences(word, folded)
        )
    )


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


@lru_cache(maxsize=512)
def _pattern(word: str) -> re.Pattern[str]:
    """Finds a normalised word in folded text of any length of separators, white space and all, as `normalise` does.

    整改 -> 整 改, 整改; not 整、改. 整_改 -> 整、改; not 整 改, where the space means nothing. 改_ppp -> 改 ppp.
    """
    parts = [re.escape(word[0])]
    for before, char in pairwise(word):
        if char == SEPARATOR:
            continue
        between = ""
        if before == SEPARATOR:
            between = rf"(?!(?<=[{CJK}])[{SPACE}]+[{CJK}])[\W_]+"
        elif _IS_CJK.match(before) and _IS_CJK.match(char):
            between = f"[{SPACE}]*"
        parts.append(between + re.escape(char))
    return re.compile("".join(parts))


def _occurrences(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """All of them, overlapping ones too."""
    found = pattern.search(text)
    while found:
        yield found.span()
        found = pattern.search(text, found.start() + 1)


def _plain_occurrences(word: str, text: str) -> Iterator[Span]:
    """The same for a word without separators in a text without white space."""
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)


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
