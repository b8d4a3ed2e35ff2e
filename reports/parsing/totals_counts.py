"""Counts in a sentence and what they count: the words beside each number decide (`data/totals.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data_files import read_toml
from reports.parsing.numerals import ABOUT, NUMBER, integer, yuan

STATUS_KEYS = ("completed", "mostly_completed", "in_progress", "long_term", "not_completed")
PERSON_KEYS = ("disciplined", "organisational_handling", "admonished", "educated")
MONEY_KEYS = ("money_recovered", "losses_recovered")

# A number with its unit: 36个, 1390件, 163人次, 3.256万元. Not 第3项, 3年, 60%.
_COUNT = re.compile(
    rf"(?P<number>{NUMBER}){ABOUT}"
    r"(?P<unit>[万亿百千]{0,2}(?:余|多)?元|人次|人|名|件次|件|个|项|条|类|份)(?!月|百分|小时)"
)
_STOP = re.compile(r"[,;:、。()]")
CLAUSE_END = re.compile(r"[,;。(]")
_LETTERS_BEFORE = re.compile(r"(?:信访(?:举报|事项|问题)?(?:件|线索)?|来信(?:来访)?|来访|举报件)(?:共|共计)?$")
_MEASURES_BEFORE = re.compile(r"(?:整改措施|具体措施|措施|举措|整改任务|任务清单|措施清单)(?:共|共计)?$")
_MEASURES_AFTER = re.compile(
    r"(?:具体|针对性|有效)?(?:的)?(?:整改措施|措施|整改举措|举措|整改任务|\"?任务清单|\"?措施清单|具体措施"
    r"|具体整改措施)(?!.{0,3}的)"
)
_NO_TEAMS = 15  # no committee sends more
_PROBLEMS_BEFORE = re.compile(r"(?:问题|问题清单\"?|具体表现)(?:共|共计|合计|总计|总数|为)?$")
# Between a status and its number, and between a unit and a status: 已完成|整改的问题共|20个, 20个|问题已|完成整改.
_AFTER_STATUS = (
    re.compile(r"(?:整改)?(?:的)?(?:问题|事项|具体问题|任务)?(?:共|共计|有|为|达)?$"),
    re.compile(r"(?:的)?(?:问题|事项|具体问题|任务)(?:共|共计|有|为|达)?$"),  # 持续整改|问题|2个
    re.compile(r"的$"),  # 需长期整改|的|5个
)
# 2个|正按计划推进, 3个|问题正在抓紧办理, 4个|取得明显成效并持续推进; near-miss: 2个|推进会
_GOES_ON = re.compile(
    r"[^\d]{0,8}?(?:(?:正|仍在|尚在|还在|持续|加快|抓紧|有序)[^\d]{0,8}?(?:推进|整改|办理|落实)"
    r"|按[^\d]{1,8}?推进|取得[^\d]{0,6}?(?:进展|成效|成果))"
)
# 剩余|3个, 另有|2个: what is left of a number told before, and no number of problems by itself.
_LEFT_OVER = re.compile(r"(?:剩余|剩下|其余|其他|另有|另|还有|尚有)的?$")
# 分解为|46项: refines the count before; near-miss: 分解为|46项整改措施
_REFINES = re.compile(r"(?:分解|细化|细分|梳理|拆分|拆解)(?:成|为|出)$")
# 挽回|国有资产|损失, 避免|各类经济|损失, 挽回|国有资产|流失
_LOSSES = re.compile(r"(?:挽回|避免)[^,。;、\d]{0,12}(?:损失|流失)")
_BEFORE_STATUS = re.compile(
    r"^(?:具体|反馈)?(?:问题|事项|任务)?(?:的)?(?:已经|需要|需|属于|为|均|现已|正在(?=持续|有序|按))?"
)
# 已完成|29个|具体问题, 已完成|29项|整改, 已办结|58件|信访件; near-misses: 持续推进|12个|重点项目建设, 完成|8项|任务
_OF_STATUS = re.compile(r"$|[^\d]{0,12}?(?:问题|整改事项|信访|来信|举报)|整改|[占和及与并]|[已均]|正在")
_ASPECT = re.compile(r"^(?:大)?(?:方面|大类|部分|领域|板块)")
# 反馈问题3类9个方面|22项: the last of the chain is the concrete count.
_CHAIN = re.compile(r"反馈的?(?:具体)?问题(?:共|共计|为)?(?:\d{1,3}(?:个|大)?(?:方面|大类|类)){1,3}$")
_AMONG = re.compile(r"中,?$|其中|其余|其他|另外|除")
_ALL = re.compile(r"(?:已|均已|均|已经)?(?:全部|全面|均|全)(?:已)?")
# What follows a count in its sentence up to the next number: 60件|,已全部办结.
_AFTER = re.compile(r"[^;。!\d]{0,24}")
_ALL_CLOSED = re.compile(r"(?:全部|均)(?:已)?(?:办结|办理完毕|处理完毕|办理完结)|(?:办结率|办结率达到?)(?:为)?$")
_INCLUDES_PREVIOUS = re.compile(r"\((?:含|包括|包含)(?:上述|前述|前款)")
_LONGEST_WORDS = 26


@dataclass(frozen=True, slots=True)
class Count:
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
    after: str


def find_counts(text: str, start: int, stop: int) -> Iterator[Count]:
    """Every number with a unit in the stretch, in order, with the words around it; 第三轮 counts nothing."""
    depth_before, position = 0, start
    last_end = start
    matches = [m for m in _COUNT.finditer(text, start, stop) if text[m.start() - 1 : m.start()] != "第"]
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
        yield Count(
            match.start(),
            match.end(),
            value,
            match["number"],
            unit,
            left[-_LONGEST_WORDS:],
            right,
            since,
            text[max(start, match.start() - 80) : match.start()],
            depth_before > 0,
            runs_on,
            _AFTER.match(text, match.end(), min(following, stop)).group(),  # type: ignore[union-attr]
        )
        last_end = match.end()


def key_of(count: Count, subject: str) -> str | None:
    """What a count counts, from the words beside it; None for what the schema does not know."""
    if count.unit.endswith("元"):
        words = count.left or count.since[-40:]
        verbs = _data()["money"]
        for place in (words, CLAUSE_END.split(count.since)[-1]):  # 清退奖金、补贴共计28万元: the verb is before 、
            if _has(verbs["losses_recovered"], place) or _LOSSES.search(place):
                return "losses_recovered"
            if _has(verbs["money_recovered"], place):
                return "money_recovered"
        return None
    if count.unit in ("人", "人次", "名"):
        return _person_key(count)
    status = _status(count)
    if status == "completed" and _is_named_whole(count):
        status = None
    if status is not None:
        if (
            subject == "immediate_items" and status == "long_term"
        ):  # 其中立行立改12个、长期整改6个: what lasts is another
            subject = "problems"
        if subject == "letters":
            return "letters_closed" if status == "completed" else None
        return status if subject == "problems" and count.unit in ("个", "项", "条", "件", "类") else None
    return _thing_key(count, subject)


def _is_named_whole(count: Count) -> bool:
    """31个|问题均已整改到位, 立行立改的|4个|问题已整改完成: all there are; near-miss: 31个问题中,|29个|问题均已完成."""
    if count.runs_on or _AMONG.search(count.since) or not count.right.startswith(("问题", "具体问题", "反馈问题")):
        return False
    return "问题均" in count.right or _has(_data()["subjects"]["immediate_items"], count.left)


def _thing_key(count: Count, subject: str) -> str | None:
    left, right = count.left, count.right
    letter = count.unit in ("件", "件次", "个", "封")
    if letter and right.startswith(("信访", "群众来信", "来信", "举报")):
        return "letters"
    if _starts(_data()["subjects"]["immediate_items"], right) or (_has(_data()["subjects"]["immediate_items"], left)):
        return "immediate_items"
    if letter and _LETTERS_BEFORE.search(left):
        return "letters"
    rules = _data()["rules"]
    if count.unit in ("个", "项", "条", "件", "份", "类"):
        named = _rules_before().search(left) or _starts(rules["things"], right)
        if (
            named
            and not _ASPECT.match(right)
            and (_has(rules["verbs"], left) or _has(rules["verbs"], count.since) or "等" in left)
        ):
            return "rules_made"
    if count.unit in ("个", "项", "条") and _plain_number(count):
        planned = _MEASURES_BEFORE.search(left) or _MEASURES_AFTER.match(right)
        if planned and _has(_data()["plans"]["verbs"], count.before):
            return "measures"
    if subject in ("special", "clues") or not _plain_number(count) or count.unit not in ("个", "项", "条", "类", "件"):
        return None
    if _ASPECT.match(right) or _LEFT_OVER.search(left):
        return None
    if _REFINES.search(left) and not right:
        return "problems"
    if _is_of_problems(count):
        return "problems"
    if count.left in ("", "方面", "大类") and not right and _CHAIN.search(count.before):
        return "problems"
    return "problems" if _PROBLEMS_BEFORE.search(left) and not left.endswith("线索") else None


def _is_of_problems(count: Count) -> bool:
    """36个|具体问题, 31个|省委巡视反馈问题; near-miss: 4个|省委巡视组反馈的问题."""
    match = _problems_after().match(count.right)
    if match is None:
        return False
    if match["inspector"] and count.runs_on and match.end() == len(count.right):
        return False
    return not match["teams"] or count.unit != "个" or count.value > _NO_TEAMS


def _plain_number(count: Count) -> bool:
    """Not 一个问题、一套方案."""
    return count.value >= 2 and count.number not in ("两", "几")


def _person_key(count: Count) -> str | None:
    clause = CLAUSE_END.split(count.since)[-1]
    for words in (clause if count.left else "", count.right):
        if _has(_data()["persons"]["together"], words):
            return None
        keys = [key for key in PERSON_KEYS if _has(_data()["persons"][key], words)]
        if len(keys) == 1:
            return keys[0]
        if keys:
            return None
    return None


def _status(count: Count) -> str | None:
    """The status that the words right before the number, or right after the unit, give."""
    lefts = (count.left, *(pattern.sub("", count.left) for pattern in _AFTER_STATUS))
    for key, words in _statuses():
        if any(left.endswith(words) for left in lefts):
            return key if _OF_STATUS.match(count.right) else None
    if count.runs_on:
        return None
    right = _BEFORE_STATUS.sub("", count.right)
    for key, words in _statuses():
        if right.startswith(words) and not _ALL.match(right):
            return key
    return "in_progress" if _GOES_ON.match(count.right) and not _ALL.search(count.right) else None


def counts_tasks(count: Count) -> bool:
    """整改任务|67项, 67项|整改任务; near-misses: 整改措施|201项, 67项|整改任务|201条|措施."""
    match = _MEASURES_AFTER.match(count.right) or _MEASURES_BEFORE.search(count.left)
    return match is not None and "任务" in match.group()


def all_closed(count: Count, *, by_word: bool = False) -> bool:
    """移交信访件60件|,已全部办结 or, unless `by_word`, |,办结率 in the words after a count."""
    found = _ALL_CLOSED.search(count.after)
    return found is not None and not (by_word and "率" in found.group())


def includes_previous(count: Count) -> bool:
    """清退款项20.5万元(含上述款项): the amount before is part of this one."""
    return _INCLUDES_PREVIOUS.match(count.after) is not None


def all_settled(count: Count) -> bool:
    """36个|问题已全部完成整改, 36个|问题,均已整改到位; not where a number of its own follows."""
    if count.runs_on or "基本" in count.after or "阶段性" in count.after:
        return False
    all_of = _ALL.search(count.after)
    return all_of is not None and count.after.startswith(dict(_statuses())["completed"], all_of.end())


def subject_after(since: str, subject: str) -> str:
    """The subject after the words between two counts: the one named last in them."""
    best = -1
    for name, words in _data()["subjects"].items():
        for word in words:
            at = since.rfind(word)
            if at > best:
                best, subject = at, name
    return subject


def _has(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _starts(words: Sequence[str], text: str) -> bool:
    return text.startswith(tuple(words))


@cache
def _statuses() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(key, words), in the order in which they are tried."""
    return tuple((row["key"], tuple(row["words"])) for row in _data()["status"])


@cache
def _problems_after() -> re.Pattern[str]:
    """31个|具体问题, 31个|省委巡视反馈问题, 31项|市委第二巡察组反馈的问题, 31个|本轮巡视"回头看"反馈问题.

    Near-misses: 4个|省委巡视组反馈的问题 are four teams; in 2个|县委巡察反馈问题|58个 it is the second number.
    """
    bodies, kinds = ("|".join(_data()["inspector"][name]) for name in ("bodies", "kinds"))
    number = r"[一二三四五六七八九十\d]{1,3}"
    team = rf"第{number}巡[视察]组|(?P<teams>巡[视察]组)|巡[视察](?:\"回头看\"|{number}组)?"
    return re.compile(
        rf"(?P<inspector>(?:{bodies}){{0,3}}(?:{kinds}){{0,2}}(?:{team})(?:反馈|指出|移交|交办)的?)?"
        r"(?:反馈|具体|重点|突出|主要|共性|个性|小|细化|整改|方面的|巡[视察]反馈|\"|的|点|类|条"
        r"|项){0,3}(?:问题(?!线索|导向|的单位)|\"问题清单)"
    )


@cache
def _rules_before() -> re.Pattern[str]:
    """建立制度机制共|15项"""
    return re.compile(rf"(?:{'|'.join(_data()['rules']['things'])})(?:共|共计|等)?$")


@cache
def _data() -> dict[str, Any]:
    return read_toml("totals.toml")
