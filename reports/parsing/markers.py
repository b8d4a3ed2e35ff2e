"""Enumerators and labels: what may stand at the start of an item, and how it is read.

The forms are data (`data/markers.toml`): a new one is a row there. This module compiles them and reads one place of a
line. What a mark *means* (group, problem, measure) it cannot know; that is decided from the whole document in
`reports.parsing.headings`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from reports.data_files import read_toml

_CN = "[一二三四五六七八九十百零〇]{1,5}"
# What a number counts, so that it is no enumerator: 1.1万亩, 3 个问题. Near-miss: 1.1个别干部, 3 项目管理.
_UNIT = (
    "(?:[万亿倍亩米吨元余岁时届至到度]|个(?![别人体])|名(?![单额义录])|年(?![轻度初终])|月|日|家(?![风庭长属])|户(?!籍)"
    "|处(?![置理级室突])|人(?![才员民大社居力事情])|条(?![例线])|项(?!目)|件|起(?![步草])|所(?![属有])|座|次(?!要)"
    "|位(?!置)|批(?![示评])|公[里斤顷分]|平[方米]|多(?![数头元])|分(?![管散工类级配])|天(?!然))"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 99}
# First character of a run of numbered signs -> the number of that first one.
_SIGNS = (
    ("\u2460", "\u2473", 1), ("\u3251", "\u325f", 21), ("\u32b1", "\u32bf", 36), ("\u2776", "\u277f", 1),
    ("\u2780", "\u2789", 1), ("\u278a", "\u2793", 1),
    ("\u2474", "\u2487", 1), ("\u2488", "\u249b", 1), ("\u3220", "\u3229", 1),
)  # fmt: skip
# Styles that number steps, never problems, wherever headings of another style exist.
STEP_STYLES = frozenset({"shi", "yao", "di", "order", "circled", "dash", "bullet"})


class Marker(NamedTuple):
    """A numbering as it stands: style, words, number parts (none for bullets), its start, where the content begins."""

    style: str
    label: str
    number: tuple[int, ...]
    start: int
    end: int


class Label(NamedTuple):
    """A field label such as 整改情况: with its kind (a key of `[labels]`) and where its content begins."""

    kind: str
    word: str
    start: int
    end: int


def marker_at(text: str, start: int = 0) -> Marker | None:
    """The enumerator at `start` of a line's reading form, or None."""
    if text[start : start + 1] not in _MARKER_STARTS:
        return None
    match = _ENUMERATOR.match(text, start)
    if match is None:
        return None
    group = match.lastindex
    assert group is not None  # every alternative has a group, and only one of them matches
    number = numeral(match.group(group))
    end = match.end()
    while end < len(text) and text[end] in " \t":
        end += 1
    return Marker(_STYLES[group - 1], match.group().rstrip(), number, start, end)


@lru_cache(maxsize=4096)
def numeral(words: str) -> tuple[int, ...]:
    """`35-1` -> (35, 1); 十二 -> (12,); ③ -> (3,); a bullet -> ()."""
    if words[:1].isascii() and words[:1].isdigit():
        return tuple(int(part) for part in re.findall(r"\d+", words))
    if words in _ORDER:
        return (_ORDER[words],)
    for first, last, value in _SIGNS:
        if first <= words <= last:
            return (ord(words) - ord(first) + value,)
    number = chinese_number(words)
    return () if number is None else (number,)


@lru_cache(maxsize=4096)
def chinese_number(words: str) -> int | None:
    """A Chinese numeral below 1000: 十 10, 二十三 23, 一百零五 105; 二〇 20. None for what is none."""
    if not words or any(c not in "零〇一二三四五六七八九十百" for c in words):
        return None
    if "十" not in words and "百" not in words:
        return int("".join(str(_DIGITS[c]) for c in words))
    total = 0
    digit: int | None = None
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            unit = 10 if char == "十" else 100
            total += unit * (1 if digit is None else digit)
            digit = None
    return total + (digit or 0)


def label_at(text: str, start: int = 0, stop: int | None = None) -> Label | None:
    """The field label at `start`: word and colon (整改情况:), bracketed ([整改情况]) or alone up to `stop`."""
    if text[start : start + 1] not in _LABEL_STARTS:
        return None
    match = _LABEL.match(text, start, len(text) if stop is None else stop)
    if match is None:
        return None
    word = match.group(1) or match.group(2) or match.group(3) or match.group(4)
    return Label(_LABEL_KIND.get(word, "rectification"), word, start, match.end())


def inner_labels(text: str, start: int, stop: int) -> list[Label]:
    """Labels inside a line, after the end of a sentence or a quotation: …不及时。整改情况:…"""
    found = []
    for match in _INNER_LABEL.finditer(text, max(0, start - 1), stop):
        word = match.group(2) or match.group(3)
        found.append(Label(_LABEL_KIND.get(word, "rectification"), word, match.end(), match.end(1)))
    return found


def data() -> dict[str, Any]:
    """`markers.toml` as it stands."""
    return _DATA


def expand(pattern: str) -> str:
    """A pattern of the data file with {cn}, {ar}, {gap} and {blank} filled in."""
    for name, value in (
        ("{cn}", _CN), ("{ar}", r"\d{1,3}"), ("{gap}", r"[ \t]{0,4}"), ("{blank}", r" \t"), ("{unit}", _UNIT)
    ):  # fmt: skip
        pattern = pattern.replace(name, value)
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m.group(1), 16)), pattern)


def alternatives(words: list[str]) -> str:
    """An alternation that tries longer words first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DATA = read_toml("markers.toml")
_STYLES = [row["style"] for row in _DATA["enumerator"] for _ in range(re.compile(expand(row["pattern"])).groups)]
_ENUMERATOR = re.compile("|".join(expand(row["pattern"]) for row in _DATA["enumerator"]))
# What 问题3, 反馈问题3, 【问题3】 can begin with.
ISSUE_STARTS = frozenset("问反整具存突主任事[【(<〔")
# What an enumerator can begin with: most lines are told from their first character.
_MARKER_STARTS = frozenset(
    c
    for c in map(chr, range(0x10000))
    if c.isdigit() or c in "零〇一二三四五六七八九十百第其首再最反整具存突主任事问([{<〔【—–-"
) | frozenset("◆◇●○◎★☆■□▲△▪•·※➢►▶\uf06c\uf06e\uf0b7\uf0d8") | frozenset(
    chr(code) for first, last, _ in _SIGNS for code in range(ord(first), ord(last) + 1)
)  # fmt: skip
_STATUS = alternatives(_DATA["status"]["words"])
STATUS_WORDS = f"(?:{_STATUS})(?:[,、]?(?:并将|并|需)?(?:{_STATUS}))?"
"""A pattern: 已完成整改, 基本完成并长期坚持, 已完成,持续推进."""
BESIDE = frozenset({"unit", "person", "deadline", "status", "other"})
"""Kinds of labels whose fields stand beside the rectification text."""
_LABEL_KIND = {word: kind for kind, words in _DATA["labels"].items() for word in words}
# Compounds that no list holds: 整改措施及落实成效, 上述两个问题整改情况. Near-miss: 整改情况良好
_COMPOUND = (
    r"(?:(?:以上|上述)(?:[两几\d一二三四五六七八九十]{1,3}[个项])?问题的?|集中整改期(?:间|内)?的?|持续|前期|后续|近期|当前|现阶段"
    "|目前|具体|主要|阶段性|集中|问题|巡视|巡察|已采取的?|采取的?|落实|完成)?整改(?:工作)?"
    "(?:(?:及|和|与|、|暨)?(?:取得|具体|主要|阶段性)?(?:措施|举措|任务|落实|进展|完成|推进|情况|成效|成果|结果|效果|进度|做法)){1,5}"
)
_LABEL_STARTS = frozenset(word[0] for word in _LABEL_KIND) | frozenset(
    "[【(<〔目具主阶集问整巡已采落完以上持前后近当现"
)
_WORDS = alternatives(list(_LABEL_KIND)) + "|" + _COMPOUND
# 整改情况如下: 整改情况;一是… near-miss: 整改情况良好。(no colon, not alone); 问题 alone on a line is a column of a
# table, and no label of its own.
# 整改情况 招录4人 without a colon: only these words, and only where nothing numbers the line (`units`).
_LABEL = re.compile(
    rf"(?:({_WORDS})(?:如下)?[ \t]{{0,4}}(?:[(【\[](?:{STATUS_WORDS})[)】\]][ \t]{{0,4}}(?=[:\uff1a]|$))?"
    r"(?:[:\uff1a]|[;。](?=一是|①|第一|[(]1[)]|1[.、])|\u2014{1,2}(?=[\u3400-\u9fff\u2460-\u2473(\d]|$)|(?<=[)】\]])$)"
    rf"|[\[【(<〔]({_WORDS})[\]】)>〕][ \t]{{0,4}}:?|({_WORDS})[;。]?$"
    r"|(整改(?:落实|进展|完成)?(?:情况|进展|成效|措施))(?=[ \t]{1,4}[\u3400-\u9fff\u2460-\u2473\u201c(\d]))[ \t]*"
)
# Too short to be told from prose inside a line: 针对“…”问题:
_INNER_WORDS = alternatives([word for word in _LABEL_KIND if len(word) > 2 or word == "状态"]) + "|" + _COMPOUND
# Their first characters are asked for first: few sentences begin with one.
_INNER_STARTS = re.escape("".join(sorted(_LABEL_STARTS)))
_INNER_LABEL = re.compile(
    rf"[。;!?\u201d)》】 \t](?=[{_INNER_STARTS}])"
    rf"(?=((?:({_INNER_WORDS})[ \t]{{0,4}}:|[\[【]({_INNER_WORDS})[\]】][ \t]{{0,4}}:?)[ \t]*))"
)
