"""Words that tell how far a problem has come, where they stand apart: in brackets at the end, or first in a text."""

from __future__ import annotations

import re

from reports.parsing.markers import STATUS_WORDS, alternatives, data

# 培训面窄。(已完成整改) / 【长期坚持】 / (基本完成,持续推进); near-miss: (试行)
_TAIL = re.compile(rf"[ \t]*[(【\[〔][ \t]*(?:整改状态:|状态:)?[ \t]*(?:{STATUS_WORDS})[ \t]*[)】\]〕][。.]?$")
# 培训面窄。已完成整改。 培训面窄——已完成整改; near-miss: 培训已完成整改
_SENTENCE = re.compile(rf"(?:(?<=。)[ \t]*|[ \t]*\u2014{{1,2}}[ \t]*)(?:{STATUS_WORDS})[。.]?$")
# 已完成整改。 as the first words of a text, or [已完成] before it; near-miss: 已完成主体建设。
_LEAD = re.compile(
    rf"[ \t]*(?:[(【\[](?:{STATUS_WORDS})[)】\]][ \t]*(?:[。;.][ \t]*)?|(?:{STATUS_WORDS})(?:[。;.][ \t]*|$))"
)
# 培训2期。完成情况:已完成整改,并长期坚持。 培训2期。【完成情况】正在整改。 near-miss: 培训2期。完成情况:已完成培训2期。
_LABELS = alternatives([*data()["labels"]["rectification"], *data()["labels"]["status"]])
_LABELLED = re.compile(
    rf"(?<=[。;!?)\u201d》])[ \t]*(?:(?:{_LABELS})[ \t]*:|[【\[](?:{_LABELS})[】\]]:?)[ \t]*({STATUS_WORDS}[。.]?)$"
)
_CLOSES = tuple(bracket + stop for bracket in ")】]〕" for stop in ("", "。", "."))
_LONGEST = 40


def status_lead(text: str, start: int, end: int) -> int | None:
    """Where the text after status words begins, when `[start, end)` opens with a sentence or a bracket of them only."""
    match = _LEAD.match(text, start, end)
    return match.end() if match is not None else None


def status_tail(text: str, start: int, end: int) -> int | None:
    """Where bracketed status words at the end begin."""
    if not text.endswith(_CLOSES, start, end):
        return None
    match = _TAIL.search(text, max(start, end - _LONGEST), end)
    return match.start() if match is not None else None


def status_behind(text: str, start: int, end: int) -> int | None:
    """The same for a heading, where they may also be its last sentence, or stand behind a dash."""
    tail = status_tail(text, start, end)
    if tail is not None:
        return tail
    first = max(start + 1, end - _LONGEST)
    if text.rfind("。", first - 1, end - 1) < 0 and text.rfind("\u2014", first, end) < 0:
        return None  # as most texts: nothing stands apart at their end
    match = _SENTENCE.search(text, first, end)
    return match.start() if match is not None else None


def status_closing(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same for a text of steps, where a label may stand before them, and where the words begin behind the label:
    培训2期。已完成整改。 培训2期。完成情况:正在整改。
    """
    behind = status_behind(text, start, end)
    if behind is not None:
        return behind, behind
    first = max(start + 1, end - _LONGEST)
    if text.rfind(":", first, end) < 0 and text.rfind("】", first, end) < 0 and text.rfind("]", first, end) < 0:
        return None
    match = _LABELLED.search(text, first, end)
    return (match.start(), match.start(1)) if match is not None else None
