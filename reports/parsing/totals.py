"""Totals that the report states about its own rectification (FORMATS §7, keys of SCHEMA.md).

Each number with a unit is read from the words around it, in order, with the subject (problems, letters, 立行立改 …)
carried from one count to the next: `反馈的36个具体问题,已完成整改23个;移交的信访件60件,已办结58件`. Totals stand before the
first problem; the same wording inside measures is about something else, so callers hand in only the lines before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from reports.parsing.header_passage import Passage, passage
from reports.parsing.lines import Line
from reports.parsing.numerals import ABOUT, NUMBER, integer, yuan
from reports.parsing.types import ParsedTotal, ParsedWarning

STATUS_KEYS = ("completed", "mostly_completed", "in_progress", "long_term", "not_completed")
_PERSON_KEYS = ("disciplined", "organisational_handling", "admonished", "educated")
_MONEY_KEYS = ("money_recovered", "losses_recovered")

# A number with its unit: 36个, 1390件, 163人次, 3.256万元. Not 第3项, 3年, 60%.
_COUNT = re.compile(rf"(?<!第)(?P<number>{NUMBER}){ABOUT}(?P<unit>[万亿百千]{{0,2}}元|人次|人|名|件次|件|个|项|条|类|份)(?!月|百分|小时)")
_STOP = re.compile(r"[,;:、。()]")
_SENTENCE = re.compile(r"[^。!]+[。!]?")
_ABOUT_RECTIFICATION = re.compile(r"巡[视察]|反馈|整改")
_REFINED = re.compile(r"细化|分解|梳理|拆分|拆解|形成|归纳|具体|涉及|共计|共|包括|包含|汇总|确定|细分|梳理为|[,、]?$")
_ASPECT = re.compile(r"^(?:大)?(?:方面|大类|部分|领域|板块)")
_ALL = re.compile(r"(?:已|均已|均|已经)?(?:全部|均|全)(?:已)?")
_FEEDBACK = re.compile(r"巡[视察]|反馈")
# A count of problems is the report's own where the sentence up to it speaks of the inspection; 研究解决问题36个 is not.
_OF_INSPECTION = re.compile(r"巡[视察]|反馈|清单|具体问题|督察组|检查组|问题(?:细化|分解|逐[条项])")
# 研究解决问题36个: work done, not what was fed back.
_SOLVED = re.compile(r"解决|发现|查找|查摆|梳理|研究|化解|推动|协调|整治|处理|办理|交办|督办|收集")
_NEAR = 2
_LONGEST_WORDS = 26
# No organisation section is longer.
_MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class _Count:
    """A number with unit in a sentence: offsets in the passage, and words.

    `left`, `right`: those of its clause before and after; `since`: all since the last count; `before`: of the sentence.
    `runs_on`: the words after it lead to the next number (42个|问题已完成整改|40个) and are that one's.
    """

    start: int
    end: int
    value: int
    number: str
    unit: str
    left: str
    right: str
    since: str
    before: str
    bracketed: bool
    runs_on: bool


@dataclass
class _Sentence:
    """What one sentence gave: key -> (value, start, end), with how good its problem count is."""

    totals: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    refined: bool = False
    sure: bool = False
    guessed: bool = False

    def put(self, key: str, count: _Count, *, add: bool = False) -> None:
        if key in self.totals and add:
            value, start, _ = self.totals[key]
            self.totals[key] = value + count.value, start, count.end
        elif key not in self.totals:
            self.totals[key] = count.value, count.start, count.end

    @property
    def split(self) -> int:
        return sum(key in self.totals for key in STATUS_KEYS)


def read_totals(original: str, lines: Sequence[Line], start: int = 0, stop: int | None = None) -> tuple[ParsedTotal, ...]:
    """The totals stated in `lines[start:stop]`: the organisation section and what stands before the first problem.

    Of several counts of problems the one that its status split follows is taken, else the finest (细化为42项具体问题),
    else the last. Money is in yuan. Sorted by their place.
    """
    best: dict[str, tuple[tuple[int, int], ParsedTotal]] = {}
    for number in range(start, min(len(lines) if stop is None else stop, start + _MOST_LINES)):
        if not _ABOUT_RECTIFICATION.search(lines[number].text) and not _COUNT.search(lines[number].text):
            continue
        line = passage(original, lines, number, number + 1)
        known = False
        for match in _SENTENCE.finditer(line.text):
            found = _read_sentence(line, match.start(), match.end(), known)
            known = known or "problems" in found.totals
            for key, (value, first, last) in found.totals.items():
                total = ParsedTotal(key, value, line.words(first, last), line.span(first, last))
                rank = _rank(key, found)
                if key not in best or rank > best[key][0]:
                    best[key] = rank, total
    return tuple(sorted((total for _, total in best.values()), key=lambda total: (total.span.start, total.key)))


def check_totals(totals: Sequence[ParsedTotal]) -> tuple[ParsedWarning, ...]:
    """A warning where the status split does not add up to the stated number of problems (FORMATS §13.3)."""
    values = {total.key: total for total in totals}
    split = [values[key].value for key in STATUS_KEYS if key in values]
    if "problems" not in values or len(split) < 2 or sum(split) == values["problems"].value:
        return ()
    params = (("problems", str(values["problems"].value)), ("sum", str(sum(split))))
    return (ParsedWarning("status_split_mismatch", values["problems"].span, params),)


def _rank(key: str, found: _Sentence) -> tuple[int, int]:
    """How much a sentence's value for `key` is trusted; a later equal one does not displace the first, except for problems."""
    if key == "problems":
        return min(found.split, 2), int(found.refined) + int(found.sure)
    return (found.split, 0) if key in STATUS_KEYS else (0, 0)


def _read_sentence(line: Passage, start: int, stop: int, known: bool) -> _Sentence:
    """`known`: whether an earlier sentence of the paragraph counted the problems, so that a bare split belongs to them."""
    found = _Sentence()
    text = line.text[start:stop]
    if not _COUNT.search(text):
        return found
    subject = "problems"
    previous: tuple[str, _Count] | None = None
    among = ""
    units: dict[str, str] = {}
    foreign = False
    spoken = _OF_INSPECTION.search(text)
    rectifies = "整改" in text
    about = _ABOUT_RECTIFICATION.search(text) is not None
    for count in _counts(line.text, start, stop):
        foreign = _foreign(count, foreign)
        subject = _subject(count.since, subject)
        if "其中" in count.since and previous:
            among = previous[0]
        if subject == "measures" and units.get("measures", count.unit) != count.unit == units.get("problems"):
            subject = "problems"
        key = _key(count, subject)
        if key is None:
            continue
        units[key] = count.unit
        nested = previous is not None and previous[0] == key and (count.bracketed or among == key)
        if key in _MONEY_KEYS or key in _PERSON_KEYS:
            if not nested and not (count.bracketed and previous and previous[0] in (*_MONEY_KEYS, *_PERSON_KEYS)):
                found.put(key, count, add=True)
        elif foreign:
            continue
        elif key == "problems":
            sure = known or (spoken is not None and spoken.start() < count.end - start + len(count.right))
            if not sure and (not rectifies or _SOLVED.search(count.left)):
                found.guessed = found.guessed or "problems" not in found.totals
            _put_problems(found, count, previous)
            found.sure = found.sure or sure
        elif key == "letters_closed" or key in STATUS_KEYS:
            if key in STATUS_KEYS and "problems" not in found.totals and not known and not about:
                continue
            found.put(key, count)
        elif key == "rules_made":
            found.put(key, count, add=previous is not None and previous[0] == key and not nested)
        else:
            found.put(key, count)
            if key == "letters" and _ALL.search(count.right) and "办结" in count.right:
                found.put("letters_closed", count)
        if key in ("problems", "letters", "immediate_items", "measures", "rules_made"):
            subject = {"rules_made": "rules"}.get(key, key)
        if key == "problems" and _settled(count.right):
            found.put("completed", count)
        previous = key, count
    if found.guessed and not found.sure and not found.split:
        found.totals.pop("problems", None)
    return found


def _counts(text: str, start: int, stop: int) -> Iterator[_Count]:
    depth_before, position = 0, start
    last_end = start
    matches = list(_COUNT.finditer(text, start, stop))
    for at, match in enumerate(matches):
        depth_before += text.count("(", position, match.start()) - text.count(")", position, match.start())
        position = match.start()
        unit = match["unit"]
        value = yuan(match.group()) if unit.endswith("元") else integer(match["number"])
        if value is None:
            continue
        since = text[last_end : match.start()]
        left = _STOP.split(since)[-1]
        if left in ("共", "共计", "合计", "总计", "累计", "约") and _STOP.search(since):
            left = "".join(_STOP.split(since)[-2:])
        following = matches[at + 1].start() if at + 1 < len(matches) else stop
        right = _STOP.split(text[match.end() : min(following, match.end() + _LONGEST_WORDS)])[0]
        runs_on = match.end() + len(right) == following
        yield _Count(match.start(), match.end(), value, match["number"], unit, left[-_LONGEST_WORDS:], right, since,
                     text[max(start, match.start() - 80) : match.start()], depth_before > 0, runs_on)  # fmt: skip
        last_end = match.end()


def _key(count: _Count, subject: str) -> str | None:
    """What a count counts, from the words beside it; None for what the schema does not know."""
    if count.unit.endswith("元"):
        words = count.left + count.since[-40:]
        return next((key for key in ("losses_recovered", "money_recovered") if _has(_data()["money"][key], count.left or words)), None) or next(
            (key for key in ("losses_recovered", "money_recovered") if not count.left and _has(_data()["money"][key], words)), None
        )
    if count.unit in ("人", "人次", "名"):
        return _person_key(count)
    status = _status(count)
    if status is not None:
        if subject == "letters":
            return "letters_closed" if status == "completed" else None
        return status if subject == "problems" and count.unit in ("个", "项", "条", "件", "类") else None
    return _thing_key(count, subject)


def _thing_key(count: _Count, subject: str) -> str | None:
    left, right = count.left, count.right
    if _starts(_data()["subjects"]["immediate_items"], right) or (_has(_data()["subjects"]["immediate_items"], left)):
        return "immediate_items"
    if count.unit in ("件", "件次", "个", "封") and (right.startswith(("信访", "群众来信", "来信", "举报")) or re.search(r"(?:信访(?:举报|事项|问题)?(?:件|线索)?|来信|举报件)(?:共|共计)?$", left)):
        return "letters"
    rules = _data()["rules"]
    if count.unit in ("个", "项", "条", "件", "份", "类"):
        named = re.search(rf"(?:{'|'.join(rules['things'])})(?:共|共计|等)?$", left) or _starts(rules["things"], right)
        if named and not _ASPECT.match(right) and (_has(rules["verbs"], left) or _has(rules["verbs"], count.since) or "等" in left):
            return "rules_made"
    if count.unit in ("个", "项", "条") and _plain_number(count):
        named = re.search(r"(?:整改措施|具体措施|措施|整改任务|任务清单|措施清单)(?:共|共计)?$", left) or re.match(r"(?:具体|针对性|有效)?(?:的)?(?:整改措施|措施|整改任务|\"?任务清单|\"?措施清单|具体措施|具体整改措施)(?!.{0,3}的)", right)
        if named and _has(_data()["plans"]["verbs"], count.before):
            return "measures"
    if subject in ("special", "clues") or not _plain_number(count) or count.unit not in ("个", "项", "条", "类", "件"):
        return None
    if _ASPECT.match(right):
        return None
    if re.match(r"(?:反馈|具体|重点|突出|主要|共性|个性|小|细化|整改|方面的|巡[视察]反馈|\"|的|点|类|条|项){0,3}(?:问题(?!线索|导向|的单位)|\"问题清单)", right):
        return "problems"
    return "problems" if re.search(r"(?:问题|问题清单\"?|具体表现)(?:共|共计|合计|总计|总数|为)?$", left) and not left.endswith("线索") else None


def _plain_number(count: _Count) -> bool:
    """Not 一个问题、一套方案."""
    return count.value >= 2 and count.number not in ("两", "几")


def _person_key(count: _Count) -> str | None:
    clause = re.split(r"[,;。(]", count.since)[-1]
    for words in (clause if count.left else "", count.right):
        keys = [key for key in _PERSON_KEYS if _has(_data()["persons"][key], words)]
        if len(keys) == 1:
            return keys[0]
        if keys:
            return None
    return None


def _status(count: _Count) -> str | None:
    """The status that the words right before the number, or right after the unit, give."""
    left = re.sub(r"(?:整改)?(?:的)?(?:问题|事项|具体问题|任务)?(?:共|共计|有|为|达)?$", "", count.left)
    for row in _data()["status"]:
        if left.endswith(tuple(row["words"])) or count.left.endswith(tuple(row["words"])):
            return str(row["key"])
    if count.runs_on:
        return None
    right = re.sub(r"^(?:具体|反馈)?(?:问题|事项|任务)?(?:的)?(?:已经|需要|需|属于|为|均|现已|正在(?=持续|有序|按))?", "", count.right)
    for row in _data()["status"]:
        if right.startswith(tuple(row["words"])) and not _ALL.match(right):
            return str(row["key"])
    return None


def _settled(right: str) -> bool:
    """36个问题|已全部完成整改."""
    all_of = _ALL.search(right)
    done = next(row["words"] for row in _data()["status"] if row["key"] == "completed")
    return bool(all_of and _has(done, right[all_of.end() :]) and "基本" not in right and "阶段性" not in right)


def _put_problems(found: _Sentence, count: _Count, previous: tuple[str, _Count] | None) -> None:
    """The first count, or a later one that refines it: 12个问题细化分解为42项具体问题."""
    refines = count.right.startswith(("具体", "小", "细化")) or bool(re.search(r"具体问题", count.left))
    if "problems" not in found.totals:
        found.put("problems", count)
        found.refined = refines
        return
    chained = previous is not None and previous[0] == "problems" and (_REFINED.search(count.since) is not None)
    if not found.split and (refines or chained) and not re.search(r"其中|选人用人|意识形态|专项", count.since):
        found.totals["problems"] = count.value, count.start, count.end
        found.refined = True


def _subject(since: str, subject: str) -> str:
    """The subject after the words between two counts: the one named last in them."""
    best = -1
    for name, words in _data()["subjects"].items():
        for word in words:
            at = since.rfind(word)
            if at > best:
                best, subject = at, name
    return subject


def _foreign(count: _Count, foreign: bool) -> bool:
    """Whether the count is about something else (审计, 排查 …); once named, up to the next mention of the feedback."""
    clause = re.split(r"[;]", count.since)[-1]
    away = max((clause.rfind(word) + len(word) for word in _data()["elsewhere"] if word in clause), default=-1)
    back = max((match.start() for match in _FEEDBACK.finditer(clause)), default=-1)
    if back < 0 and away < 0:
        return foreign and ";" not in count.since
    return away >= 0 and away > back - _NEAR


def _has(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _starts(words: Sequence[str], text: str) -> bool:
    return text.startswith(tuple(words))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("reports").joinpath("data/totals.toml").read_text(encoding="utf-8"))
