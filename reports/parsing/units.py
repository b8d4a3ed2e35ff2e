"""Logical lines -> units: the smallest pieces that may be a heading, a label with its text, or a paragraph.

A line gives one unit, or several where a label stands inside it (1.台账不全。整改情况:…) or headings were glued.
What a unit states about itself is read here; what it is in its document is decided in `frame` and `headings`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from reports.parsing.markers import BESIDE, ISSUE_STARTS, STEP_STYLES, Label, Marker, inner_labels, label_at, marker_at
from reports.parsing.own_labels import own_label_at, own_labels
from reports.parsing.physical import Line
from reports.parsing.row_numbers import row_numbers
from reports.parsing.status_words import status_lead, status_tail
from reports.parsing.voice import is_failing, voice
from reports.parsing.wrappers import Wrapper, wrapper_at, wrapper_beside_sisters

_NAMES = frozenset({"about", "target", "cure"})  # wrappers around a problem's own words
_INNER_FIELDS = frozenset({"unit", "person", "deadline", "status"})
_OPENING_BRACKETS = re.compile(r"[(【〔]")
_CLOSING_BRACKETS = frozenset(")】〕")
_STEP_START = re.compile(r"(?:一是|第一[,、是]|①|首先[,:]|1[.、](?!\d)|\(1\)|\(一\))")
_INLINE_STEP = re.compile(r"[。;:,!][ \t]{0,2}一是")
_SECTOR = re.compile(r"方面(?:的?问题)?(?:\([^()]{1,14}\))?】?[。:]?$")
# 聚焦履职尽责方面问题,着力推动改革落地; near-miss: 聚焦履职方面问题,建立台账。逐项销号。
_FOCUS = re.compile(r"(?:聚焦|紧盯|围绕)[^,。;]{2,40}方面(?:存在)?的?(?:突出)?问题[,:][^。;]{2,40}。?$")
_NAMES_PLANS = re.compile("下一?步|后续")  # 三、下一步打算 is a heading, 下一步打算:… a label
_LONGEST_SECTOR = 60
_GROUPS = ("part", "cn_dun", "cn_paren")  # by custom, outermost first
_FEWEST_TOWARD, _MOST_FAILING = 3, 2 / 3  # 对“…”问题,… of a row, and those that name a failing
# (图为村民领取种苗 田禾/摄), 图1 整改前, 视频链接:…; near-miss: 图书更新慢, 点击量不高
_CAPTION = re.compile(
    r"[(▲△]?[ \t]?(?:图为|图[一二三四五六\d][ \t:]|[上下左右]图(?:为|:)|摄影[:/]|视频链接[:]|相关链接[:]|点击查看)"
)
_LONGEST_CAPTION = 60
_LONGEST_STATUS = 30
# (1)已完成整改2个,分别是:1-2,台账不全。整改情况:…: what a text counts by status stays in it, labels and all
_COUNTED = re.compile(r"[。;:,]\((?:1|一)\)(?:已完成|基本完成|正在|未完成|长期|阶段性|持续)[^。:;]{0,10}\d+[个项条件]")
_SCAN = 1200  # characters of a line in which a heading's own end is looked for


class _Document(NamedTuple):
    """What all lines show: labels that also count inside a line, those that no list holds, numbers before a number."""

    main_labels: frozenset[str]
    own_labels: frozenset[str]
    numbers: Mapping[int, Marker]


@dataclass(slots=True)
class Unit:
    """A piece `[start, end)` of line `line`.

    `marker` is the numbering in front; `issue` a second one after it (12.问题12:). `label` is a field label at the
    start of the content, `wrapper` a wrapper there. `content` is where the words after numbering begin, `body` where
    those after the label do.
    """

    line: int
    start: int
    end: int
    text: str
    marker: Marker | None
    issue: Marker | None
    label: Label | None
    wrapper: Wrapper | None
    content: int
    body: int
    duplicate: bool = False
    in_table: bool = False
    among_groups: bool = False  # a top heading …方面 beside others of that wording (`frame`)
    statement: object = None  # kept by `statements.statement_of`, which reads it once
    style: str = field(init=False)  # of its numbering; empty without one
    key: str = field(init=False)  # the style as told apart among headings: decimals by their depth, bullets by sign
    number: tuple[int, ...] = field(init=False)  # counts the item: that of 问题n where there is one
    is_step: bool = field(init=False)  # counts steps (一是, ①, 第一), and does not only name a problem
    size: int = field(init=False)  # characters of its content
    opens_rectification: bool = field(init=False)  # begins with a label such as 整改情况:
    is_field: bool = field(init=False)  # begins with a field that stands beside the text (责任单位:, 整改时限:)
    states_problem: bool = field(init=False)  # begins with a label such as 反馈问题: or 问题描述:
    _voice: float | None = None

    def __post_init__(self) -> None:
        """What is asked of every unit many times is read off once."""
        self.style = self.marker.style if self.marker is not None else ""
        self.key = _key(self.marker) if self.marker is not None else ""
        mark = self.issue or self.marker
        self.number = mark.number if mark is not None else ()
        self.is_step = self.style in STEP_STYLES and not self._names_problem()
        self.size = self.end - self.content
        kind = self.label.kind if self.label is not None else ""
        if kind == "status" and self.end - self.body > _LONGEST_STATUS:
            kind = "rectification"  # 整改进度:公开账目32次,…
        self.opens_rectification = kind == "rectification"
        self.is_field = kind in BESIDE
        self.states_problem = kind == "problem"

    def _names_problem(self) -> bool:
        """一是针对“档案缺页”的问题。 alone on its line; near-miss: 一是针对“档案缺页”的问题,补齐档案40卷。"""
        wrapper = self.wrapper
        if self.style not in ("shi", "di") or wrapper is None:
            return False
        return wrapper.kind in _NAMES and wrapper.after >= self.end

    @property
    def voice(self) -> float:
        """Above 0 for a failing, below 0 for a step taken."""
        if self._voice is None:
            cure = self.wrapper if self.wrapper is not None and self.wrapper.kind == "cure" else None
            end = status_tail(self.text, self.body, self.end) or self.end
            start, end = (cure.start, cure.end) if cure is not None else (self.body, end)
            self._voice = voice(self.text, start, end) if self.size else 0.0
        return self._voice

    def words(self) -> str:
        """Its content, in reading form."""
        return self.text[self.content : self.end]

    def is_sector(self) -> bool:
        """Reads 在…方面, …方面 or 聚焦…方面问题,…: the name of a field of work."""
        if self.size > _LONGEST_SECTOR:
            return False
        return (
            _SECTOR.search(self.text, self.content, self.end) or _FOCUS.match(self.text, self.content, self.end)
        ) is not None

    def is_closed(self) -> bool:
        """Ends as a sentence does."""
        return self.text[self.end - 1] in "。;!?" if self.end > self.start else False

    def leads_in(self) -> bool:
        """Ends with a colon: what follows is what it speaks of."""
        return self.end > self.start and self.text[self.end - 1] == ":"

    def sentences(self) -> int:
        """How many sentences its content holds; 1 for a bare heading."""
        return self.text.count("。", self.content, max(self.content, self.end - 1)) + 1

    def starts_steps(self) -> bool:
        """Begins with the first item of an enumeration of steps."""
        return _STEP_START.match(self.text, self.start) is not None

    def holds_steps(self) -> bool:
        """Has 一是 after a clause of its own."""
        return _INLINE_STEP.search(self.text, max(0, self.content - 1), self.end) is not None


def make_units(lines: Sequence[Line], cuts: Mapping[int, Sequence[int]] = MappingProxyType({})) -> list[Unit]:
    """The units of all lines, in order; `cuts` are further places, per line, at which one begins.

    Adjacent identical lines: the later one is marked `duplicate`; so are captions and links, which are no text.
    """
    document = _Document(_main_labels(lines), own_labels(lines), row_numbers([line.text for line in lines]))
    units: list[Unit] = []
    before = ""
    for index, line in enumerate(lines):
        made = split_line(index, line.text, document, cuts.get(index, ()))
        if len(made) == 2 and _is_text_with_status(*made, above=units[-1:]):
            made = [read_unit(index, line.text, 0, len(line.text))]
        again = line.text == before and len(before) > 5 and (made[0].label is None or made[0].body < made[0].end)
        if again or (len(line.text) <= _LONGEST_CAPTION and _CAPTION.match(line.text)):
            for unit in made:
                unit.duplicate = True
        before = line.text
        units.extend(made)
    _unwrap_sisters(units)
    return units


def _is_text_with_status(first: Unit, second: Unit, *, above: Sequence[Unit]) -> bool:
    """换灯64盏。完成情况:已完成。 without a number reports steps, or stands below 1.关于“路灯损坏”问题: its text.

    Near-miss: 路灯损坏多。完成情况:已完成。 below another of that kind, or below (一)民生保障不力.
    """
    if first.marker is not None or first.label is not None or first.wrapper is not None:
        return False
    if not second.opens_rectification or status_lead(second.text, second.body, second.end) != second.end:
        return False
    wrapped = any(u.marker is not None and u.wrapper is not None and u.wrapper.after >= u.end for u in above)
    return wrapped or first.voice < 0


def _unwrap_sisters(units: Sequence[Unit]) -> None:
    """What the wrapper of one numbered line is, is that of its sisters: 1.关于台账不全问题。 ⏎ 2.关于占用林地问题。"""
    kinds: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        if unit.wrapper is not None and unit.style not in STEP_STYLES:
            kinds[unit.key].add(_opening(unit))
    for row in _rows(units):
        toward = all(map(_is_toward, row))  # 对“…”问题,… is a step where any of its row opens otherwise
        failing = toward and len(row) >= _FEWEST_TOWARD and _name_failings(row)
        for unit in row:
            known = unit.wrapper is None and (failing or _opening(unit) in kinds.get(unit.key, ()))
            if known and (toward or not _is_toward(unit)):
                unit.wrapper = wrapper_beside_sisters(unit.text, unit.body, unit.end)


def _rows(units: Sequence[Unit]) -> list[list[Unit]]:
    """The numbered units of each style, from one count up to the next, or to the next group: 1. 2. | (二) 3. 4."""
    rows: list[list[Unit]] = []
    latest: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.marker is None:
            continue
        if unit.key not in latest or unit.number <= latest[unit.key][-1].number:
            latest[unit.key] = []
            rows.append(latest[unit.key])
        latest[unit.key].append(unit)
        if unit.key in _GROUPS:
            above = _GROUPS[: _GROUPS.index(unit.key) + 1]
            latest = {key: row for key, row in latest.items() if key in above}
    return rows


def _is_toward(unit: Unit) -> bool:
    return unit.text[unit.body : unit.body + 1] == "\u5bf9"


def _name_failings(row: Sequence[Unit]) -> bool:
    """1.对“台账不全”问题,补录6本。 ⏎ 2.对“会议偏多”问题,… Near-miss: (1)对“停车难”问题,新增泊位300个。 ⏎ (2)…"""
    found = [wrapper_beside_sisters(unit.text, unit.body, unit.end) for unit in row if not unit.is_step]
    if len(found) < len(row) or None in found:
        return False
    named = sum(w is not None and is_failing(u.text[w.start : w.end]) for u, w in zip(row, found, strict=True))
    return named >= _MOST_FAILING * len(row)


def _opening(unit: Unit) -> str:
    """关于, a quotation mark, or 巡察: what the sisters' wrappers begin with."""
    return unit.text[unit.body : unit.body + (1 if unit.text[unit.body : unit.body + 1] in '\u201c"' else 2)]


def split_line(index: int, text: str, document: _Document, known: Sequence[int] = ()) -> list[Unit]:
    """The units of one line, cut at the labels in it and at the places `known`."""
    if known:
        bounds = [0, *known, len(text)]
        return [u for a, b in pairwise(bounds) for u in _split_piece(index, text, a, b, document) if a < b]
    return _split_piece(index, text, 0, len(text), document)


def _split_piece(index: int, text: str, start: int, end: int, document: _Document) -> list[Unit]:
    first = read_unit(index, text, start, end, document.own_labels, document.numbers.get(index) if start == 0 else None)
    bracket = _fields_in_brackets(text, first.body, end)
    cuts: list[int] = [] if bracket is None else [bracket]
    may_open = not first.opens_rectification and (not first.is_step or first.style == "bullet")
    counted = _COUNTED.search(text, first.body, end)
    for label in inner_labels(text, first.body if first.wrapper is None else first.wrapper.after, end):
        if counted is not None and label.start > counted.start():
            break
        if label.kind in _INNER_FIELDS:
            cuts.append(label.start)
        elif label.kind == "problem" and text[label.start - 1] in ")】":
            continue  # (二)反馈问题:… begins at its number
        elif label.kind in ("rectification", "problem") and (
            label.word in document.main_labels or (may_open and label.start < first.content + _SCAN)
        ):
            cuts.append(label.start)
            may_open = False
    if not cuts:
        return [first]
    return [read_unit(index, text, a, b) for a, b in pairwise([start, *cuts, end]) if a < b]


def _fields_in_brackets(text: str, start: int, end: int) -> int | None:
    """Where the bracket opens that closes the line and begins with a field: 有死角。(责任领导:张明;整改时限:6月底)

    Near-miss: 有死角(含3个村)。
    """
    if text[end - 1 : end] not in _CLOSING_BRACKETS and text[end - 2 : end - 1] not in _CLOSING_BRACKETS:
        return None
    for opening in _OPENING_BRACKETS.finditer(text, start + 1, end):
        label = label_at(text, opening.end(), end)
        if label is not None and label.kind in _INNER_FIELDS and text[label.end - 1] == ":":
            return opening.start()
    return None


def read_unit(
    index: int,
    text: str,
    start: int,
    end: int,
    own: frozenset[str] = frozenset(),
    number: Marker | None = None,
) -> Unit:
    """What the piece `[start, end)` of a line says about itself; `own` are the `own_labels` of the document, `number`
    the enumerator that only the row shows (`row_numbers`).
    """
    while end > start and text[end - 1] in " \t":
        end -= 1
    marker, issue, content = _numbering(text, start, end) if number is None else (number, None, number.end)
    label = label_at(text, content, end)
    if label is None and own and content == 0:
        label = own_label_at(text, end, own)
    if label is None and end > start and text[start] in "(【〔" and text[end - 1] in ")】〕;":
        inside = label_at(text, start + 1, end)
        label = inside if inside is not None and inside.kind in _INNER_FIELDS else None
    if label is not None and _is_title(text, end, marker, label):
        label = None
    body = label.end if label is not None else content
    return Unit(index, start, end, text, marker, issue, label, wrapper_at(text, body, end), content, body)


def _numbering(text: str, start: int, end: int) -> tuple[Marker | None, Marker | None, int]:
    """The numbering at `start`, the 问题n that is it or follows it, and where the words after them begin."""
    marker = marker_at(text, start)
    if marker is None or marker.end > end:
        return None, None, start
    if marker.style == "issue":
        return marker, marker, marker.end
    second = marker_at(text, marker.end) if text[marker.end : marker.end + 1] in ISSUE_STARTS else None
    if second is not None and second.style == "issue" and second.end <= end:
        return marker, second, second.end
    return marker, None, marker.end


def _key(marker: Marker) -> str:
    if marker.style == "bullet":
        return "bullet" + marker.label
    if marker.style == "decimal":
        return f"decimal{len(marker.number)}"
    return marker.style


def _is_title(text: str, end: int, marker: Marker | None, label: Label) -> bool:
    """二、整改落实情况 and 3 下一步打算 are headings of sections, worded like labels."""
    if marker is None:
        return False
    if text[label.end - 1] in " \t" and text[label.start : label.end].rstrip() == label.word:
        return True  # 二、整改情况 及成效
    if label.end < end or text[end - 1] in ":]】":
        return False
    return marker.style in ("cn_dun", "part") or _NAMES_PLANS.match(label.word) is not None


def _main_labels(lines: Sequence[Line]) -> frozenset[str]:
    """The rectification labels with which lines of this document begin often: they also count inside a line."""
    counts: Counter[str] = Counter()
    for line in lines:
        label = label_at(line.text)
        if label is not None and label.kind in ("rectification", "problem"):
            counts[label.word] += 1
        counts.update(
            inner.word for inner in inner_labels(line.text, 1, len(line.text)) if inner.kind == "rectification"
        )
    return frozenset(word for word, count in counts.items() if count >= 3 and len(word) > 3)
