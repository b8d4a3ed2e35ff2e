"""The lines below a problem -> its rectification text, with the fields and the status words that stand among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.parsing.drafts import Draft, Node
from reports.parsing.markers import marker_at
from reports.parsing.statements import TextRange
from reports.parsing.status_words import status_closing, status_lead
from reports.parsing.symptoms import names_symptoms, tells_outcome
from reports.parsing.units import Unit
from reports.parsing.voice import voice

_SAYS_STEP = -1.0
_INLINE_STEP = re.compile(r"[。;:,][ \t]{0,2}一是")
_MOST_PIECES = 20  # of a line, behind which its beginning is looked for


def take_text(units: Sequence[Unit], node: Node, below: Sequence[int], draft: Draft) -> None:
    """The rectification text: from the first label on where there is one, else every paragraph; fields set aside."""
    labels = [p for p in below if units[p].opens_rectification]
    labelled = any(not _tells_status(units[p]) for p in labels)
    draft.labelled = bool(labels)
    if node.statement.rest is not None and node.unit is not None:
        _take_rest(units[node.unit], node.statement.rest, draft, units[labels[0]] if labelled else None)
    first = _first_step(units, [p for p in below if p < labels[0]], units[labels[0]]) if labelled else None
    begun = not labelled
    after_label = False
    for position in below:
        unit = units[position]
        if unit.is_field:
            _take_field(unit, draft)
            continue
        start = unit.start
        if unit.opens_rectification:
            if begun and draft.text and (_tells_status(unit) or (position == below[-1] and _is_status(unit))):
                draft.status.append(TextRange(unit.line, unit.body if unit.body < unit.end else unit.start, unit.end))
                continue
            if begun and draft.text and _continues_line(units, position, draft.text[-1], node.unit):
                draft.text[-1] = draft.text[-1]._replace(end=unit.end)
                continue
            begun = after_label = True
            start = unit.body
            _begin_block(draft)
        begun = begun or position == first
        if unit.states_problem or not begun:
            _leave_out(unit, draft)
            continue
        if after_label:
            lead = status_lead(unit.text, start, unit.end)
            if lead is not None:
                draft.status.append(TextRange(unit.line, start, lead))
                start = lead
        if start < unit.end:
            draft.text.append(TextRange(unit.line, start, unit.end))
            after_label = False
    if draft.text and not draft.status and below:
        _take_status_at_end([units[p] for p in below], draft)


def _take_field(unit: Unit, draft: Draft) -> None:
    if unit.label is not None:
        piece = TextRange(unit.line, unit.body, unit.end)
        draft.fields.append((unit.label.kind, piece))
        if unit.label.kind == "status":
            draft.status.append(piece)


def _leave_out(unit: Unit, draft: Draft) -> None:
    """主要表现:… adds to the problem by custom; of anything else there is a warning."""
    if not names_symptoms(unit):
        draft.left.append(TextRange(unit.line, unit.start, unit.end))


def _take_rest(unit: Unit, rest: TextRange, draft: Draft, label: Unit | None) -> None:
    """What follows the statement on its line is text, above a label only where it reports steps; what states failings
    there goes on with the statement: 学习不深入。一是研讨不多;二是笔记不全。 ⏎ 整改措施:…
    """
    if label is None or _acts(unit.text, rest.start, rest.end, neutral=tells_outcome(label)):
        draft.text.append(rest)
    elif unit.wrapper is None and draft.statement is not None and draft.statement.line == rest.line:
        draft.statement = draft.statement._replace(end=rest.end)
    else:
        draft.left.append(rest)


def _acts(text: str, start: int, end: int, *, neutral: bool) -> bool:
    marker = marker_at(text, start)
    speech = voice(text, start if marker is None else marker.end, end)
    return speech <= 0 if neutral else speech < (_SAYS_STEP if marker is None else 0.0)


def _begin_block(draft: Draft) -> None:
    if draft.text and draft.blocks[-1:] != [len(draft.text)]:
        draft.blocks.append(len(draft.text))


def _tells_status(unit: Unit) -> bool:
    """完成情况:已完成 alone: no text begins there."""
    return unit.body < unit.end and status_lead(unit.text, unit.body, unit.end) == unit.end


def _is_status(unit: Unit) -> bool:
    """已完成整改。 alone, which is a label above a text, and a status below one."""
    return status_lead(unit.text, unit.start, unit.end) == unit.end


def _first_step(units: Sequence[Unit], above: Sequence[int], label: Unit) -> int | None:
    """Where the text begins among the paragraphs `above` the first `label`: with the first, when they are a row of
    steps, (1)修订办法。 ⏎ (2)清理台账。 ⏎ 整改成效:…; else with the first that reports a step:
    开展情况:一是修订办法。 ⏎ 整改成效:…

    Near-miss, parts of the problem: (1)办法陈旧。 ⏎ (2)台账不清。 ⏎ 整改措施:…
    """
    numbered = [p for p in above if units[p].marker is not None]
    outcome = tells_outcome(label)
    speech = sum(units[p].voice for p in numbered)
    acts = speech < 0 or (speech == 0 and (outcome or all(units[p].is_step for p in numbered)))
    if numbered and (not acts or numbered[0] == above[0]):
        return numbered[0] if acts else None
    acting = [p in numbered or _reports_step(units[p]) or (outcome and units[p].voice <= 0) for p in above]
    first = acting.index(True) if True in acting else 0
    while first > 0 and units[above[first - 1]].voice <= 0:
        first -= 1  # 县委高度重视。 ⏎ 制定办法3项。 ⏎ 整改成效:…
    return above[first] if True in acting else None


def _reports_step(unit: Unit) -> bool:
    """制定办法3项。 开展情况:一是修订办法。 Near-miss: 主要是:一是学习不深入;二是研究不多。"""
    if unit.voice < _SAYS_STEP:
        return True
    inside = _INLINE_STEP.search(unit.text, unit.content, unit.end)
    return unit.voice <= 0 and inside is not None and voice(unit.text, inside.end(), unit.end) <= 0


def _take_status_at_end(below: Sequence[Unit], draft: Draft) -> None:
    """What closes the text: 办会。(已完成) 办会。完成情况:已完成。 已完成。 as its last of several paragraphs.

    Near-miss, each step has its own: (1)办会。(正在推进) ⏎ (2)办班。(已完成)
    """
    line, start, end = draft.text[-1]
    last = below[-1]
    if line != last.line:
        return
    closing = status_closing(last.text, start, end)
    if closing is not None:
        if all(status_closing(unit.text, unit.start, unit.end) is None for unit in below[:-1]):
            draft.status.append(TextRange(line, closing[1], end))
    elif len(draft.text) > 1 and status_lead(last.text, start, end) == end:
        draft.status.append(draft.text.pop())


def _continues_line(units: Sequence[Unit], position: int, before: TextRange, heading: int | None) -> bool:
    """A label inside a numbered item, (1)已完成2个:…。整改情况:…, is part of the item, but not of a heading."""
    unit = units[position]
    if unit.start == 0 or before.line != unit.line:
        return False
    for first in range(position, max(-1, position - _MOST_PIECES), -1):
        if units[first].start == 0:
            return first != heading and units[first].marker is not None and units[first].label is None
    return False
