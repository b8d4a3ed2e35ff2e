"""The wording around a problem's statement: 关于“…”的问题, 针对“…”问题, 在“…”方面 (schema.md, rules for texts).

What stands inside the wrapper is the statement. A heading such as 党的建设方面 has no wrapper and is kept as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.parsing.voice import ends_failing, is_failing, voice

_BARE_CURE = 2  # characters of 解决 without 着力 before it
_LONGEST = 900  # characters of a quoted statement; longer quotations are no headings
_LONGER_THAN_A_TERM = 9  # characters; “厕所革命”, “放管服改革” are terms
_LONGER_THAN_A_TOPIC = 7  # characters: 关于发展党员问题 says no more than of what
_SCOPE = r"(?:整改(?:工作)?(?:落实|进展|完成|推进|整治)?(?:情况|进展|措施|方面|成效)?|方面)"
# After a closing quote: 问题 / 的问题 / 等2个问题 / 等问题的整改情况 / 方面 / 方面问题, then the end of the clause.
_AFTER_QUOTE = re.compile(
    r"[ \t]{0,4}(?:(?:的|等|等的|这一|一){0,2}(?:[\d一二两三四五六七八九十]{1,3}[个项类])?(?:方面的?)?"
    r"(?:突出|具体|有关)?问题(?:方面)?(?:的)?"
    rf"{_SCOPE}?|(?:的)?{_SCOPE})?"
    r"[ \t]{0,4}(?:[。:,;.!][ \t]*|(?=[(【\[])|$)"
)
# 作风不实突出问题; near-miss: 引领作用不够突出问题, where 突出 is a word of the statement
_OUTSTANDING = r"(?:(?<![不够较很为最更])(?<!十分)突出)?"
_AFTER_PLAIN = re.compile(
    rf"(的|等|等的)?{_OUTSTANDING}问题(?:的)?({_SCOPE})?[ \t]{{0,4}}(?:[。:,;.!][ \t]*|(?=[(【\[])|$)"
)
# Who found the problem: 巡视组, 省委巡视组, 中央第三巡视组, 县委巡察, 校党委巡察组; near-miss: 对巡视整改
_TEAM = (
    r"(?:中央|自治区党委|省委|市委|县委|区委|旗委|州委|校党委|集团党[委组]|公司党[委组]|党[委组])?"
    r"(?:第[一二三四五六七八九十\d]{1,3}|本轮|此次|上级)?巡[视察]组?"
)
# How it is told: 反馈意见指出的, 指出, 反馈的, 反馈意见中; near-miss: 反馈意见整改不力
_TOLD = (
    r"(?:(?:反馈)?(?:意见|情况|报告)?中?(?:指出|提出|反映)的?|反馈(?:意见|情况|报告)?中?的|反馈(?:意见|情况|报告)中)"
)
_QUOTE = r"(?=[\u201c\"])"
_BEFORE_QUOTE = rf"(?:(?:{_TEAM})?(?:{_TOLD}|反馈(?:意见|情况|问题)?)[:,]?{_QUOTE})"
# Without a quotation it must be no word of the statement: 巡视组指出的, 反馈意见中, 指出的; near-miss: 反映渠道不畅
_BEFORE_WORDS = (
    rf"(?:(?:{_TEAM}{_TOLD}|反馈(?:意见|情况|报告)?中?(?:指出|提出|反映)的?|反馈(?:意见|情况|报告)(?:中|的)"
    r"|(?:反馈|指出|提出)的)(?!问题|意见))"
)
_SAYS = re.compile(rf"(?:{_TEAM}(?:反馈(?:意见)?)?(?:指出|提出|反映)|反馈意见(?:指出|提出|反映))[:,][ \t]*")
_LEAD = rf"(?:{_BEFORE_QUOTE}|{_BEFORE_WORDS})?"
_OPENING = re.compile(
    rf"(?P<about>关于{_LEAD})|(?P<toward>对(?:于{_LEAD}|{_BEFORE_QUOTE}|{_QUOTE})|就(?:{_BEFORE_QUOTE}|{_QUOTE}))|(?P<target>针对{_LEAD})|(?P<in>在{_QUOTE})"
    rf"|(?P<feedback>{_BEFORE_QUOTE})"
    r"|(?P<cure>(?:着力|切实|重点|集中|全力)?(?:解决|纠治|整治))"
)
_STARTS = frozenset("关针就在巡反意指提着切重集全解纠整对中自省市县区旗州校公党第本此上情报")
_RECTIFICATION_OF = re.compile(r"的整改(?:工作)?(?:落实|进展|完成|推进)?情况[ \t]{0,4}[。:]?[ \t]{0,4}$")
_PROBLEM_RECTIFIED = re.compile(r"(?:的|等)?问题的?整改(?:工作)?(?:落实|进展|完成|推进)?情况[。:]?$")
_LONGEST_TITLE = 120
_SENTENCE_END = re.compile("[。:]")
_STEPS = re.compile("一是|第一[,、是]|①|首先[,:]")
_STEP_VOICE = -0.5
_QUOTES = frozenset('\u201c"')
_PAIRS = {"\u201c": "\u201d", "\u2018": "\u2019", '"': '"'}
# 党建方面(仍然)存在的问题 names a field, not a failing: kept as written. Near-miss: 卫生室空白村仍然存在的问题
_FIELD_ONLY = re.compile(
    r"(?:(?:方面|领域|工作|[中上])(?:仍然?|依然|还)存在|(?<![仍然还遍期象患])存在|发现|查找|反馈)(?:的)?(?:突出|主要|具体|有关)?$"
)
# 关于党的建设方面问题 names one too, though its sisters do not; near-miss: 关于聘用无资质人员从事检疫工作问题
_FIELD = re.compile(r"(?:方面|领域|^.{0,8}工作|[中上])$")


_UNQUOTED = {"关于": "about", "针对": "target"}


class Wrapper(NamedTuple):
    """A wrapper: its kind (about, target, in, feedback, cure, rectified), the inside, where the text after it begins,
    quoted or not.
    """

    kind: str
    start: int
    end: int
    after: int
    quoted: bool


def wrapper_at(text: str, start: int, stop: int | None = None) -> Wrapper | None:
    """The wrapper that opens at `start` of a line's reading form, or None."""
    first = text[start : start + 1]
    stop = len(text) if stop is None else stop
    if first in _QUOTES:
        return _bare(text, start, stop)
    found = _opened(text, start, stop) if first in _STARTS else None
    if found is not None or start == 0:
        return found
    return _told(text, start, stop) or _of_rectification(text, start, stop)


def wrapper_beside_sisters(text: str, start: int, stop: int) -> Wrapper | None:
    """The wrapper at `start` of a numbered line whose sisters have one of the same kind, whatever its inside says.

    关于占用林地建房问题。 beside 关于台账不全问题。; 巡察反馈指出,会议记录由他人代签。 “占用林地”问题。 and
    对“占用林地”问题,处理4人。 beside 对“台账不全”问题,一是… likewise.
    Near-miss: 关于发展党员问题。 关于党的建设方面问题。 巡察指出,镇党委立即整改。
    """
    lead = text[start : start + len("关于")]
    if lead in _UNQUOTED:
        found = _plain(text, _UNQUOTED[lead], start + len(lead), min(stop, start + _LONGEST), strict=False)
        topic = found is None or found.end - found.start < _LONGER_THAN_A_TOPIC
        return None if found is None or topic or _FIELD.search(text[found.start : found.end]) else found
    if text[start : start + 1] in _QUOTES:
        return _bare(text, start, stop, strict=False)
    if text[start : start + 1] == "\u5bf9":
        return _opened(text, start, stop, strict=False)
    return _told(text, start, stop, least=0.0)


def _opened(text: str, start: int, line_end: int, *, strict: bool = True) -> Wrapper | None:
    """关于…的问题, 针对巡视组指出的“…”问题, 着力解决…的问题."""
    opening = _OPENING.match(text, start, line_end)
    if opening is None:
        return None
    kind = opening.lastgroup or "about"
    stop = min(line_end, start + _LONGEST)
    inside = opening.end()
    while inside < stop and text[inside] in " \t":
        inside += 1
    wrapper = _quoted(text, kind, inside, stop) if inside < stop and text[inside] in _PAIRS else None
    if wrapper is None and kind in ("about", "toward", "target", "cure"):
        wrapper = _plain(text, kind, inside, stop)
    if wrapper is None and kind == "about":
        wrapper = _about_rectification(text, inside, stop)
    if wrapper is None or (kind == "cure" and not _is_title(text, wrapper, opening.end() - start, stop)):
        return None
    if kind != "toward":
        return wrapper
    # 对“停车难”问题,新增泊位300个。 is a step; 2.对“停车难”问题,一是新增泊位300个。 none
    names = text.startswith("\u4e8e", start + 1) or wrapper.after >= line_end or _before_steps(text, start, wrapper)
    return wrapper._replace(kind="about") if names or not strict else None


def _about_rectification(text: str, start: int, stop: int) -> Wrapper | None:
    """关于账目公开不及时的整改情况 alone on its line. Near-miss: 关于巡视整改进展情况的通报, 关于党建方面的整改情况."""
    ending = _RECTIFICATION_OF.search(text, start, stop)
    if ending is None or not is_failing(text[start : ending.start()]):
        return None
    return Wrapper("about", start, ending.start(), ending.end(), False)


def _of_rectification(text: str, start: int, stop: int) -> Wrapper | None:
    """会风不实问题整改落实情况 behind a number. Near-miss: 巡视反馈问题整改情况."""
    if stop - start > _LONGEST_TITLE or not text.endswith(("情况", "情况。", "情况:"), start, stop):
        return None
    ending = _PROBLEM_RECTIFIED.search(text, start, stop)
    if ending is None or not ends_failing(text[start : ending.start()]):
        return None
    return Wrapper("rectified", start, ending.start(), ending.end(), False)


def _before_steps(text: str, start: int, wrapper: Wrapper) -> bool:
    return start > 0 and _STEPS.match(text, wrapper.after) is not None


def _told(text: str, start: int, stop: int, *, least: float = 0.1) -> Wrapper | None:
    """巡察指出,账目公开不及时。 behind a number. Near-miss: 巡察指出,镇党委立即整改。"""
    opening = _SAYS.match(text, start, stop)
    if opening is None:
        return None
    full_stop = text.find("。", opening.end(), stop)
    end = stop if full_stop < 0 else full_stop
    if voice(text, opening.end(), end) < least:
        return None
    return Wrapper("feedback", opening.end(), end, min(stop, end + 1), False)


def _bare(text: str, start: int, stop: int, *, strict: bool = True) -> Wrapper | None:
    """“转租转借屡见不鲜”的问题, “转租转借屡见不鲜”问题整改情况 alone on its line, or behind a number and before 一是;
    (一)“转租转借屡见不鲜”方面 alone on its line, (1)“转租转借屡见不鲜”。清退3户。 behind a number.

    Near-miss: “大棚房”问题整改不彻底; “厕所革命”的问题, a term; (1)“放管服”改革不深入。
    """
    found = _quoted(text, "about", start, min(stop, start + _LONGEST))
    if found is None or not text.startswith(("的问题", "问题"), found.end + 1):
        found = _quotation(text, start, stop) if start > 0 else None
        return found if found is None or not strict or is_failing(text[found.start : found.end]) else None
    if found.after < stop and not _before_steps(text, start, found):
        return None
    is_term = strict and found.end - found.start < _LONGER_THAN_A_TERM
    return None if is_term and not is_failing(text[found.start : found.end]) else found


def _quotation(text: str, start: int, stop: int) -> Wrapper | None:
    """“账目公开不及时”。公示12次。 “账目公开不及时。”公示12次。 and “账目公开不及时”方面 alone: the quotation.

    Near-miss: “一事一议”制度空转。 “三重一大”、“一岗双责”落实不力。
    """
    end = _closing_quote(text, start, min(stop, start + _LONGEST))
    if end is None:
        return None
    if text.startswith("方面", end + 1):
        closed = stop - (text[stop - 1] in "。:")
        return Wrapper("in", start + 1, end, stop, True) if end + 1 + len("方面") == closed else None
    if text.startswith("。", end + 1, stop):
        return Wrapper("about", start + 1, end, end + 2, True)
    return Wrapper("about", start + 1, end, end + 1, True) if text[end - 1] == "。" else None


def _closing_quote(text: str, quote: int, stop: int) -> int | None:
    """The quote that closes the one at `quote`, others inside it counted."""
    opening, closing = text[quote], _PAIRS[text[quote]]
    if opening == closing:
        end = text.find(closing, quote + 1, stop)
        return end if end > 0 else None
    depth = 0
    for position in range(quote, stop):
        depth += (text[position] == opening) - (text[position] == closing)
        if depth == 0:
            return position
    return None


def _is_title(text: str, wrapper: Wrapper, lead: int, stop: int) -> bool:
    """着力解决“台账不全”的问题 alone on its line. Near-miss, a step: 解决“停车难”问题,新增泊位300个。

    Without quotes it must say 着力解决 and name a failing; 着力解决台账管理有关问题 encloses none.
    """
    if wrapper.after < stop or "问题" not in text[wrapper.end : wrapper.after]:
        return False
    if text.endswith(("有关", "相关"), wrapper.start, wrapper.end):
        return False
    return wrapper.quoted or (lead > _BARE_CURE and is_failing(text[wrapper.start : wrapper.end]))


def _quoted(text: str, kind: str, quote: int, stop: int) -> Wrapper | None:
    """From the quote to the closing one that a wrapper's end follows; balanced where the quotes are, else the first."""
    opening, closing = text[quote], _PAIRS[text[quote]]
    depth = 1
    fallback: Wrapper | None = None
    position = quote + 1
    while position < stop:
        char = text[position]
        if char == closing:
            depth -= 1
            after = _AFTER_QUOTE.match(text, position + 1)
            if after is not None and position > quote + 1:
                found = Wrapper(kind, quote + 1, position, after.end(), True)
                if depth <= 0 or opening == closing:
                    return found
                fallback = fallback or found
            elif depth <= 0 and opening != closing:
                break  # 关于“放管服”改革不彻底的问题: the quotation belongs to the statement
            depth = max(depth, 0)
        elif char == opening:
            depth += 1
        elif depth == 0 and char in "。:;":
            break  # every quote is closed and the clause is over
        position += 1
    return fallback


def _plain(text: str, kind: str, start: int, stop: int, *, strict: bool = True) -> Wrapper | None:
    """关于少数窗口服务态度生硬的问题。 Near-miss: 关于印发办法的通知; 关于党建方面存在的问题 (kept as written).

    问题 before a comma may be a word of the statement (关于落实慢,6年被指出同类问题,3个问题未改的问题。): it ends the
    wrapper only where no later 问题 closes the sentence, or where what follows reports a step.
    """
    early: Wrapper | None = None
    for begin, after in _plain_ends(text, start, stop):
        inside = text[start:begin]
        at_comma = text[after.end() - 1 : after.end()].strip() == "," or text[after.end() - 2 : after.end()] == ", "
        if (
            len(inside) < 2
            or _FIELD_ONLY.search(inside)
            or (strict and not (after.group(1) or after.group(2) or is_failing(inside)))
            or (after.group(2) == "方面" and not (after.group(1) and is_failing(inside)))  # 关于群众急难愁盼问题方面
        ):
            if at_comma:
                continue
            return early
        if early is not None and (
            _STEPS.search(text, early.after, begin) or voice(text, early.after, begin) < _STEP_VOICE
        ):
            return early
        opened = inside.startswith("\u201c") and inside.count("\u201c") > inside.count("\u201d")  # its end is lost
        found = Wrapper(kind, start + opened, begin, after.end(), False)
        if not at_comma:
            return found
        early = early or found
    return early


def _plain_ends(text: str, start: int, stop: int) -> Iterator[tuple[int, re.Match[str]]]:
    """(end of the inside, match of what follows) for every 问题 of the first sentence that ends a clause."""
    sentence = _SENTENCE_END.search(text, start, stop)
    limit = sentence.start() if sentence is not None else stop
    position = text.find("问题", start + 1, limit)
    while position >= 0:
        for lead in (2, 1, 0):
            begin = position - lead
            if lead == 2 and text.endswith("问题", start, begin) and text.startswith("突出", begin):
                continue  # 关于党员失联问题突出问题。
            after = _AFTER_PLAIN.match(text, begin) if begin > start else None
            if after is not None and after.end() >= position + 2:
                yield begin, after
                break
        position = text.find("问题", position + 1, limit)
