"""The lines below a problem -> its rectification text, with the fields and the status words that stand among them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.parsing.drafts import Draft, Node
from reports.parsing.statements import TextRange
from reports.parsing.status_words import status_lead, status_tail
from reports.parsing.units import Unit

_MOST_PIECES = 20  # of a line, behind which its beginning is looked for


def take_text(units: Sequence[Unit], node: Node, below: Sequence[int], draft: Draft) -> None:
    """The rectification text: from the first label on where there is one, else every paragraph; fields set aside."""
    labels = [p for p in below if units[p].opens_rectification]
    labelled = any(not _tells_status(units[p]) for p in labels)
    draft.labelled = bool(labels)
    if node.statement.rest is not None and not labelled:
        draft.text.append(node.statement.rest)
    begun = not labelled or _begins_with_steps([units[p] for p in below if p < labels[0]])
    after_label = False
    for position in below:
        unit = units[position]
        if unit.is_field and unit.label is not None:
            piece = TextRange(unit.line, unit.body, unit.end)
            draft.fields.append((unit.label.kind, piece))
            if unit.label.kind == "status":
                draft.status.append(piece)
            continue
        start = unit.start
        if unit.opens_rectification:
            if begun and draft.text and _continues_line(units, position, draft.text[-1], node.unit):
                draft.text[-1] = draft.text[-1]._replace(end=unit.end)
                continue
            begun = after_label = True
            start = unit.body
            _begin_block(draft)
        elif unit.states_problem:
            continue
        if not begun:
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
        _take_status_at_end(units[below[-1]], draft)


def _begin_block(draft: Draft) -> None:
    if draft.text and draft.blocks[-1:] != [len(draft.text)]:
        draft.blocks.append(len(draft.text))


def _tells_status(unit: Unit) -> bool:
    """完成情况:已完成 alone: no text begins there."""
    return unit.body < unit.end and status_lead(unit.text, unit.body, unit.end) == unit.end


def _begins_with_steps(units: Sequence[Unit]) -> bool:
    """(1)修订办法。 ⏎ (2)清理台账。 ⏎ 整改成效:…; near-miss, parts of the problem: (1)办法陈旧。 ⏎ (2)台账不清。"""
    steps = [unit for unit in units if unit.marker is not None]
    return bool(steps) and units[0] is steps[0] and sum(unit.voice for unit in steps) < 0


def _take_status_at_end(unit: Unit, draft: Draft) -> None:
    """The words in brackets that close the text: 招聘教师11名。(已完成)"""
    line, start, end = draft.text[-1]
    tail = status_tail(unit.text, start, end) if line == unit.line else None
    if tail is not None:
        draft.status.append(TextRange(line, tail, end))


def _continues_line(units: Sequence[Unit], position: int, before: TextRange, heading: int | None) -> bool:
    """A label inside a numbered item, (1)已完成2个:…。整改情况:…, is part of the item, but not of a heading."""
    unit = units[position]
    if unit.start == 0 or before.line != unit.line:
        return False
    for first in range(position, max(-1, position - _MOST_PIECES), -1):
        if units[first].start == 0:
            return first != heading and units[first].marker is not None and units[first].label is None
    return False
