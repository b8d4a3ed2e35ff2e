"""Whose report it is: the inspected body, its region, and the committee that inspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.bodies import BodyWords, is_central, organ_of, read_body, without_organ
from reports.parsing.gazetteer import Division, Gazetteer
from reports.parsing.header_authority import Inspectors, authority_of, level_of, levels_inspected, owner_in
from reports.parsing.header_inspection import InspectionFacts, RoundFacts
from reports.parsing.header_meta import province_nicknames
from reports.parsing.regions import Evidence, area_of_phone, choose
from reports.parsing.types import AuthorityLevel, ParsedBody, ParsedWarning, RegionRef, Span

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
# What may follow a place's short name in the name of a body of that place: 松岭|师范学院; not 白沙|江集团.
_OF_PLACE = re.compile(
    r"^(?:[市县区州]|经济|高新|大学|学院|师范|职业|技师|理工|工业|科技|工程|医|中医|农|林|财|工商|交通|机电|信息"
    r"|城市|日报|广播|银行|港口|机场|海关|铁路|钢铁|石化|卷烟|烟草|电力|供电|水务|国|建|旅|文|投|城"
    r"|第[一二三四五六七八九十]|人民|中心|开发区|新区|保税|综合|化工|临港|空港|循环|特别|合作|示范"
    r"|(?:航空|航天|海洋|邮电|电子|石油|矿业|外国语|幼儿|体育|音乐|美术|艺术|戏曲|警察)[^,]{0,8}?(?:大学|学院|学校))"
)
# A place that the gazetteer does not know, 无名县委 or 无名县教育局: nothing else may be taken for it. Not 市场监管局.
_UNKNOWN_PLACE = re.compile(
    r"^(?!.{0,10}(?:开发区|新区|园区|高新区|示范区|合作区|管理区|景区|港区))[\u4e00-\u9fff]{2,6}?(?:[市县旗]|自治州|(?<![地社片小矿灌库林牧辖])区)"
    r"(?=委|人民|[\u4e00-\u9fff]{1,12}(?:局|办|委员会|中心|法院|检察院)|$)(?![场政容域])"
)
# 青禾县委坚持…, 云渡区文旅局党组高度重视 at the head of the first section.
_SPEAKS = re.compile(
    r"^(?:\([一二三四五六七八九十]\)|[一二三四五六七八九十]+[、是])?(?P<body>[^,。;:()、]{2,24}?(?:[省市县区州盟旗"
    r"]委|党委|党组|党工委|工委))(?:坚持|深刻|高度|始终|认真|把|将|坚决|深入|坚定|切实|全面|牢固|严格|迅速|立即"
    r"|第一时间|以|领导班子|班子|常委会|主要负责)"
)
# Bodies that may lie in a city and yet belong to the province whose committee inspected them.
_UP_TO_AUTHORITY = frozenset(
    {"university", "state_enterprise", "hospital", "research", "media", "school", "party_school", "other"}
)
# 禾丰街道 in 云渡区 is not named after 禾丰县: a short name before these says nothing.
_NOT_AFTER_PLACE = frozenset({"subdistrict", "township", "village"})
_LEVEL_OF_WORD = {
    "省": ("province",),
    "市": ("prefecture", "county", "province"),
    "州": ("prefecture",),
    "盟": ("prefecture",),
    "县": ("county",),
    "区": ("county",),
    "旗": ("county",),
}
_BODY_TEXT = 6000


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
    text: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    body: ParsedBody | None
    region: RegionRef | None
    authority_level: AuthorityLevel | None
    authority_region: RegionRef | None
    warnings: tuple[ParsedWarning, ...] = ()


def identify(
    gazetteer: Gazetteer,
    words: HeaderWords,
    facts: InspectionFacts,
    turn: RoundFacts,
    *,
    year: int | None,
    span: Span | None,
) -> Identity:
    """Body, region and authority from all hints in order of trust; region None with a warning where they do not
    decide.
    """
    named = _named_bodies(gazetteer, words, facts)
    owner = facts.owner or turn.owner or owner_in(words.title) or owner_in(words.opening)
    level = level_of(owner, facts.verb)
    inspectors = Inspectors(level, facts.verb, owner == "市委" and level == "province")
    evidence = _hear(gazetteer, words, facts)
    if level == "body" and facts.owner_words and is_central(facts.owner_words):
        evidence.weights.clear()
    body = next((b for b in named if not b.is_generic and (b.chain is not None or not _vague(b))), None)
    warnings: list[ParsedWarning] = []
    central = body is not None and not body.is_committee and _is_central_body(body, level, facts)
    division: Division | None = None
    if not central:
        division, doubt = _division(gazetteer, body, named, evidence, words, inspectors, year)
        warnings.extend(doubt)
    region = gazetteer.ref(division) if division else None
    authority = authority_of(gazetteer, level, division, body, evidence)
    parsed = _parsed_body(body, named, region, central, span)
    return Identity(
        parsed, region, authority[0], gazetteer.ref(authority[1]) if authority[1] else None, tuple(warnings)
    )


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


def _named_bodies(gazetteer: Gazetteer, words: HeaderWords, facts: InspectionFacts) -> list[BodyWords]:
    """The bodies that the words name, most trusted first."""
    candidates = [title_body(words.title), facts.object, facts.feedback_object, words.signature]
    for line in words.organisation:
        speaks = _SPEAKS.match(line)
        if speaks:
            candidates.append(speaks["body"])
    found = (read_body(candidate, gazetteer) for candidate in candidates if candidate)
    return [body for body in found if body is not None]


def _vague(body: BodyWords) -> bool:
    """区文旅局党组, 我厅党组: no name of its own until the region is known; still better than nothing."""
    return len(body.rest) < 2


def _hear(gazetteer: Gazetteer, words: HeaderWords, facts: InspectionFacts) -> Evidence:
    evidence = Evidence(gazetteer)
    evidence.hear("manifest", words.manifest_region, short=True)
    evidence.hear_code("manifest", words.manifest_region)
    evidence.hear("title", title_body(words.title), short=False)
    evidence.hear("object", facts.object)
    evidence.hear("feedback", facts.feedback_object)
    evidence.hear("team", facts.owner_words)
    evidence.hear("signature", words.signature)
    evidence.hear("address", words.address)
    evidence.hear("opening", words.opening)
    evidence.hear("source", words.source, short=True)
    evidence.hear("site", words.site, short=True)
    for line in words.organisation:
        evidence.hear("organisation", line)
    evidence.hear_code("phone", area_of_phone(words.phone))
    for nickname, province in province_nicknames().items():
        if words.source and nickname in words.source:
            evidence.hear("nickname", province)
    return evidence


def _division(
    gazetteer: Gazetteer,
    body: BodyWords | None,
    named: Sequence[BodyWords],
    evidence: Evidence,
    words: HeaderWords,
    inspectors: Inspectors,
    year: int | None,
) -> tuple[Division | None, list[ParsedWarning]]:
    """The region of the body: the place of a committee, the place of the government that another body belongs to."""
    chained = body if body is not None and body.chain is not None else None
    if body is None:
        chained = next((b for b in named if b.chain is not None), None)
    elif not body.is_committee and (
        chained is None or chained.chain is None or chained.chain.mentions[-1].form == "short"
    ):
        fuller = next(
            (b for b in named if b.kind == body.kind and b.chain is not None and b.chain.mentions[-1].form != "short"),
            None,
        )
        chained = fuller or (chained if chained is not None and chained.kind not in _NOT_AFTER_PLACE else None)
    if chained is None and any(_UNKNOWN_PLACE.match(b.rest) for b in named[:2] if b.chain is None):
        return None, [ParsedWarning("region_unknown")]
    if chained is not None and chained.chain is not None:
        alike = _raised_alike(gazetteer, chained, inspectors.level, evidence, year)
        if alike is not None:
            return alike, []
        levels = levels_inspected(inspectors, chained)
        districts = inspectors.municipal if inspectors.level == "province" and chained.is_committee else None
        choice = choose(gazetteer, chained.chain, evidence, year=year, levels=levels, districts=districts)
        if choice.division is None:
            evidence.hear("body", words.text[:_BODY_TEXT])
            choice = choose(gazetteer, chained.chain, evidence, year=year, levels=levels, districts=districts)
        if choice.division is None:
            return None, [
                ParsedWarning(
                    "region_ambiguous",
                    None,
                    (("name", chained.chain.mentions[-1].name), ("candidates", str(choice.candidates))),
                )
            ]
        weak = _is_weak(chained, choice.division)
        if chained.is_committee or not (weak or chained.kind in _UP_TO_AUTHORITY):
            branch = _place_of_branch(gazetteer, chained, choice.division, inspectors.level)
            if branch is not None:
                return branch, []
            doubt = [ParsedWarning("region_former", None, (("name", choice.division.name),))] if choice.former else []
            return choice.division, doubt
        raised = _raise_to(gazetteer, choice.division, inspectors.level, evidence, weak)
        if raised is not None:
            return raised, []
    found = _by_authority(body, named, evidence, inspectors.level)
    if found is None:
        return None, [ParsedWarning("region_unknown")]
    return gazetteer.in_year(found, year), []


def _place_of_branch(
    gazetteer: Gazetteer, body: BodyWords, city: Division, level: AuthorityLevel | None
) -> Division | None:
    """The district that a city's office in it is counted to where the district's committee inspected it:
    松岭市公安局云渡区分局.
    """
    if level != "county" or city.level != "prefecture" or body.is_committee:
        return None
    inside = (place for chain in gazetteer.find(body.rest) for place in chain.divisions)
    return next((d for d in inside if d.level == "county" and gazetteer.lies_in(d, city.code)), None)


def _is_weak(body: BodyWords, place: Division) -> bool:
    """Whether a short name at the front of an organisation's may be no place at all: 白沙|江集团, not 松岭|师范学院."""
    return (
        body.chain is not None
        and body.chain.mentions[-1].form == "short"
        and not body.is_committee
        and place.level != "province"
        and not _OF_PLACE.match(body.rest)
    )


def _raised_alike(
    gazetteer: Gazetteer, body: BodyWords, level: AuthorityLevel | None, evidence: Evidence, year: int | None
) -> Division | None:
    """The division to which a body is counted whichever of the places of its name is meant: 松岭学院 is the
    province's, named after 松岭市 or 松岭县. A province's own short name goes before a county's (河南大学).
    """
    if body.chain is None or body.kind not in _UP_TO_AUTHORITY or level not in ("province", "prefecture"):
        return None
    places = tuple(place for place in body.chain.divisions if place.in_force(year)) or body.chain.divisions
    if level == "province":
        places = tuple(place for place in places if place.level == "province") or places
    raised = {
        _raise_to(gazetteer, gazetteer.in_year(place, year), level, evidence, _is_weak(body, place)) for place in places
    }
    return raised.pop() if len(raised) == 1 else None


def _raise_to(
    gazetteer: Gazetteer, place: Division, level: AuthorityLevel | None, evidence: Evidence, weak: bool
) -> Division | None:
    """The division of the inspecting committee's level above the place: a provincial college in a city is the
    province's.

    A weak place (a short name such as 白沙 in 白沙江集团) counts only where other words speak for the same province.
    """
    line = (place, *gazetteer.ancestors(place))
    if level == "prefecture" and place.level == "county" and place.name.endswith("市") and not weak:
        return place  # its own 市委 inspected it (`authority_of`)
    if weak:
        province = line[-1]
        best = evidence.best_of("province")
        if best is None or best.code != province.code:
            return None
    wanted = "province" if level == "province" else "prefecture" if level == "prefecture" else None
    return next((d for d in line if d.level == wanted), place) if wanted else place


def _by_authority(
    body: BodyWords | None, named: Sequence[BodyWords], evidence: Evidence, level: AuthorityLevel | None
) -> Division | None:
    """The region of a body without a place in its name: by the level word before it (区文旅局), else by who
    inspected.
    """
    own = next(
        (
            m
            for b in named
            if (m := re.match(r"^(?:中共)?[我本]?([省市县区州盟旗])", b.rest if b.chain is None else ""))
        ),
        None,
    )
    if own is not None:
        levels = _LEVEL_OF_WORD[own[1]]
        for wanted in levels:
            found = evidence.best_of(wanted)
            if found is not None and (own[1] != "市" or wanted != "county" or found.name.endswith("市")):
                return found
        return None
    wanted_level = {"province": "province", "prefecture": "prefecture", "county": "county"}.get(level or "")
    if wanted_level:
        found = evidence.best_of(wanted_level)
        if found is None and wanted_level == "prefecture":
            found = evidence.best_of("county")
            found = found if found is not None and found.name.endswith("市") else None
        return found
    return (
        evidence.best_of("county") or evidence.best_of("prefecture") or evidence.best_of("province")
        if body is None or level == "body"
        else None
    )


def _is_central_body(body: BodyWords, level: AuthorityLevel | None, facts: InspectionFacts) -> bool:
    """What 中央 inspected is a central body (a ministry, a firm, a university) but for a province's own offices:
    示例省发展和改革委员会党组 belongs to its province, 示例大学党委 does not.
    """
    if is_central(body.words):
        return True
    if level == "central":
        of_place = body.chain is not None and body.chain.mentions[-1].form == "full"
        return not of_place or body.kind in _UP_TO_AUTHORITY
    return level == "body" and facts.owner_words is not None and is_central(facts.owner_words)


def _parsed_body(
    body: BodyWords | None, named: Sequence[BodyWords], region: RegionRef | None, central: bool, span: Span | None
) -> ParsedBody | None:
    if body is None and region is None:
        return None
    if body is None:
        body = next((b for b in named if b.chain is not None), named[0] if named else None)
    aliases = [b.words for b in named if b.words and not b.is_generic] + [b.alias for b in named if b.alias]
    if body is None or body.is_committee or body.is_generic:
        name = f"中共{_place_name(body, region)}委员会"
        kind = "local_committee"
    else:
        name, kind = _organisation_name(body, region), body.kind
    unique = tuple(dict.fromkeys(alias for alias in aliases if alias != name))
    return ParsedBody(name, kind, region, unique, central, span)


def _place_name(body: BodyWords | None, region: RegionRef | None) -> str:
    if body is not None and body.chain is not None and body.chain.mentions[-1].form == "zone":
        return body.chain.mentions[-1].name
    if region is not None:
        return region.name
    if body is None or body.chain is not None:
        return body.chain.mentions[-1].name if body is not None and body.chain is not None else ""
    return re.sub(r"^(?:中共|中国共产党)|(?:委员会|委)$", "", body.words)


def _organisation_name(body: BodyWords, region: RegionRef | None) -> str:
    """One spelling for one body: without 中共, with its region in front, its Party organ in the short form."""
    name = re.sub(r"^(?:中共|中国共产党)", "", body.words)
    name = re.sub(r"^[我本]", "", name)
    if body.chain is None and region is not None:
        name = re.sub(
            r"^([省市县区州盟旗])(?=[^委区].)",
            lambda m: region.name if region.name.endswith(m[1]) or m[1] in "市区" else m[0],
            name,
        )
    elif body.chain is not None and len(body.chain.mentions) > 1 and body.chain.mentions[-1].form == "full":
        name = body.chain.mentions[-1].name + body.rest
    return without_organ(name) + organ_of(name)
