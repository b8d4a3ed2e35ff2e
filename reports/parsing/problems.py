"""Headings with what stands below them -> problems: the leaves of the heading tree, each with its path and its text.

A leaf has its own rectification text or is listed as an item of its own; a heading with headings below groups. Labels
whose heading was lost open a problem without a statement. Lines above a shared text all carry it (schema.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reports.parsing.depths import Heading
from reports.parsing.drafts import Draft, Node
from reports.parsing.rectification_text import take_text
from reports.parsing.statements import TextRange, statement_of
from reports.parsing.units import Unit

_MOST_SHARING = 12  # headings above one text that can share it
_NEAR = 60  # units within which the next numbered heading is looked for


def build_tree(
    units: Sequence[Unit], positions: Sequence[int], ranks: Mapping[int, float], deepest: float, groups: frozenset[str]
) -> Node:
    """The tree of one problem section, whose units stand at `positions`. The root is no heading.

    `ranks` are those of all headings by their units, `deepest` is the greatest, `groups` are their `grouping_styles`.
    """
    root = Node(None, -1.0, "", positions[0] if positions else 0)
    current = root
    for position in positions:
        unit = units[position]
        if unit.duplicate:
            continue
        if position in ranks:
            current = _add(units, current, position, ranks[position], groups)
        elif _opens_lost_problem(units, current, position, groups):
            holder = current
            while holder.parent is not None and (holder.unit is None or not _groups(holder, groups)):
                holder = holder.parent
            current = Node(None, max(deepest, holder.rank + 0.5), "", position, parent=holder)
            holder.children.append(current)
            _attach(current, unit, position)
        else:
            _attach(current, unit, position)
    return root


def collect(units: Sequence[Unit], root: Node, prefix: tuple[TextRange, ...], groups: frozenset[str]) -> list[Draft]:
    """The problems of a tree in text order; shared texts given to every heading above them."""
    drafts: list[Draft] = []
    _walk(units, root, prefix, groups, drafts)
    return drafts


def grouping_styles(units: Sequence[Unit], headings: Sequence[Heading]) -> frozenset[str]:
    """Styles most of whose headings have headings directly below."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        tally = counts[_key(units[heading.unit])]
        tally[1] += 1
        tally[0] += following is not None and following.rank > heading.rank
    return frozenset(key for key, (above, total) in counts.items() if above >= 0.5 * total and above > 0)


def _key(unit: Unit) -> str:
    if unit.states_problem and unit.marker is None:
        return "field"
    return unit.key


def _groups(node: Node, groups: frozenset[str]) -> bool:
    return node.key in groups or bool(node.children)


def _add(units: Sequence[Unit], current: Node, position: int, rank: float, groups: frozenset[str]) -> Node:
    unit = units[position]
    if _completes(current, unit):
        current.statement = statement_of(unit)
        current.below.append(position)
        return current
    parent = current
    while parent.parent is not None and (parent.rank >= rank or _is_done(parent, groups)):
        parent = parent.parent
    node = Node(position, rank, _key(unit), position, parent=parent, statement=statement_of(unit))
    parent.children.append(node)
    return node


def _completes(node: Node, unit: Unit) -> bool:
    """问题1 ⏎ 问题描述:…: the second heading line holds the words of the first."""
    if node.unit is None or node.statement.words is not None or node.below or node.children:
        return False
    return (unit.marker is None or unit.states_problem) and not unit.opens_rectification


def _is_done(node: Node, groups: frozenset[str]) -> bool:
    """A heading whose own text has been given takes no headings below, unless headings like it do."""
    if node.unit is None:
        return True
    if node.key in groups:
        return False
    return bool(node.labels) or node.statement.rest is not None


def _opens_lost_problem(units: Sequence[Unit], node: Node, position: int, groups: frozenset[str]) -> bool:
    """A label at the start of a line where no problem waits for one: its heading was lost."""
    unit = units[position]
    if not unit.opens_rectification or unit.start > 0 or unit.label is None:
        return False
    if node.parent is None:
        return True
    if node.unit is not None and node.key in groups and not node.children and _gap_below(units, node, position):
        return True
    return unit.label.word in node.labels


def _gap_below(units: Sequence[Unit], node: Node, position: int) -> bool:
    """A group heading directly followed by a label: a heading between was lost if the next number skips one."""
    assert node.unit is not None
    before = _nearest_number(units, range(node.unit - 1, max(-1, node.unit - _NEAR), -1), node.key)
    after = _nearest_number(units, range(position + 1, min(len(units), position + _NEAR)), node.key)
    if after is None:
        return False
    return after == 2 if before is None else after in (before + 2, 2)


def _nearest_number(units: Sequence[Unit], places: range, above: str) -> int | None:
    """The number of the nearest numbered line of another style that a label follows."""
    for i in places:
        unit = units[i]
        if unit.marker is None or unit.is_step or unit.style == above or not unit.number:
            continue
        if i + 1 < len(units) and units[i + 1].opens_rectification:
            return unit.number[0]
    return None


def _attach(node: Node, unit: Unit, position: int) -> None:
    node.below.append(position)
    if unit.opens_rectification and unit.label is not None:
        node.labels.add(unit.label.word)


def _walk(
    units: Sequence[Unit], node: Node, path: tuple[TextRange, ...], groups: frozenset[str], drafts: list[Draft]
) -> None:
    waiting: list[Draft] = []
    inline = False
    for child in node.children:
        if child.children:
            waiting, inline = [], False
            inner = path if child.statement.words is None else (*path, child.statement.words)
            if child.labels:
                drafts.append(_lost_above(units, child, inner))
            before = len(drafts)
            _walk(units, child, inner, groups, drafts)
            _number_only_child(units, child, drafts[before:])
            _leave_steps_of_group(units, child, drafts[before:])
            continue
        draft = _draft(units, child, path)
        empty = not draft.text and not draft.status and not draft.fields
        if empty and child.key in groups and child.unit is not None and not _states_failing_alone(child):
            continue
        drafts.append(draft)
        if empty:
            waiting.append(draft)
            del waiting[:-_MOST_SHARING]
            continue
        before_inline, inline = inline, child.statement.rest is not None
        if before_inline and inline:
            waiting = []  # 1.会风不实。一是… ⏎ 2.台账不全。 ⏎ 3.路灯损坏。一是…: each has its own text, or none
        for above in waiting:
            above.text, above.blocks, above.shared = draft.text, draft.blocks, True
        draft.shared = bool(waiting)
        waiting = []


def _leave_steps_of_group(units: Sequence[Unit], node: Node, drafts: Sequence[Draft]) -> None:
    """1.关于会风不实的问题 ⏎ 成立专班,开会3次。 ⏎ (1)关于会议多的问题: nobody can tell whose step; a warning says so.

    Near-miss, an introduction: (一)作风建设方面 ⏎ 县委高度重视。 ⏎ 1.…
    """
    if node.unit is None or node.labels or not drafts or units[node.unit].wrapper is None:
        return
    drafts[0].left[:0] = [
        TextRange(units[p].line, units[p].start, units[p].end)
        for p in node.below
        if units[p].label is None and units[p].voice < 0
    ]


def _states_failing_alone(node: Node) -> bool:
    """In a list of single problems a heading without text is an item; among groups it is an emptied group."""
    return False if node.parent is None else not any(sibling.children for sibling in node.parent.children)


def _number_only_child(units: Sequence[Unit], node: Node, drafts: Sequence[Draft]) -> None:
    """1.党建方面 ⏎ 问题描述:…: one unnumbered problem under a numbered title has the title's number."""
    if len(drafts) != 1 or drafts[0].number or drafts[0].unit is None or node.unit is None or len(node.children) != 1:
        return
    if not units[drafts[0].unit].states_problem:
        return
    unit = units[node.unit]
    drafts[0].label, drafts[0].number, drafts[0].style = _label(unit), unit.number, unit.style


def _lost_above(units: Sequence[Unit], node: Node, path: tuple[TextRange, ...]) -> Draft:
    """The text under a group heading's label belongs to a problem whose heading was lost."""
    lost = Node(None, node.rank + 0.5, "", node.below[0] if node.below else node.first, below=node.below)
    return _draft(units, lost, path)


def _draft(units: Sequence[Unit], node: Node, path: tuple[TextRange, ...]) -> Draft:
    unit = units[node.unit] if node.unit is not None else None
    statement = node.statement
    draft = Draft(
        node.unit,
        _label(unit) if unit is not None else None,
        unit.number if unit is not None else (),
        unit.style if unit is not None else "",
        statement.words,
        path,
        first=node.first,
        last=max([node.first, *node.below]),
    )
    if statement.status is not None:
        draft.status.append(statement.status)
    if unit is not None:
        _take_own_label(unit, draft)
    below = _take_statement_below(units, node, draft)
    take_text(units, node, below, draft)
    return draft


def _label(unit: Unit) -> str | None:
    """问题1: -> 问题1, whose colon belongs to no number; 2. and 一、 as written."""
    mark = unit.issue or unit.marker
    return mark.label.rstrip(":") if mark is not None else None


def _take_own_label(unit: Unit, draft: Draft) -> None:
    if unit.states_problem and draft.statement is None and unit.body < unit.end:
        draft.statement = TextRange(unit.line, unit.body, unit.end)


def _take_statement_below(units: Sequence[Unit], node: Node, draft: Draft) -> list[int]:
    """【问题3】 alone on its line: the next line holds the statement."""
    below = [
        p for p in node.below if not (node.unit is not None and p > node.unit and _is_statement_line(units[p], node))
    ]
    if node.unit is None or draft.statement is not None or not below:
        return below
    unit = units[below[0]]
    if unit.marker is None and unit.label is None and (unit.voice > 0 or node.labels or len(below) > 1):
        statement = statement_of(unit)
        draft.statement = statement.words
        if statement.rest is not None:
            draft.text.append(statement.rest)
        return below[1:]
    return below


def _is_statement_line(unit: Unit, node: Node) -> bool:
    words = node.statement.words
    return words is not None and words.line == unit.line and unit.start <= words.start < unit.end
