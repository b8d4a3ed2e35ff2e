"""Physical lines -> logical lines: hard breaks inside sentences healed, page numbers and running heads set aside.

Only breaks that the text itself proves are healed: an open quotation or book title, a comma at the end, a line cut at
the page's width, a page number in the middle of a sentence. In doubt a line stays a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.parsing.markers import BESIDE, STATUS_WORDS, data, label_at, marker_at
from reports.parsing.physical import Line, merge
from reports.parsing.voice import ends_failing, voice
from reports.parsing.wrappers import wrapper_at

# — 3 —, -3-, · 3 ·, 第 3 页, 第3页 共10页, 3 / 10; near-miss: 3 (a table's cell), -5.2%
_PAGE_NUMBER = re.compile(
    r"(?:[-\u2010-\u2015~\u00b7•_]{1,3}[ \t]{0,4}\d{1,4}[ \t]{0,4}[-\u2010-\u2015~\u00b7•_]{1,3}"
    r"|第[ \t]{0,4}\d{1,4}[ \t]{0,4}页[ \t,/]{0,4}(?:[(]?共[ \t]{0,4}\d{1,4}[ \t]{0,4}页[)]?)?"
    r"|\d{1,4}[ \t]{0,4}/[ \t]{0,4}\d{1,4})$"
)
_MOST_DIGITS = 3
_BARE_NUMBER = re.compile(rf"\d{{1,{_MOST_DIGITS}}}$")
_CLOSED = frozenset("。!?;:…")  # after these a paragraph may end
# 台账不全。(已完成), 台账不全(持续推进); near-miss: 台账不全(含3个村)
_REMARKED = re.compile(rf"[。!?][(][^()]{{1,16}}[)]$|[(](?:{STATUS_WORDS})[)]$")
_CLOSED_QUOTED = re.compile(r"[。!?…][\u201d\u2019\"')》】]{1,2}$")
# 干部队伍建设方面, 关于“台账不全”的问题, (二)专项检查反馈意见整改落实情况; near-miss: 县委研究了有关问题并
_ENDS_HEADING = re.compile(r"(?:问题|方面|整改(?:工作)?(?:落实|进展|完成)?情况)$")
_STATUS_ALONE = re.compile(rf"(?:{STATUS_WORDS})$")
_HANGING = frozenset(",、(《\u201c\u2018<〈-\u2014")
_OPENING = frozenset("(《\u201c\u2018<〈")
_PROSE = re.compile(r"[,。;:、]")
_PAIRS = (("\u201c", "\u201d"), ("《", "》"), ("(", ")"))
# What follows a report but never continues a sentence.
_TAIL = re.compile(
    r"中共|\d{4}年\d{1,2}月\d{1,2}日$|二[〇○零]|分享|©|Copyright|主办|承办|附件|上一篇|下一篇|责任编辑|编辑:|来源:|打印|扫一扫|版权|联系|欢迎"
)
_NAMES_REPORT = re.compile(r"(?:通报|报告|公告|公示|情况)(?:[(][^()]*[)])?$")
_TITLE = re.compile(r"关于[^。]{0,30}巡[视察][^。]{0,20}(?:通报|报告|公告|公示)$")
# The page's own line above the report: 来源:青禾风纪 发布时间:2024-05-06, 2024-05-06 08:30 来源:…; near-miss: 来源不清
_META = re.compile(
    r"(?:(?:信息|内容|稿件|文章)?来源|作者|编辑|责任编辑|发布|发布(?:时间|日期|机构)|发表(?:时间|日期)|日期|时间|浏览(?:次数|量)|阅读(?:次数|量)"
    r"|点击(?:数|量)|字体|字号|当前位置|您现在的位置)[ \t]{0,4}:"
    r"|首页[ \t]{0,4}>|\d{4}[-/]\d{1,2}[-/]\d{1,2}[ \t]{1,4}\d{1,2}:\d\d"
)
_WIDEST_PAGE = 90  # characters of a printed line at most
_LONGEST_LABEL = 20
_LONGEST_REMARK = 24
_FEWEST_LINES = 8
_HEAD_LENGTH = 50


def join_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The logical lines made of `lines`, which stand in order."""
    furniture = _furniture(lines)
    kept = [i for i in range(len(lines)) if i not in furniture] if furniture else range(len(lines))
    page = _page([lines[i] for i in kept])
    cells = _cells_after_numbers(lines)
    result: list[Line] = []
    pending: list[Line] = []
    previous = -1
    for position, i in enumerate(kept):
        line = lines[i]
        if pending:
            after = lines[kept[position + 1]] if position + 1 < len(kept) else None
            if previous not in cells and _continues(pending, line, after, page, torn=i - previous > 1):
                pending.append(line)
                previous = i
                continue
            result.append(merge(pending) if len(pending) > 1 else pending[0])
        pending = [line]
        previous = i
    if pending:
        result.append(merge(pending) if len(pending) > 1 else pending[0])
    return tuple(result)


class _Page(NamedTuple):
    """The width at which lines were cut (None where they are whole paragraphs); whether paragraphs are indented."""

    width: int | None
    indented: bool


def _continues(pending: list[Line], line: Line, after: Line | None, page: _Page, *, torn: bool) -> bool:
    """Whether `line` goes on with the sentence of `pending`. `torn` says that a page number stood between them."""
    last = pending[-1].text
    closed = _is_closed(last)
    text = line.text
    if (closed and page.width is None) or "\t" in text or "\t" in last:
        return False
    if _META.match(pending[0].text) or _META.match(text) or _is_label(last):
        return False
    full = page.width is not None and len(last) + pending[-1].indent >= page.width - 4
    if page.indented and line.indent == 0 and not line.blank_before and not closed and (full or page.width is None):
        return not _TAIL.match(text)  # even where it begins like an item: 一、二级公路
    if full and (last[-1] in _OPENING or (last[-1].isdigit() and text[0].isdigit())):
        return True  # 将在2|024、2025年完成
    if _starts_item(text) or (_TAIL.match(text) and not (torn and full)):
        return False
    if last[-1] in _HANGING or (not closed and _closes_what_is_open(pending, text)):
        return True
    if closed:
        return full and line.indent == 0 and not line.blank_before and not last.endswith(":")
    if full and not line.blank_before:
        return True
    whole_lines = page.width is None and not torn
    if whole_lines and _begins_anew(pending[0].text, text):
        return False
    return _is_one_sentence(pending[0].text, line, after, torn=torn and page.width is None)


def _cells_after_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """In a table with one cell a line: the cells right after a running number, each a statement that is whole."""
    names = {*data()["columns"]["number"]}
    start = next((i for i, line in enumerate(lines) if line.text in names), len(lines))
    return frozenset(i for i in range(start + 2, len(lines)) if _is_bare_number(lines[i - 1].text))


def _is_bare_number(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and _BARE_NUMBER.match(text) is not None


def _is_one_sentence(head: str, line: Line, after: Line | None, *, torn: bool) -> bool:
    """Whether wording alone proves that the unfinished paragraph `head` goes on in `line`."""
    text = line.text
    if not _PROSE.search(text) or (line.blank_before and line.indent and not torn) or _is_whole(head):
        return False
    if "。" in head or _starts_step(head):
        return True
    if marker_at(head) is not None:  # a heading: goes on only where the label then follows at once
        return _is_closed(text) and after is not None and label_at(after.text) is not None and len(head) > 12
    return "," in head and len(head) > 20 and _is_closed(text)


def _begins_anew(head: str, text: str) -> bool:
    """Whether paragraphs that lost their full stop stand there: what was done below a numbered failing, or a wrapper.

    1.理论学习不深入。有的单位以读代学 ⏎ 组织学习12次。 Near-miss: 整改情况:县委召开会议,部署 ⏎ 开展排查,…
    """
    if "。" not in head or wrapper_at(text, 0) is not None:
        return "。" in head
    marker = marker_at(head)
    numbered = marker is not None and marker.style not in ("shi", "di", "circled")
    return numbered and voice(head, marker.end if marker else 0, len(head)) > 0 and voice(text, 0, len(text)) < 0


def _is_whole(head: str) -> bool:
    """A heading, a field or a status, from which no sentence goes on: 队伍建设方面, 责任单位:党政办, 完成情况:已完成.

    Near-miss: 整改情况:县委召开会议,部署; 针对“…”问题,县委召开会议,部署.
    """
    if "。" not in head and (_ENDS_HEADING.search(head) or ends_failing(head)):
        return True
    marker = marker_at(head)
    wrapper = wrapper_at(head, marker.end if marker is not None else 0)
    if wrapper is not None and wrapper.quoted and wrapper.after >= len(head):
        return True
    label = label_at(head)
    if label is None or label.end >= len(head):
        return False
    return label.kind in BESIDE or _STATUS_ALONE.match(head, label.end) is not None


def _is_closed(text: str) -> bool:
    if text[-1] == ")" and _REMARKED.search(text, max(0, len(text) - _LONGEST_REMARK)) is not None:
        return True
    return text[-1] in _CLOSED or _CLOSED_QUOTED.search(text) is not None


def _starts_item(text: str) -> bool:
    label = label_at(text)  # 问题: and 整改: may open a line that a hard break has cut
    return marker_at(text) is not None or (label is not None and len(label.word) > 2)


def _is_label(text: str) -> bool:
    """整改措施及成效 alone on its line: the text begins below."""
    label = label_at(text) if len(text) <= _LONGEST_LABEL else None
    return label is not None and len(label.word) == len(text)


def _starts_step(text: str) -> bool:
    if label_at(text) is not None:
        return True
    marker = marker_at(text)
    return marker is not None and marker.style in ("shi", "di", "circled")


def _closes_what_is_open(pending: list[Line], text: str) -> bool:
    """True where a quotation, title or bracket opened in `pending` is closed in `text` before another one opens."""
    if len(pending) > 20:
        return False
    for opening, closing in _PAIRS:
        close = text.find(closing)
        if close < 0 or opening in text[:close]:
            continue
        if sum(line.text.count(opening) - line.text.count(closing) for line in pending) > 0:
            return True
    return False


def _page(lines: Sequence[Line]) -> _Page:
    """How the page was set, as its lines show."""
    lengths = sorted(len(line.text) + line.indent for line in lines)
    if len(lengths) < _FEWEST_LINES:
        return _Page(None, False)
    plain = sum(line.indent == 0 for line in lines)
    indented = 0.1 * len(lines) < plain < len(lines) and _indents_items(lines)
    width = lengths[int(len(lengths) * 0.95) - 1]
    if not 15 <= width <= _WIDEST_PAGE or lengths[-1] > 2 * width:
        return _Page(None, False)
    full = [line for line in lines if len(line.text) + line.indent >= width - 4]
    cut = sum(1 for line in full if not _is_closed(line.text))
    enough = 0.1 if indented else 0.3
    return _Page(width if len(full) >= enough * len(lines) and cut >= 0.5 * len(full) else None, indented)


def _indents_items(lines: Sequence[Line]) -> bool:
    """Whether the lines that begin like an item are indented, with few exceptions."""
    marked = [line for line in lines if _starts_item(line.text)]
    return sum(line.indent > 0 for line in marked) > 0.8 * max(1, len(marked))


def _furniture(lines: Sequence[Line]) -> set[int]:
    """Positions of page numbers and running heads."""
    numbers = {i for i, line in enumerate(lines) if len(line.text) < 24 and _PAGE_NUMBER.match(line.text)}
    numbers |= _bare_page_numbers(lines)
    if not numbers:
        return numbers
    beside = [i for number in numbers for i in (number - 1, number + 1) if 0 <= i < len(lines) and i not in numbers]
    heads = Counter(lines[i].text for i in beside if _may_be_running_head(lines[i].text))
    return numbers | {
        i for i in beside if heads[lines[i].text] > 1 or (heads[lines[i].text] and _tears(lines, i, numbers))
    }


def _tears(lines: Sequence[Line], head: int, numbers: set[int]) -> bool:
    """Whether a line below a page number, met only once, names the report, or stands in the middle of a sentence."""
    if head - 1 not in numbers or head < 2 or head + 1 >= len(lines) or not _NAMES_REPORT.search(lines[head].text):
        return False
    if _TITLE.search(lines[head].text):
        return True
    before, after = lines[head - 2].text, lines[head + 1].text
    return not _is_closed(before) and len(before) >= 12 and not _starts_item(after)


def _may_be_running_head(text: str) -> bool:
    return len(text) <= _HEAD_LENGTH and not _is_closed(text) and not _starts_item(text) and "," not in text


def _bare_page_numbers(lines: Sequence[Line]) -> set[int]:
    """Bare numbers that count up and each cut a sentence in two; in a table they would stand between whole cells."""
    found: list[int] = []
    for i in range(1, len(lines) - 1):
        if not _is_bare_number(lines[i].text):
            continue
        before, after = lines[i - 1].text, lines[i + 1].text
        torn = len(before) >= 12 and not _is_closed(before) and _PROSE.search(before) is not None
        if torn and not _starts_item(after) and _PROSE.search(after):
            found.append(i)
    values = [int(lines[i].text) for i in found]
    rising = all(a < b for a, b in pairwise(values))
    return set(found) if rising else set()
