"""Whose report it is: the inspected body, its region, and the committee that inspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.bodies import BodyWords, is_central, organ_of, without_organ
from reports.parsing.gazetteer import Division, Gazetteer
from reports.parsing.header_authority import Inspectors, authority_of, level_of, owner_in
from reports.parsing.header_inspection import InspectionFacts, RoundFacts
from reports.parsing.header_names import HeaderWords, named_bodies
from reports.parsing.header_region import UP_TO_AUTHORITY, division_of, hear
from reports.parsing.types import AuthorityLevel, ParsedBody, ParsedWarning, RegionRef, Span


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
    named = named_bodies(gazetteer, words, facts)
    owner = facts.owner or turn.owner or owner_in(words.title) or owner_in(words.opening)
    level = level_of(owner, facts.verb)
    inspectors = Inspectors(level, facts.verb, owner == "市委" and level == "province")
    evidence = hear(gazetteer, words, facts)
    if level == "body" and facts.owner_words and is_central(facts.owner_words):
        evidence.weights.clear()
    body = next((b for b in named if not b.is_generic and (b.chain is not None or not _vague(b))), None)
    warnings: list[ParsedWarning] = []
    central = body is not None and not body.is_committee and _is_central_body(body, level, facts)
    division: Division | None = None
    if not central:
        division, doubt = division_of(gazetteer, body, named, evidence, words, inspectors, year)
        warnings.extend(doubt)
    region = gazetteer.ref(division) if division else None
    authority = authority_of(gazetteer, level, division, body, evidence)
    parsed = _parsed_body(body, named, region, central, span)
    return Identity(
        parsed, region, authority[0], gazetteer.ref(authority[1]) if authority[1] else None, tuple(warnings)
    )


def _vague(body: BodyWords) -> bool:
    """区文旅局党组, 我厅党组: no name of its own until the region is known; still better than nothing."""
    return len(body.rest) < 2


def _is_central_body(body: BodyWords, level: AuthorityLevel | None, facts: InspectionFacts) -> bool:
    """What 中央 inspected is a central body (a ministry, a firm, a university) but for a province's own offices:
    示例省发展和改革委员会党组 belongs to its province, 示例大学党委 does not.
    """
    if is_central(body.words):
        return True
    if level == "central":
        of_place = body.chain is not None and body.chain.mentions[-1].form == "full"
        return not of_place or body.kind in UP_TO_AUTHORITY
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
            r"^([省市县区州盟旗])(?=([^委区].|委[^员]))",
            lambda m: region.name if region.name.endswith(m[1]) or (m[1] in "市区" and m[2][0] != "委") else m[0],
            name,
        )
    elif body.chain is not None and len(body.chain.mentions) > 1 and body.chain.mentions[-1].form == "full":
        name = body.chain.mentions[-1].name + body.rest
    return without_organ(name) + organ_of(name)
