"""Labels that no list holds: what a document itself shows to be one.

以上问题整改情况:… and 集中整改期整改情况:… say what they are by their end; 推进落实: is a label where it opens the line
right below three headings or other labels, or below two and before 一是.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.parsing.markers import STEP_STYLES, Label, label_at, marker_at
from reports.parsing.physical import Line
from reports.parsing.voice import is_failing, voice

_FEWEST = 6  # twice the headings or labels below which a word stands; thrice where 一是 follows it
_WORD = re.compile(r"[\u4e00-\u9fff\d\-]{2,20}(?=[ \t]{0,4}:)")
# 以上3个问题整改措施, 问题1-2整改情况, 前期整改情况, 整改工作开展情况; near-miss: 会风不实问题整改情况, 关于…的整改情况
_ENDS_AS_LABEL = re.compile(
    r"(?!关于|针对|对)[\u4e00-\u9fff\d\-]{0,11}?整改(?:工作)?"
    r"(?:(?:及|和|与)?(?:取得|开展|落实|进展|完成|推进)?(?:情况|进展|措施|举措|成效|结果|做法)){1,3}(?:如下)?"
)
_LONGEST = 12  # characters of a word that only its place shows to be a label
# 县住建局:核对台账。 names who acts, 措施2:… counts, 其中:… goes on
_ACTS = re.compile(
    r"(?:[省市县区州旗镇乡村局委办部院厅组室会科处股队站所校]|单位|中心|公司|街道|书记|领导|[一二三四五六七八九十\d])$|其中|如下|同时"
)
_STEPS = re.compile(r"一是|第一[,、是]|①|首先[,:]|1[.、)]|[(][1一][)]")


def own_labels(lines: Sequence[Line]) -> frozenset[str]:
    """The words before a colon at the start of a line that label the rectification text in this document."""
    found: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    follows = False
    for above, line in pairwise(lines):
        match = _WORD.match(line.text)
        has_text = match is not None and match.end() + 1 < len(line.text)
        follows = has_text and (follows or _is_below_heading(above.text) or _is_labelled(above.text))
        if match is None or label_at(line.text) is not None or marker_at(line.text) is not None:
            continue
        word = match.group()
        if _ENDS_AS_LABEL.fullmatch(word) is not None and not is_failing(word):
            ends[word] += 2 if has_text else 1  # alone on its line, and once, it may be a title
        elif follows and _may_label(word, line.text):
            found[word] += 3 if _STEPS.match(line.text, match.end() + 1) is not None else 2
    return frozenset({*_at_least(found, _FEWEST), *_at_least(ends, 2)})


def own_label_at(text: str, end: int, words: frozenset[str]) -> Label | None:
    """The label at the start of a line, when it is one of the `words` of this document."""
    match = _WORD.match(text, 0, end)
    if match is None or match.group() not in words:
        return None
    body = text.index(":", match.end()) + 1
    while body < end and text[body] in " \t":
        body += 1
    return Label("rectification", match.group(), 0, body)


def _at_least(counts: Counter[str], fewest: int) -> Iterator[str]:
    return (word for word, count in counts.items() if count >= fewest)


def _is_below_heading(above: str) -> bool:
    marker = marker_at(above)
    if marker is not None:
        return marker.style not in STEP_STYLES
    label = label_at(above)
    return label is not None and label.kind == "problem"


def _is_labelled(above: str) -> bool:
    """整改措施:办班。 above another label; near-miss: 整改措施: alone, above what is titled 制度建设:…"""
    label = label_at(above)
    return label is not None and label.kind == "rectification" and label.end < len(above)


def _may_label(word: str, text: str) -> bool:
    """推进落实:一是…; near-miss: 县住建局:核对台账。 原因分析:认识不足。"""
    if len(word) > _LONGEST or _ACTS.search(word) is not None or is_failing(word):
        return False
    start = text.index(":", len(word)) + 1
    return _STEPS.match(text, start) is not None or voice(text, start, len(text)) <= 0
