"""The names of bodies in a header: in title, object, feedback, signature and the head of the first section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.parsing.bodies import BodyWords, body_kinds, read_body
from reports.parsing.gazetteer import Gazetteer
from reports.parsing.header_inspection import InspectionFacts

# Where in a title the body ends when there is no 关于: 青禾县委|十二届省委第七轮巡视整改情况.
_TITLE_BODY_END = re.compile(
    r"关于|对|落实|(?:第?[一二三四五六七八九十\d]{1,3}届)|(?:中央|省委|市委|区委|县委"
    r"|自治区党委)?(?:第[一二三四五六七八九十\d]+轮)?(?:常规|专项|机动|提级)?巡[视察]|\"回头看\""
)
# 关于|青禾县委|巡视整改…: a body inside; 关于十二届省委… has none.
_TITLE_INSIDE = re.compile(
    r"^关于(?P<body>[^关于]{2,40}?)(?:落实|贯彻|对|开展|接受|关于|党[的]|(?:第?[一二三四五六七八九十\d]{1,3}届)"
    r"|省委|市委|中央|区委|县委|巡[视察]|整改)"
)
# 关于省委第三巡视组反馈意见…: the committee that inspected, not the body.
_OWNER_FIRST = re.compile(
    r"^(?:落实|对|贯彻)|^(?:中央|省委|市委|县委|区委|州委|旗委|自治区党委|党委|党组)(?:第|巡|反馈|$)"
    r"|^(?:第?[一二三四五六七八九十\d]{1,3}届)"
)
_RESOLVED = (
    r"(?:坚持|深刻|高度|始终|认真|把|将|坚决|深入|坚定|切实|全面|牢固|严格|迅速|立即|第一时间|以|领导班子|班子"
    r"|常委会|主要负责)"
)
# 青禾县委坚持…, 云渡区文旅局党组高度重视 at the head of the first section.
_SPEAKS = re.compile(
    r"^(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十]+[、是])?(?P<body>[^,。;:()、]{2,24}?(?:[省市县区州盟旗"
    rf"]委|党委|党组|党工委|工委)){_RESOLVED}"
)
# Whom the opening may mean without saying more: 对我单位; not 对我局, 对我县.
_OUR_OFFICE = re.compile(r"[我本该]?(?:单位|部|机关|办)$")
# 市委巡察组向|青禾县委宣传部|反馈
_TOLD = re.compile(r"(?P<noun>巡[视察])[^,。;]{0,6}组向(?P<object>[^。;,向]{4,40}?)(?:作了|作|进行了?|通报了?)?反馈")
# Between the names of a zone and of a district whose committees are one: 禾丰新区工委|中共云渡区委,
# 禾丰新区工委(|云渡区委|), 云渡区委|禾丰新区工委, 禾丰新区党工委和|云渡区委; not 云渡区委|宣传部.
_ONE_COMMITTEE = re.compile(
    r"(?<=.)(?=中共|中国共产党)|[、()和及]|(?<=[市县区旗]委)(?=.{3,30}工(?:委|作委员会)$)|(?<=工委)(?=.{2,20}[市县区旗]委)"
)


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """Everything that can tell whose report it is, in passage form; None or empty where the report has it not."""

    title: str = ""
    opening: str = ""
    signature: str | None = None
    address: str | None = None
    phone: str | None = None
    source: str | None = None
    site: str | None = None
    manifest_region: str | None = None
    organisation: tuple[str, ...] = ()
    section: str = ""  # the head of the first section, the beginnings of whose lines are `organisation`
    text: str = ""


def title_body(title: str) -> str:
    """The part of a squeezed title that names the body; empty where none does."""
    head, about, _ = title.partition("关于")
    if about and head:
        return head
    if about:
        inside = _TITLE_INSIDE.match(title)
        return inside["body"] if inside and not _OWNER_FIRST.match(inside["body"]) else ""
    end = _TITLE_BODY_END.search(title)
    return title[: end.start()] if end else ""


def named_bodies(gazetteer: Gazetteer, words: HeaderWords, facts: InspectionFacts) -> list[BodyWords]:
    """The bodies that the words name, most trusted first."""
    candidates = [title_body(words.title), facts.object, facts.feedback_object, words.signature]
    for line in words.organisation:
        speaks = _SPEAKS.match(line)
        if speaks:
            candidates.append(speaks["body"])
    if _OUR_OFFICE.match(facts.object or "单位"):
        speaking = (_office_speaks().search(line) for line in (words.opening, *words.organisation))
        candidates.extend(found["body"] for found in speaking if found)
    named = [body for candidate in candidates if candidate for body in _bodies_in(candidate, gazetteer)]
    return named + _given_feedback(gazetteer, words.section, facts)


def _given_feedback(gazetteer: Gazetteer, section: str, facts: InspectionFacts) -> list[BodyWords]:
    """The organisations, not committees, of which the first section says that these inspectors told them what they
    had found: 传达市委巡察组向青禾县委宣传部反馈的情况; not 传达省委巡视组向松岭市委反馈的情况 in a 巡察 of 我单位.
    """
    noun = "巡察" if facts.verb == "xuncha" else "巡视"
    told = (found["object"] for found in _TOLD.finditer(section) if found["noun"] == noun)
    bodies = (read_body(words, gazetteer) for words in told)
    return [body for body in bodies if body is not None and body.chain is not None and not body.is_committee]


@cache
def _office_speaks() -> re.Pattern[str]:
    """县委宣传部|高度重视 at the head of a clause: an office of a committee; not 县委组织部|印发的办法."""
    offices = next(kind.terms for kind in body_kinds() if kind.code == "party_organ")
    names = "|".join(sorted({office.removeprefix("委") for office in offices}, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[。,;]))(?P<body>[^,。;:()、]{{0,12}}?[省市县区州盟旗]委(?:{names}))(?={_RESOLVED})")


def _bodies_in(words: str, gazetteer: Gazetteer) -> list[BodyWords]:
    """The body that the words name; of a zone and a district with one committee the district's, then the zone's."""
    split = _ONE_COMMITTEE.split(words)
    parts = [body for part in split if part and len(split) > 1 and (body := read_body(part, gazetteer)) is not None]
    committees = [body for body in parts if body.is_committee and body.chain is not None]
    zones = [body for body in parts if body.kind == "development_zone"]
    if len(committees) == 1 and zones:
        return [*committees, *zones]
    body = read_body(words, gazetteer)
    return [] if body is None else [body]
