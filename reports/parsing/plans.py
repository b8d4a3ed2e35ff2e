"""Where the last problem section ends, and what is still planned begins, without a section heading."""

from __future__ import annotations

from collections.abc import Sequence

from reports.parsing.frame_words import (
    CLOSING,
    looks_ahead,
    promises,
    says_last_words,
    sums_up,
    tells_plans,
)
from reports.parsing.statements import statement_of
from reports.parsing.units import Unit

_LONGEST_PLAN_TITLE = 16


def plans_within(units: Sequence[Unit], problems: range, start: int, last: int, *, titled: bool) -> int:
    """Where plans begin in the last problem section, which begins at `start`, behind the `last` unit that shows a
    problem; the end of the `problems` of all sections where none do. Where the closing is `titled`, only what
    speaks of the rectification as a whole does not belong to the last problem, as 下一步,… may.
    """
    end = problems.stop if titled else _closing_words(units, problems, last)
    highest = max((u.number[0] for u in units[start : last + 1] if u.style == "cn_paren" and u.number), default=0)
    for i in range(last + 1, end):
        unit = units[i]
        if sums_up(unit) or _titles_plans(unit):
            return i
        if tells_plans(unit) and not (titled and looks_ahead(unit)):
            return _with_last_words(units, last + 1, i)
        if i + 1 == end and says_last_words(unit) and not titled:
            return i
        if unit.style == "cn_paren" and unit.number == (1,) and highest > 1 and unit.voice < 0 and unit.sentences() > 1:
            return i
    return end


def _titles_plans(unit: Unit) -> bool:
    """下一步工作安排 alone on a line that lost its number."""
    words = unit.words()
    alone = unit.marker is None and unit.label is None and not unit.is_closed() and not unit.leads_in()
    return alone and len(words) <= _LONGEST_PLAN_TITLE and CLOSING.match(words) is not None


def _with_last_words(units: Sequence[Unit], start: int, plans: int) -> int:
    """The plans, or the paragraph before them that sums up (通过整改,…但仍有差距)."""
    return plans - 1 if plans > start and says_last_words(units[plans - 1]) else plans


def _closing_words(units: Sequence[Unit], problems: range, last: int) -> int:
    """The first of the paragraphs below the `last` problem that promises to go on, where that problem and all like it
    have their text on their line, and none has a paragraph below; else the end of the `problems`.

    (二)关于台账不全的问题。一是补齐台账。 ⏎ 县委将继续抓好整改。
    Near-misses: (二)关于台账不全的问题。 ⏎ 补齐台账。 ⏎ 县委将继续核对。, 县委将整改纳入考核。
    """
    if last not in problems or not _holds_text(units[last]):
        return problems.stop
    if any(_is_paragraph(units[i]) for i in range(last + 1, problems.stop)) and not any(
        units[i].key == units[last].key and _is_paragraph(units[i + 1]) for i in range(problems.start, last)
    ):
        below = range(last + 1, problems.stop)
        return next((i for i in below if _is_paragraph(units[i]) and promises(units[i])), problems.stop)
    return problems.stop


def _holds_text(unit: Unit) -> bool:
    return unit.marker is not None and not unit.is_step and statement_of(unit).rest is not None


def _is_paragraph(unit: Unit) -> bool:
    return unit.marker is None and unit.start == 0 and not unit.duplicate
