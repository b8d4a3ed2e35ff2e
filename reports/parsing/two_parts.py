"""Reports in two parts: first every problem, then, counted alike, what was done about each.

一、反馈的主要问题 ⏎ 1.账目公开不及时。 ⏎ 2.… ⏎ 二、整改落实情况 ⏎ 1.公开账目32次。 ⏎ 2.…
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from reports.parsing.depths import custom_rank
from reports.parsing.drafts import Draft
from reports.parsing.frame import Section
from reports.parsing.statements import TextRange
from reports.parsing.units import Unit

_FEWEST = 3
_NEXT = 3  # sections in which the second part is looked for


def join_parts(units: Sequence[Unit], sections: Sequence[Section], drafts: Sequence[Draft]) -> list[Draft]:
    """The problems, those of a first part with the texts of a second one, which then holds no problems of its own.

    `drafts` stand in the order of the text. Both parts must have the same numbers in the same order, the first no text
    at all, the second no failings.
    """
    starts = [draft.first for draft in drafts]
    for place, first in enumerate(sections):
        bare = drafts[bisect_left(starts, first.start) : bisect_left(starts, first.end)]
        style = _style_of_bare(units, bare) if first.kind == "problems" else None
        if style is None:
            continue
        for second in sections[place + 1 : place + 1 + _NEXT]:
            row = [p for p in range(second.start, second.end) if units[p].key == style and not units[p].duplicate]
            if [units[p].number for p in row] == [draft.number for draft in bare] and _reports(units, row):
                for draft, text in zip(bare, _texts(units, row, second.end), strict=True):
                    draft.text, draft.shared = text, True
                return [draft for draft in drafts if not second.start <= draft.first < second.end]
    return list(drafts)


def _style_of_bare(units: Sequence[Unit], drafts: Sequence[Draft]) -> str | None:
    """The style in which problems without any text are counted; None where some have one, or where styles differ."""
    if len(drafts) < _FEWEST or any(draft.text or draft.status or draft.unit is None for draft in drafts):
        return None
    styles = {units[draft.unit].key for draft in drafts if draft.unit is not None}
    return styles.pop() or None if len(styles) == 1 else None


def _reports(units: Sequence[Unit], row: Sequence[int]) -> bool:
    return sum(units[p].voice for p in row) < 0


def _texts(units: Sequence[Unit], row: Sequence[int], end: int) -> list[list[TextRange]]:
    """Per item its own words and the lines below, up to the next item or the heading of a group."""
    style = units[row[0]].key
    texts = []
    for p in row:
        unit = units[p]
        text = [TextRange(unit.line, unit.body, unit.end)]
        for below in units[p + 1 : end]:
            if below.key == style or (below.marker is not None and custom_rank(below.key) < custom_rank(style)):
                break
            text.append(TextRange(below.line, below.start, below.end))
        texts.append(text)
    return texts
