"""Problems whose text follows on the heading's own line: where the statement ends and the text begins.

1.账目混乱。核对账目126条。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reports.parsing.drafts import Node
from reports.parsing.statements import Statement, TextRange
from reports.parsing.units import Unit
from reports.parsing.voice import voice

_FEW = 2  # leaves that show nothing yet
_MOST_CUT = 0.6
_ACTS = -1.0
_FAILS = 1.0  # voice: 对3个低效项目调减预算 names a failing, 更换缓慢 states one
_AREA = "方面"
_SINCE = re.compile(r"(?:自|从)?\d{4}年[^,。]{0,10}(?:以来|起|至今),")  # 2023年以来,查处案件28件


def cut_inline_texts(units: Sequence[Unit], roots: Sequence[Node]) -> None:
    """Tells statement and text apart where both stand on the heading's own line: as all sections together show."""
    for row in _rows(units, roots):
        cut = [_cut_after_first_sentence(units, leaf, row.ends, sure=False) for leaf in row.uncut]
        proven = sum(new is not leaf.statement for new, leaf in zip(cut, row.uncut, strict=True)) + row.proven
        sure = proven >= _MOST_CUT * (len(row.uncut) + row.proven)
        for leaf, new in zip(row.uncut, cut, strict=True):
            leaf.statement = _cut_after_first_sentence(units, leaf, row.ends, sure=True) if sure else new
    for leaf in _leaves(roots):
        if leaf.statement.rest is not None and not leaf.labels:
            leaf.statement = _cut_before_action(units, leaf)


def _cut_before_action(units: Sequence[Unit], node: Node) -> Statement:
    """1.台账不全。镇党委召开会议2次。一是…, 1.案件频发。2023年以来,查处案件28件。一是…: the text begins with the first
    sentence behind the statement that reports a step. Near-miss: 1.台账不全。票据也不齐。一是…
    """
    statement = node.statement
    if node.unit is None or statement.words is None or statement.rest is None or units[node.unit].wrapper is not None:
        return statement
    text = units[node.unit].text
    line, start, end = statement.words
    stop = text.find("。", start, end) + 1
    if stop == 0 or voice(text, start, stop) <= 0:
        return statement
    while start < stop < end:
        since = _SINCE.match(text, stop, end)
        if voice(text, stop if since is None else since.end(), end) < _ACTS:
            rest = TextRange(line, stop, statement.rest.end)
            return Statement(TextRange(line, start, stop), rest, statement.status)
        stop = text.find("。", stop, end) + 1
    return statement


def _leaves(roots: Sequence[Node]) -> Iterator[Node]:
    waiting = [*roots]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.unit is not None and not node.children:
            yield node


class _Row(NamedTuple):
    """Leaves of one style whose text follows on their line. `uncut` have it in their statement still, `proven` is how
    many sisters have steps there, `ends` how all the statements of these end: 方面
    """

    uncut: list[Node]
    proven: int
    ends: str


def _rows(units: Sequence[Unit], roots: Sequence[Node]) -> Iterator[_Row]:
    """The leaves whose text follows on the heading's own line (1.面窄。办班6期。).

    So it is where most leaves of the style have steps on their line, or where none has any text elsewhere and most hold
    several sentences; or in one group, where some leaf has steps on its line and none has text below.
    """
    leaves: dict[str, list[Node]] = defaultdict(list)
    for node in _leaves(roots):
        leaves[node.key].append(node)
    for nodes in leaves.values():
        bare = [node for node in nodes if not node.below and node.statement.rest is None]
        inline = [node for node in nodes if node.statement.rest is not None and not node.below]
        if 2 * len(inline) >= len(nodes) > 1 or (len(bare) == len(nodes) > _FEW):
            yield _Row(bare, len(inline), _common_end(units, inline))
            continue
        for group in _by_parent(nodes):
            inline = [node for node in group if node.statement.rest is not None]
            if inline and not any(node.below for node in group):
                uncut = [node for node in group if node.statement.rest is None]
                yield _Row(uncut, len(inline), _common_end(units, inline))


def _common_end(units: Sequence[Unit], nodes: Sequence[Node]) -> str:
    """方面 where the statements of all `nodes` end so."""
    for node in nodes:
        words = node.statement.words
        if words is None or node.unit is None or not _ends_with(units[node.unit].text, words.end, _AREA):
            return ""
    return _AREA if nodes else ""


def _ends_with(text: str, end: int, words: str) -> bool:
    """Whether the sentence that ends at `end`, with its 。 or without, ends with `words`."""
    return text[max(0, end - len(words) - 1) : end].rstrip("。").endswith(words)


def _by_parent(nodes: Sequence[Node]) -> Iterable[list[Node]]:
    groups: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[id(node.parent)].append(node)
    return groups.values()


def _cut_after_first_sentence(units: Sequence[Unit], node: Node, ends: str, *, sure: bool) -> Statement:
    """The first sentence as statement, the others as text, when that states a failing and these report a step; or, when
    it is `sure` that all are so, unless these state failings as well; or when it ends as its sisters do.

    Among sisters with 一是: 3.群众利益屡受侵害。收回资金21万元。 among 在…方面。一是… 3.在基层党建方面。督查4轮。
    Near-miss: 3.台账不全。票据不齐。
    """
    statement = node.statement
    if node.unit is None or statement.words is None:
        return statement
    text = units[node.unit].text
    line, start, end = statement.words
    stop = text.find("。", start, end) + 1
    if not start < stop < end:
        return statement
    fails, rest = voice(text, start, stop) > 0, voice(text, stop, end)
    alike = ends != "" and _ends_with(text, stop, ends)
    if not (alike or (fails and rest <= 0) or (sure and rest < _FAILS)):
        return statement
    return Statement(TextRange(line, start, stop), TextRange(line, stop, end), statement.status)
