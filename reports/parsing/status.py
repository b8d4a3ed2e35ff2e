"""A problem's status, where the text says it for that problem: a field, the words right after the label, closing
brackets.

`已完成主体建设` inside a sentence says nothing about the problem, so only words that stand alone are read: callers hand
in such a place, never a measure.
"""

from __future__ import annotations

import re
from functools import cache

from reports.data_files import read_toml
from reports.parsing.types import ParsedStatus, Span

_EDGES = " \t\n:;,。.()【】[]《》<>“”\"'-—*"
# What may stand before the status itself: 目前正在整改, 该问题已完成.
_LEAD = re.compile(r"^(?:目前|现已|现|截至目前|该问题|此问题|问题|整改|状态|情况|[:,为]){0,3}")
# 已完成70%, 已完成3项: a share, not the status of the whole; 完成时限 is another field.
_PARTIAL = re.compile(r"^\s*(?:[\d零一二两三四五六七八九十]|时限|率|比例|情况)")
# After the phrase there must be an end: 已完成整改。 not 已完成主体建设.
_ENDS = re.compile(r"^\s*(?:$|[,;。:.()【】\[\]、/和并]|的$|\d{4}年|100%|整改|长期|并|且|\()")


def status_code(words: str) -> str | None:
    """The code for the words of a status field (reading form); None where they say no status of the data file."""
    text = words.strip(_EDGES)
    lead = _LEAD.match(text)
    for start in sorted({0, lead.end() if lead else 0}):
        found = _phrase_at(text, start)
        if found is not None:
            return found
    return None


def read_status(words: str, span: Span, source: str | None = None) -> ParsedStatus | None:
    """The status that `words` give; `span` is their place in the original, `source` their wording there if it
    differs.
    """
    code = status_code(words)
    return None if code is None else ParsedStatus(code, (source if source is not None else words).strip(_EDGES), span)


def _phrase_at(text: str, start: int) -> str | None:
    for phrase, code in _phrases():
        if text.startswith(phrase, start):
            rest = text[start + len(phrase) :]
            if _ENDS.match(rest) and not _PARTIAL.match(rest):
                return code
    return None


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """(phrase, code), longest first."""
    data = read_toml("statuses.toml")
    pairs = [(phrase, row["code"]) for row in data["status"] for phrase in row["phrases"]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
