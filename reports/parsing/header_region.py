"""The region that the inspected body is counted to, by its name, by what else the header says, and by who inspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from reports.parsing.bodies import BodyWords, follows_firm, follows_place, without_organ
from reports.parsing.gazetteer import Chain, Division, Gazetteer
from reports.parsing.header_authority import Inspectors, levels_inspected
from reports.parsing.header_inspection import InspectionFacts
from reports.parsing.header_meta import province_nicknames
from reports.parsing.header_names import HeaderWords, title_body
from reports.parsing.regions import Choice, Evidence, area_of_phone, choose
from reports.parsing.types import AuthorityLevel, ParsedWarning

# A place that the gazetteer does not know, 无名县委 or 无名县教育局: nothing else may be taken for it. Not 市场监管局.
_UNKNOWN_PLACE = re.compile(
    r"^(?!.{0,10}(?:开发区|新区|园区|高新区|示范区|合作区|管理区|景区|港区))[\u4e00-\u9fff]{2,6}?(?:[市县旗]|自治州|(?<![地社片小矿灌库林牧辖])区)"
    r"(?=委|人民|[\u4e00-\u9fff]{1,12}(?:局|办|委员会|中心|法院|检察院)|$)(?![场政容域])"
)
# 松岭市|云渡新区教育局
_NEW_AREA = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4})新区")
# Bodies that may lie in a city and yet belong to the province whose committee inspected them.
UP_TO_AUTHORITY = frozenset(
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
# 我|县委宣传部
_OURS = re.compile(r"^(?:中共)?[我本]?")
# 到|麦溪县委宣传部: a place that was gone to.
_GONE_TO = re.compile(r"(?:[赴到往与和、]|兄弟|借鉴|学习|考察)[^,。;]{0,6}$")
_SHORTEST_NAME, _LONGEST_PLACE, _LONGEST_TEXT, _MOST_NAMES = 3, 20, 30_000, 200
_FIRM, _ZONE = "state_enterprise", "development_zone"


def hear(gazetteer: Gazetteer, words: HeaderWords, facts: InspectionFacts) -> Evidence:
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


def division_of(
    gazetteer: Gazetteer,
    body: BodyWords | None,
    named: Sequence[BodyWords],
    evidence: Evidence,
    words: HeaderWords,
    inspectors: Inspectors,
    year: int | None,
) -> tuple[Division | None, list[ParsedWarning]]:
    """The region of the body: the place of a committee, the place of the government that another body belongs to."""
    chained = _with_place(body, named)
    if chained is None and any(_UNKNOWN_PLACE.match(b.rest) for b in named[:2] if b.chain is None):
        return None, [ParsedWarning("region_unknown")]
    if inspectors.municipal and not _full_place(chained):
        _forget_other_provinces(gazetteer, evidence)
        chained = _in_municipality(gazetteer, chained)
    if chained is not None and chained.chain is not None:
        alike = _raised_alike(gazetteer, chained, inspectors.level, evidence, year)
        if alike is not None:
            return alike, []
        choice = _choice(gazetteer, chained, chained.chain, evidence, words, inspectors, year)
        if choice.division is None:
            told = (("name", chained.chain.mentions[-1].name), ("candidates", str(choice.candidates)))
            return None, [ParsedWarning("region_ambiguous", None, told)]
        weak = _is_weak(chained, choice.division, inspectors.level)
        if chained.is_committee or not (weak or chained.kind in UP_TO_AUTHORITY):
            branch = _place_of_branch(gazetteer, chained, choice.division, inspectors.level)
            if branch is not None:
                return branch, []
            doubt = [ParsedWarning("region_former", None, (("name", choice.division.name),))] if choice.former else []
            return choice.division, doubt
        raised = _raise_to(gazetteer, choice.division, inspectors.level, evidence, weak)
        if raised is not None:
            return raised, []
    found = _by_authority(gazetteer, body, named, evidence, inspectors.level, words.text)
    if found is None:
        return None, [ParsedWarning("region_unknown")]
    return gazetteer.in_year(found, year), []


def _with_place(body: BodyWords | None, named: Sequence[BodyWords]) -> BodyWords | None:
    """The body, or one named elsewhere that must be it and has a place in its name: 县委宣传部, 青禾县委宣传部."""
    if body is None:
        return next((b for b in named if b.chain is not None), None)
    if body.is_committee or _full_place(body):
        return body if body.chain is not None else None
    fuller = next((b for b in named if b.kind == body.kind and _full_place(b)), None)
    return fuller or (body if body.chain is not None and body.kind not in _NOT_AFTER_PLACE else None)


def _full_place(body: BodyWords | None) -> bool:
    """Whether the name has a place in it, and not by its short name."""
    return body is not None and body.chain is not None and body.chain.mentions[-1].form != "short"


def _in_municipality(gazetteer: Gazetteer, body: BodyWords | None) -> BodyWords | None:
    """The body if its short name is a place's in a municipality: 普陀 there is no 普陀区 of another province, and
    锦江 none at all.
    """
    if body is None or body.chain is None:
        return body
    inside = tuple(place for place in body.chain.divisions if _of_municipality(gazetteer, place))
    return replace(body, chain=Chain(body.chain.mentions, inside)) if inside else None


def _forget_other_provinces(gazetteer: Gazetteer, evidence: Evidence) -> None:
    """Leave only what speaks for the municipalities: a 市委 that sends a 巡视组 is one of theirs."""
    for code in list(evidence.weights):
        place = gazetteer.by_code(code)
        if place is not None and not _of_municipality(gazetteer, place):
            del evidence.weights[code]


def _of_municipality(gazetteer: Gazetteer, place: Division) -> bool:
    top = (place, *gazetteer.ancestors(place))[-1]
    return top.level == "province" and top.name.endswith("市")


def _choice(
    gazetteer: Gazetteer,
    body: BodyWords,
    chain: Chain,
    evidence: Evidence,
    words: HeaderWords,
    inspectors: Inspectors,
    year: int | None,
) -> Choice:
    """Which place the chain in the body's name is; where the header leaves it open, the text is heard too."""
    levels = levels_inspected(inspectors, body)
    districts = inspectors.municipal if inspectors.level == "province" and body.is_committee else None
    choice = choose(gazetteer, chain, evidence, year=year, levels=levels, districts=districts)
    if choice.division is None:
        evidence.hear("body", words.text[:_BODY_TEXT])
        choice = choose(gazetteer, chain, evidence, year=year, levels=levels, districts=districts)
    return choice


def _place_of_branch(
    gazetteer: Gazetteer, body: BodyWords, city: Division, level: AuthorityLevel | None
) -> Division | None:
    """The district that an office in a city is counted to where the district's committee inspected it:
    松岭市公安局云渡区分局, 松岭市云渡新区教育局; not 松岭市青禾新区教育局 where no 青禾区 lies in the city.
    """
    if level != "county" or city.level != "prefecture" or body.is_committee:
        return None
    inside = [place for chain in gazetteer.find(body.rest) for place in chain.divisions]
    area = _NEW_AREA.match(body.rest)
    inside.extend(gazetteer.by_name(f"{area['name']}区", "full") if area else ())
    return next((d for d in inside if d.level == "county" and gazetteer.lies_in(d, city.code)), None)


def _is_weak(body: BodyWords, place: Division, level: AuthorityLevel | None) -> bool:
    """Whether a short name at the front of an organisation's may be no place at all: 白沙|江集团, 锦江|国际集团; not
    松岭|师范学院, 松岭|未来科技城. A province inspects firms of its own: 锦江|城投集团 would be no county's there.
    """
    if body.chain is None or body.chain.mentions[-1].form != "short" or body.is_committee or place.level == "province":
        return False
    if body.kind == _FIRM and place.level == "county" and (level == "province" or follows_firm(body.rest)):
        return True
    if place.level == "prefecture" and (body.kind == _ZONE or follows_firm(body.rest)):
        return False
    return not follows_place(body.rest)


def _raised_alike(
    gazetteer: Gazetteer, body: BodyWords, level: AuthorityLevel | None, evidence: Evidence, year: int | None
) -> Division | None:
    """The division to which a body is counted whichever of the places of its name is meant: 松岭学院 is the
    province's, named after 松岭市 or 松岭县. A province's own short name goes before a county's (河南大学).
    """
    if body.chain is None or body.kind not in UP_TO_AUTHORITY or level not in ("province", "prefecture"):
        return None
    places = tuple(place for place in body.chain.divisions if place.in_force(year)) or body.chain.divisions
    if level == "province":
        places = tuple(place for place in places if place.level == "province") or places
    raised = {
        _raise_to(gazetteer, gazetteer.in_year(place, year), level, evidence, _is_weak(body, place, level))
        for place in places
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
    gazetteer: Gazetteer,
    body: BodyWords | None,
    named: Sequence[BodyWords],
    evidence: Evidence,
    level: AuthorityLevel | None,
    text: str,
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
        return _beside_name(gazetteer, named, text, levels)
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


def _beside_name(
    gazetteer: Gazetteer, named: Sequence[BodyWords], text: str, levels: tuple[str, ...]
) -> Division | None:
    """The place that the text puts before a name that begins with its level: 青禾县委宣传部 for 县委宣传部. None where
    there are several, or where the place was gone to: 到麦溪县委宣传部学习.
    """
    names = {_OURS.sub("", without_organ(b.rest)) for b in named if b.chain is None and not b.is_generic}
    found: set[Division] = set()
    for name in (name for name in names if len(name) > _SHORTEST_NAME):
        for match in islice(re.finditer(re.escape(name), text[:_LONGEST_TEXT]), _MOST_NAMES):
            before = text[max(0, match.start() - _LONGEST_PLACE) : match.start() + 1]
            places = (gazetteer.by_name(before[at:], "full") for at in range(len(before) - 1))
            place = next(((before[: len(before) - len(full[0].name)], full) for full in places if full), None)
            if place is not None and not _GONE_TO.search(place[0]):
                found.update(d for d in place[1] if d.level in levels)
    return found.pop() if len({d.code for d in found}) == 1 else None
