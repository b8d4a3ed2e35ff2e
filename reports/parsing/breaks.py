"""Physical lines -> logical lines: hard breaks inside sentences healed, page numbers and running heads set aside.

Only breaks that the text itself proves are healed: an open quotation or book title, a comma at the end, a line cut at
the page's width, a page number in the middle of a sentence. In doubt a line stays a line (FORMATS.md W17, X9).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reports.parsing.markers import label_at, marker_at
from reports.parsing.physical import Line, merge

# — 3 —, -3-, · 3 ·, 第 3 页, 第3页 共10页, 3 / 10; near-miss: 3 (a table's cell), -5.2%
_PAGE_NUMBER = re.compile(
    r"(?:[-\u2010-\u2015~\u00b7•_]{1,3}[ \t]{0,4}\d{1,4}[ \t]{0,4}[-\u2010-\u2015~\u00b7•_]{1,3}"
    r"|第[ \t]{0,4}\d{1,4}[ \t]{0,4}页[ \t,/]{0,4}(?:[(]?共[ \t]{0,4}\d{1,4}[ \t]{0,4}页[)]?)?"
    r"|\d{1,4}[ \t]{0,4}/[ \t]{0,4}\d{1,4})$"
)
_BARE_NUMBER = re.compile(r"\d{1,3}$")
_CLOSED = frozenset("。!?;:…")  # after these a paragraph may end
_CLOSED_QUOTED = re.compile(r"[。!?…][\u201d\u2019\"')》】]{1,2}$")
_HANGING = frozenset(",、(《\u201c\u2018<〈-\u2014")
_PROSE = re.compile(r"[,。;:、]")
_PAIRS = (("\u201c", "\u201d"), ("《", "》"), ("(", ")"))
# What follows a report but never continues a sentence.
_TAIL = re.compile(
    r"中共|\d{4}年\d{1,2}月\d{1,2}日$|二[〇○零]|分享|©|Copyright|主办|承办|附件|上一篇|下一篇|责任编辑|编辑:|来源:|打印|扫一扫|版权|联系|欢迎"
)
_NAMES_REPORT = re.compile("整改|巡[视察]|通报|报告")
_WIDEST_PAGE = 90  # characters of a printed line at most
_FEWEST_LINES = 8
_HEAD_LENGTH = 50


def join_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The logical lines made of `lines`, which stand in order."""
    furniture = _furniture(lines)
    kept = [i for i in range(len(lines)) if i not in furniture] if furniture else range(len(lines))
    width = _page_width([lines[i] for i in kept])
    result: list[Line] = []
    pending: list[Line] = []
    previous = -1
    for position, i in enumerate(kept):
        line = lines[i]
        if pending:
            after = lines[kept[position + 1]] if position + 1 < len(kept) else None
            if _continues(pending, line, after, width, torn=i - previous > 1):
                pending.append(line)
                previous = i
                continue
            result.append(merge(pending) if len(pending) > 1 else pending[0])
        pending = [line]
        previous = i
    if pending:
        result.append(merge(pending) if len(pending) > 1 else pending[0])
    return tuple(result)


def _continues(pending: list[Line], line: Line, after: Line | None, width: int | None, *, torn: bool) -> bool:
    """Whether `line` goes on with the sentence of `pending`. `torn` says that a page number stood between them."""
    last = pending[-1].text
    closed = _is_closed(last)
    if closed and width is None:
        return False
    text = line.text
    head = pending[0].text
    if "\t" in text or "\t" in last:
        return False
    if _starts_item(text) or (_TAIL.match(text) and not torn):
        return False
    if last[-1] in _HANGING or (not closed and _closes_what_is_open(pending, text)):
        return True
    full = width is not None and len(last) >= width - 4
    if closed:
        return full and line.indent == 0 and not line.blank_before and not last.endswith((":", ";"))
    if torn or (full and not line.blank_before):
        return True
    if not _PROSE.search(text) or (line.blank_before and line.indent):
        return False
    if "。" in head or _starts_step(head):
        return True
    if marker_at(head) is not None:  # a heading: goes on only where the label then follows at once
        return _is_closed(text) and after is not None and label_at(after.text) is not None and len(head) > 12
    return "," in head and len(head) > 20 and _is_closed(text)


def _is_closed(text: str) -> bool:
    return text[-1] in _CLOSED or _CLOSED_QUOTED.search(text) is not None


def _starts_item(text: str) -> bool:
    label = label_at(text)  # 问题: and 整改: may open a line that a hard break has cut
    return marker_at(text) is not None or (label is not None and len(label.word) > 2)


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
        if sum(line.text.count(opening) - line.text.count(closing) for line in pending) > 0:
            close = text.find(closing)
            if close >= 0 and opening not in text[:close]:
                return True
    return False


def _page_width(lines: Sequence[Line]) -> int | None:
    """The width at which the lines were cut, in characters; None where lines are whole paragraphs."""
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < _FEWEST_LINES:
        return None
    width = lengths[int(len(lengths) * 0.95) - 1]
    if not 15 <= width <= _WIDEST_PAGE or lengths[-1] > 2 * width:
        return None
    full = [line for line in lines if len(line.text) >= width - 4]
    cut = sum(1 for line in full if not _is_closed(line.text))
    return width if len(full) >= 0.3 * len(lines) and cut >= 0.5 * len(full) else None


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
    """Whether a line below a page number, met only once, stands in the middle of a sentence and names the report."""
    if head - 1 not in numbers or head < 2 or head + 1 >= len(lines) or not _NAMES_REPORT.search(lines[head].text):
        return False
    before, after = lines[head - 2].text, lines[head + 1].text
    return not _is_closed(before) and len(before) >= 12 and not _starts_item(after)


def _may_be_running_head(text: str) -> bool:
    return len(text) <= _HEAD_LENGTH and not _is_closed(text) and not _starts_item(text) and "," not in text


def _bare_page_numbers(lines: Sequence[Line]) -> set[int]:
    """Bare numbers that count up and each cut a sentence in two; in a table they would stand between whole cells."""
    found: list[int] = []
    for i in range(1, len(lines) - 1):
        if not _BARE_NUMBER.match(lines[i].text):
            continue
        before, after = lines[i - 1].text, lines[i + 1].text
        torn = len(before) >= 12 and not _is_closed(before) and _PROSE.search(before) is not None
        if torn and not _starts_item(after) and _PROSE.search(after):
            found.append(i)
    values = [int(lines[i].text) for i in found]
    rising = all(a < b for a, b in pairwise(values))
    return set(found) if rising else set()
