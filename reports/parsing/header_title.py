"""The title: one line, broken over up to four, doubled, behind a breadcrumb, or absent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.parsing.dates import DateWords, find_dates
from reports.parsing.header_meta import as_date, is_meta_line
from reports.parsing.header_passage import Passage, passage
from reports.parsing.lines import Line
from reports.parsing.types import ParsedDate, Span

_MOST_LINES = 4
_LONGEST = 160
_SEARCHED = 120

_ABOUT = r"(?:巡[视察]|\"回头看\"|回头看|选人用人|意识形态|专项检查)"
_END = r"(?:通报|报告|公告|公示|公布|通告|公开|说明|(?:进展|整改|落实|阶段性|推进)情况(?:汇总)?|情况(?:\(摘要\))?)"
_SUFFIX = r"(?:\((?:\d[^()]{3,16}|摘要|全文|公开稿|社会公开稿|党内|摘登|[一二三四五]|公开版)\)|摘要)?"
# 中共青禾县委关于十二届省委第七轮巡视整改进展情况的通报(2024-07-26). Not 青禾县召开巡视整改推进会.
_TITLE = re.compile(rf"^(?P<title>[^。;!?>|]{{0,90}}?{_ABOUT}[^。;!?>|]{{0,60}}?{_END}{_SUFFIX})$")
_GLUED = re.compile(
    rf"^(?P<title>[^。,;!?]{{4,90}}?{_ABOUT}[^。,;!?]{{0,60}}?{_END}{_SUFFIX})(?=根据|按照|依据|遵照|\d{{4}}年)"
)
_REPORTS_RECTIFICATION = re.compile(r"整改|反馈|落实")
# The first line of a broken title: a body alone, or the beginning of 关于….
_HEAD = re.compile(
    r"^(?:中共|中国共产党)|关于|(?:委|委员会|党组|党委|工委|公司|集团|大学|学院|医院|法院|检察院|局|厅|中心|机关)$"
    r"|巡[视察]"
)
_NEWS = re.compile(r"召开|举行|推进会|部署会|动员会|反馈会|开展\"|启动|进驻|调研|督导|一览|全部公[布开]|[?!]")
_BEFORE_BREADCRUMB = re.compile(r"^.*[>»]")
# What a page puts before a title: •|中共青禾县委…, ★|…, 【通报】|…; not 《…》, and no number.
_MARKS = re.compile(r"(?:[【\[［〔][\u4e00-\u9fff]{1,6}[】\]］〕]|[^\w\s(\"《〈「『【\[［〔]|_|[\ue000-\uf8ff]){1,8}")
# The date that a list of titles shows behind each: 的通报|(2024-07-26), 的通报|2024年7月26日 10:30.
_DATED = re.compile(
    r"[(\[【〔]?(?P<date>(?:19|20)\d\d[-./年][\d\-./年月]{3,7}日?)[ T]?(?:\d{1,2}:\d\d(?::\d\d)?)?[)\]】〕]?$"
)
_LONGEST_DATED = 26
_LABEL = re.compile(r"^(?:文件名称|信息名称|标题|名称|题名|主题):?")


@dataclass(frozen=True, slots=True)
class Title:
    """The title as written (line breaks taken out), squeezed for patterns, its span, the lines `[first, stop)` it
    fills, and the date that stands behind it.
    """

    words: str
    text: str
    span: Span
    first: int
    stop: int
    date: ParsedDate | None = None


def find_title(original: str, lines: Sequence[Line], stop: int) -> Title | None:
    """The title in the lines `[0, stop)`; of several the fullest, the last of equal ones (the one right above the
    report).
    """
    best: tuple[tuple[int, int, int], Title] | None = None
    date: ParsedDate | None = None
    for first in range(max(0, stop - _SEARCHED), stop):
        for last in range(first + 1, min(first + _MOST_LINES, stop) + 1):
            if len(lines[last - 1].text) > 2 * _LONGEST:
                break
            if last - first > 1 and not _begins_title(lines[first].text):
                break
            title = _read(passage(original, lines, first, last), first, last)
            if title is None:
                continue
            rank = (
                int("关于" in title.text),
                int(title.text.startswith(("中共", "中国共产党")) or not title.text.startswith("关于")),
                -(title.stop - title.first),
            )
            date = title.date or date
            if best is None or rank >= best[0]:
                best = rank, title
            break
    return replace(best[1], date=best[1].date or date) if best else None


def _begins_title(line: str) -> bool:
    """Whether a line may be the first of a broken title; of a breadcrumb, what stands behind its last arrow:
    首页>公开>中共青禾县委, not 首页>巡察工作>整改公开."""
    return _HEAD.search(_BEFORE_BREADCRUMB.sub("", "".join(line.split()))) is not None


def glued_title(original: str, lines: Sequence[Line], at: int) -> Title | None:
    """The title that runs into the opening on one line (a lost line break, X9). It fills no line of its own."""
    words = passage(original, lines, at, at + 1)
    match = _GLUED.match(words.text[: 2 * _LONGEST])
    if match is None or _match(match["title"]) is None:
        return None
    end = match.end("title")
    return Title(words.words(0, end), words.text[:end], words.span(0, end), at, at)


def looks_like_title(text: str) -> bool:
    """Whether squeezed text has the form of a report's title."""
    return _match(text) is not None


def _read(words: Passage, first: int, stop: int) -> Title | None:
    if len(words.text) > _LONGEST + 60:
        return None
    found = _match(words.text)
    if found is None:
        return None
    start, end = found
    date = as_date(words, found_date) if (found_date := _date_behind(words.text, end)) else None
    return Title(words.words(start, end), words.text[start:end], words.span(start, end), first, stop, date)


def _date_behind(text: str, end: int) -> DateWords | None:
    """The date of `_DATED` behind a title that ends at `end`."""
    return next((date for date in find_dates(text) if date.start >= end), None)


def _without_date(text: str) -> str:
    """The line without the day on which a page put it up; a month or a year alone is the title's: (2023年度)."""
    dated = _DATED.search(text, max(0, len(text) - _LONGEST_DATED))
    date = next(iter(find_dates(dated["date"])), None) if dated else None
    return text[: dated.start()] if dated and date is not None and date.day else text


def _match(text: str) -> tuple[int, int] | None:
    """Where in a squeezed line the title stands."""
    start = marks.end() if (marks := _MARKS.match(text)) else 0
    crumb = _BEFORE_BREADCRUMB.match(text)
    if crumb:
        start = crumb.end()
    elif is_meta_line(text[start:]) and not _LABEL.match(text[start:]):
        return None
    label = _LABEL.match(text[start:])
    if label and label.group().endswith(":"):
        start += label.end()
    core = _without_date(text[start:]).rstrip("。,:-_|")
    match = _TITLE.match(core)
    if match is None or len(core) > _LONGEST or len(core) < 8:
        return None
    head = core.partition("关于")[0]
    if not _REPORTS_RECTIFICATION.search(core) or _NEWS.search(head if "关于" in core else core):
        return None
    if re.match(r"^(?:根据|按照|依据|遵照)|.*现将", core) or re.match(
        r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])", core
    ):
        return None
    return start, start + len(core)
