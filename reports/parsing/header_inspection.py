"""The inspection as the opening tells it: who inspected whom, when, in which round, and when it was fed back.

Works on a `Passage` (no white space, half-width punctuation, plain quotes). Facts are taken from the clause that tells
of the inspection (对…进行了巡视), never from the one that tells of the feedback.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.parsing.dates import DateRange, DateWords, damaged, find_dates, find_ranges, settle_after, with_year_before
from reports.parsing.header_passage import Passage
from reports.parsing.numerals import integer
from reports.parsing.types import ParsedDate, ParsedWarning, Verb

_NUM = r"[一二三四五六七八九十\d]{1,3}"
_BACK = r'"?回头看"?'

# 对青禾县进行了巡视, 对云渡区开展了为期45天的常规巡察, 对松岭市开展了巡视"回头看"; not 对反馈问题进行了研究.
_VISITED = (
    re.compile(
        rf"对(?P<object>(?:[^。;对]|(?<=延伸)对|(?<=延伸巡察)对){{1,100}}?)(?:进行|开展|实施|组织开展|组织"
        rf"|展开)了?(?P<what>[^。;,对]{{0,40}}?(?:巡[视察](?:工作)?(?:{_BACK})?|回头看\"?))"
    ),
    # 巡察了云渡区; not 巡察了解.
    re.compile(r"(?P<what>巡[视察])了(?!解)(?P<object>[^,。;]{2,40})"),
    # 我校接受了省委第三巡视组的常规巡视
    re.compile(
        rf"(?P<object>[^,。;至日]{{1,40}}?)接受了?(?P<what>[^,。;]{{0,40}}?组[^,。;]{{0,16}}?巡[视察](?:{_BACK})?)"
    ),
    # 进驻云渡区开展巡察
    re.compile(
        rf"(?:进驻|入驻)(?P<object>[^,。;]{{2,40}}?),?(?:进行|开展"
        rf"|实施)了?(?P<what>[^。;,]{{0,30}}?巡[视察](?:{_BACK})?)"
    ),
    # 对青禾县巡视; not 对巡视反馈.
    re.compile(
        rf"对(?P<object>[^,。;对巡]{{2,40}}?)(?P<what>(?:常规|专项|机动|提级"
        rf"|政治)?巡[视察](?:{_BACK})?)(?=[,。;的]|期间|结束)"
    ),
    # 省委第三巡视组巡视青禾县; not 巡视组巡视反馈意见, 关于巡视青禾县的反馈意见.
    re.compile(
        r"组(?P<what>巡[视察])(?P<object>(?!.{0,2}(?:反馈|整改|工作|期间|发现|指出|意见))[^,。;:、()\"]{1,28}?"
        r"(?:[省市县区州盟旗厅局]|[省市县区州盟旗]委|党委|党组|工委|大学|学院|公司))(?=[,。;])"
    ),
)
# A copy spun with synonyms may say 督察 or 检查 for 巡视 (X2); tried only where nothing else is found.
_VISITED_SPUN = re.compile(
    r"对(?P<object>[^。;对]{1,100}?)(?:进行|开展|实施)了?(?P<what>[^。;,对]{0,20}?(?:督察|巡查|督查|检查))"
)

# The end of a team's name: 第一巡视组, 巡视三组, 提级巡察"回头看"第一组; not 巡视组织, 巡察组长.
_TEAM_END = re.compile(
    rf"(?:巡[视察]|(?<=第.)(?:督察|巡查))(?:巡察|联动|工作)?(?:{_BACK})?(?:第?{_NUM})?小?组(?![织长员成建])"
)
_TEAM_CHAR = re.compile(r'[\u3400-\u9fff\d"()〇-]')
# What may run into the front of a team's name: 由|省委第一巡视组, 根据…部署|省委第一巡视组.
_BEFORE_TEAM = re.compile(
    r"^.*(?:轮(?:第.{1,3}批)?(?:常规|专项)?巡[视察](?:工作)?(?:中|期间)?|统一部署|部署要求|部署|安排|统一安排|由"
    r"|派出的?|派驻的?|接受了?|配合|期间|授权(?!巡)|组建的?|成立的?|组成的?|以来|抽调人员|工作要求)(?=.)"
    r"|^(?:日|月|年|起|自(?!治)|从|在|至|到|于|的|经|和|及|与|上旬|中旬|下旬|初|底|末|上午|下午|左右)+"
)
_LONGEST_TEAM = 40
# How far before 反馈 its date may stand.
_FEEDBACK_REACH = 120

_OWNERS = "中央|自治区党委|区党委|兵团党委|省委|市委|州委|盟委|地委|县委|区委|旗委|党工委|工委|党组|党委"
# 十二届省委, 七届市委, 二十届中央; not 十九届五中全会, 十九届中央纪委.
_TERM = re.compile(
    rf"(?:第)?(?P<term>{_NUM})届(?P<owner>[^,。;届轮巡]{{0,10}}?(?:{_OWNERS}|委员会))(?!纪委|纪律|政治局|委员)"
)
# 第七轮巡视, 第三轮第二批, 首轮; 巡 must follow within the phrase. Not 第二轮土地承包.
_ROUND = re.compile(
    rf"(?:第(?P<round>{_NUM})|(?P<first>首))轮(?:[^,。;]{{0,4}}?第(?P<batch>{_NUM})批次?)?(?=[^,。;]{{0,16}}?巡[视察])"
)
_BATCH = re.compile(rf"第(?P<batch>{_NUM})批次?(?=[^,。;]{{0,12}}?巡[视察])")

# 反馈了巡视意见, 反馈会, 反馈情况; not 反馈的36个问题, 反馈意见整改.
_FEEDBACK = re.compile(r"反馈(?!的|问题|意见整改|意见,|指出)")
_FEEDBACK_OBJECT = re.compile(r"向(?P<object>[^。;,向]{2,60}?)(?:作了|作|进行了?|通报了?|正式|集中|专题)?反馈")
_FEEDBACK_KIND = re.compile(rf"反馈了?(?P<what>[^,。;]{{0,12}}?巡[视察](?:{_BACK})?)")

_SENTENCE_END = re.compile(r"[。!]")

_KINDS = (("回头看", "回头看"), ("专项", "专项"), ("机动", "机动"), ("提级", "提级"), ("常规", "常规"))


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What the words say. `object` and `feedback_object` are the inspected body as written, in passage form.

    `owner` is the committee that inspected (省委, 市委 …) where team, clause or term name it.
    """

    verb: Verb | None = None
    team: str | None = None
    kind: str | None = None
    start: ParsedDate | None = None
    end: ParsedDate | None = None
    feedback: ParsedDate | None = None
    object: str | None = None
    feedback_object: str | None = None
    owner: str | None = None
    owner_words: str | None = None
    found: bool = False
    warnings: tuple[ParsedWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """届, 轮, 批, and the committee whose term it is."""

    term: int | None = None
    round: int | None = None
    batch: int | None = None
    owner: str | None = None


def read_inspection(zone: Passage, title: str) -> InspectionFacts:
    """The facts that `zone` (the opening) and the squeezed `title` give."""
    text = zone.text
    clause = _clause(text)
    if clause is None:
        return _without_clause(zone, title)
    sentence = _sentence_start(text, clause.start())
    sentence_end = _sentence_end(text, clause.end())
    what = clause["what"]
    stretch = _inspection_dates(text, sentence, clause, sentence_end)
    team = _team(zone, sentence, clause.end(), prefer_before=clause.start("object"))
    first = _with_span(zone, stretch.first) if stretch else None
    last = _with_span(zone, stretch.last) if stretch and stretch.last else None
    feedback = _feedback(zone, stretch.end if stretch else sentence, last or first)
    warnings = _date_warnings(zone, first, last, feedback)
    feedback_what = _FEEDBACK_KIND.search(text, sentence)
    verb = _verb(what, team.words if team else "", text, title)
    kind_words = (
        what,
        team.words if team else "",
        feedback_what["what"] if feedback_what else "",
        _title_kind_words(title),
    )
    owner_words = team.words if team else text[sentence : clause.start()]
    found = _FEEDBACK_OBJECT.search(text, clause.end()) or _FEEDBACK_OBJECT.search(text)
    return InspectionFacts(
        verb=verb,
        team=zone.words(team.start, team.end) if team else None,
        kind=kind_of_inspection(verb, kind_words),
        start=first,
        end=last,
        feedback=feedback,
        object=clause["object"].lstrip("在"),
        feedback_object=found["object"] if found else None,
        owner=owner_of(owner_words),
        owner_words=owner_words,
        found=True,
        warnings=warnings,
    )


def read_round(*texts: str) -> RoundFacts:
    """届, 轮 and 批, each from the first of `texts` (passage form: title, opening) that gives it."""
    term = next((match for text in texts for match in _TERM.finditer(text)), None)
    turn = next((match for text in texts for match in _ROUND.finditer(text)), None)
    batch = turn["batch"] if turn and turn["batch"] else None
    if batch is None:
        alone = next((match for text in texts for match in _BATCH.finditer(text)), None)
        batch = alone["batch"] if alone else None
    return RoundFacts(
        term=integer(term["term"]) if term else None,
        round=(1 if turn["first"] else integer(turn["round"])) if turn else None,
        batch=integer(batch) if batch else None,
        owner=owner_of(term["owner"]) if term else None,
    )


def kind_of_inspection(verb: Verb | None, words: tuple[str, ...]) -> str | None:
    """schema.md's kind: the first of `words` that has a kind word decides; 常规巡视, 专项巡察, 巡视“回头看” …; plain
    巡视 is None.
    """
    noun = "巡察" if verb == "xuncha" else "巡视"
    for piece in words:
        for needle, name in _KINDS:
            if needle in piece:
                if name == "回头看":
                    return f"{noun}“回头看”"
                return "巡察" if noun == "巡察" and name == "常规" else name + noun
    return "巡察" if verb == "xuncha" else None


def owner_of(words: str) -> str | None:
    """The committee in `words`: the last of 中央, 省委, 市委, 县委, 党组 … before the team's own word; None where
    there is none.
    """
    found = list(re.finditer(_OWNERS, words))
    return found[-1].group() if found else None


@dataclass(frozen=True, slots=True)
class _Team:
    start: int
    end: int
    words: str


def _clause(text: str) -> re.Match[str] | None:
    for pattern in _VISITED:
        match = pattern.search(text)
        if match:
            return match
    return _VISITED_SPUN.search(text) if "巡视" not in text[:400] and "巡察" not in text[:400] else None


def _without_clause(zone: Passage, title: str) -> InspectionFacts:
    """Only the feedback is told (D5): its date and whom it was given to; the team where no other clause could name
    it.
    """
    text = zone.text
    found = _FEEDBACK_OBJECT.search(text)
    feedback = _feedback(zone, 0, None)
    team = _team(zone, 0, len(text), prefer_before=len(text)) if found else None
    verb = _verb("", team.words if team else "", text, title)
    what = _FEEDBACK_KIND.search(text)
    words = team.words if team else ""
    return InspectionFacts(
        verb=verb,
        team=zone.words(team.start, team.end) if team else None,
        kind=kind_of_inspection(verb, (what["what"] if what else "", words, _title_kind_words(title))),
        feedback=feedback,
        feedback_object=found["object"] if found else None,
        owner=owner_of(words),
        owner_words=words or None,
        warnings=_date_warnings(zone, None, None, feedback),
    )


def _inspection_dates(text: str, sentence: int, clause: re.Match[str], sentence_end: int) -> DateRange | None:
    """The stretch of time of the clause: the last before 对, else the first after it and before the feedback. A year
    alone (根据省委2022年巡视工作安排) is none; it gives its year to dates without.
    """
    words = text[sentence:sentence_end]
    written = find_ranges(words)
    with_own_year = {found.start + sentence for found in written if found.first.year is not None}
    ranges = [_shifted(with_year_before(words, found), sentence) for found in written]
    ranges = [found for found in ranges if found.first.year is not None and found.first.precision != "year"]
    before = [found for found in ranges if found.start < clause.start("object")]
    feedback = text.find("反馈", clause.end(), sentence_end)
    after = [found for found in ranges if found.start >= clause.end() and (feedback < 0 or found.end < feedback - 30)]
    for candidates in (before, after):
        exact = [found for found in candidates if found.last is not None]
        if exact:
            return exact[-1] if candidates is before else exact[0]
        single = [found for found in candidates if found.start in with_own_year]
        single = single or [found for found in candidates if found.first.day]
        if single and candidates is before:
            return single[-1]
    return None


def _shifted(found: DateRange, by: int) -> DateRange:
    return DateRange(_moved(found.first, by), _moved(found.last, by) if found.last else None)


def _moved(date: DateWords, by: int) -> DateWords:
    return DateWords(date.start + by, date.end + by, date.year, date.month, date.day, date.words, date.relative)


def _feedback(zone: Passage, after: int, earlier: ParsedDate | None) -> ParsedDate | None:
    """The date that stands last before 反馈 in its sentence, or right after 反馈会议于."""
    text = zone.text
    for match in _FEEDBACK.finditer(text, after):
        sentence = max(_sentence_start(text, match.start()), after, match.start() - _FEEDBACK_REACH)
        ranges = [_shifted(found, sentence) for found in find_ranges(text[sentence : match.start()])]
        ranges = [found for found in ranges if found.first.precision != "year"]
        if not ranges:
            following = re.compile(r"反馈(?:会|会议)?于").match(text, match.start())
            dates = find_dates(text[following.end() : following.end() + 16]) if following else ()
            ranges = [DateRange(_moved(dates[0], following.end()), None)] if following and dates else []
        if ranges:
            settled = settle_after(ranges[-1].first, earlier)
            return _with_span(zone, settled)
    return None


def _team(zone: Passage, start: int, end: int, prefer_before: int) -> _Team | None:
    """The team named between `start` and `end`: the last that ends before `prefer_before`, else the first after."""
    text = zone.text
    found = list(_TEAM_END.finditer(text, start, end))
    if not found:
        return None
    before = [match for match in found if match.end() <= prefer_before]
    match = before[-1] if before else found[0]
    dates = [date.end + start for date in find_dates(text[start : match.start()])]
    floor = max([start, match.start() - _LONGEST_TEAM, zone.line_start(match.start()), *dates])
    head = match.start()
    while head > floor and _TEAM_CHAR.match(text, head - 1):
        head -= 1
    junk = True
    while junk:
        run_in = _BEFORE_TEAM.match(text[head : match.start()])
        junk = bool(run_in and run_in.end())
        head += run_in.end() if run_in else 0
    while text.startswith(('"', ")"), head):
        head += 1
    return _Team(head, match.end(), text[head : match.end()])


def _verb(what: str, team: str, text: str, title: str) -> Verb | None:
    """巡视 or 巡察, from the most telling words that have one of them."""
    for words in (what, team, title, text):
        at_xunshi, at_xuncha = words.find("巡视"), words.find("巡察")
        if at_xunshi >= 0 or at_xuncha >= 0:
            return "xuncha" if at_xunshi < 0 or 0 <= at_xuncha < at_xunshi else "xunshi"
    return None


def _title_kind_words(title: str) -> str:
    """The part of a title that can name the kind: up to 整改, so that 整改"回头看" is none."""
    return title.partition("整改")[0] if "巡" in title.partition("整改")[0] else ""


def _with_span(zone: Passage, date: DateWords) -> ParsedDate | None:
    parsed = date.parsed()
    if parsed is None:
        return None
    return ParsedDate(parsed.date, parsed.precision, zone.words(date.start, date.end), zone.span(date.start, date.end))


def _date_warnings(
    zone: Passage, start: ParsedDate | None, end: ParsedDate | None, feedback: ParsedDate | None
) -> tuple[ParsedWarning, ...]:
    """Digits run together (D6), an end before its start, a feedback before the end."""
    warnings = [
        ParsedWarning("date_damaged", zone.span(a, b), (("words", zone.text[a:b]),)) for a, b in damaged(zone.text)
    ]
    if start and end and end.date < start.date:
        warnings.append(ParsedWarning("date_order", end.span, (("words", f"{start.words} {end.words}"),)))
    if end and feedback and feedback.precision == "day" == end.precision and feedback.date < end.date:
        warnings.append(ParsedWarning("date_order", feedback.span, (("words", f"{end.words} {feedback.words}"),)))
    return tuple(warnings)


def _sentence_start(text: str, position: int) -> int:
    return max(text.rfind(mark, 0, position) for mark in "。!") + 1


def _sentence_end(text: str, position: int) -> int:
    found = _SENTENCE_END.search(text, position)
    return found.start() if found else len(text)
