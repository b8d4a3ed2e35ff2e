"""The committee that inspected: its level, and the place that it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.parsing.bodies import BodyWords
from reports.parsing.gazetteer import Division, Gazetteer
from reports.parsing.regions import Evidence
from reports.parsing.types import AuthorityLevel, Verb

_OWNER_LEVEL = {
    "中央": "central", "省委": "province", "自治区党委": "province", "区党委": "province", "兵团党委": "province",
    "市委": "prefecture", "州委": "prefecture", "盟委": "prefecture", "地委": "prefecture",
    "县委": "county", "区委": "county", "旗委": "county",
    "党工委": "body", "工委": "body", "党组": "body", "党委": "body",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inspectors:
    """The inspecting committee: its level, its verb, and whether it is a municipality's."""

    level: AuthorityLevel | None
    verb: Verb | None
    municipal: bool


def levels_inspected(inspectors: Inspectors, body: BodyWords) -> tuple[str, ...]:
    """The levels at which committees lie that these inspectors inspect; empty for any."""
    level = inspectors.level
    if not body.is_committee:
        return ()
    if level == "central":
        return ("province", "prefecture")
    if level == "province":
        return ("prefecture", "county")
    if level == "prefecture" and inspectors.verb == "xuncha":
        return ("county",)
    return ()


def level_of(owner: str | None, verb: Verb | None) -> AuthorityLevel | None:
    """The level of the inspecting committee: the verb decides what 市委 means (巡视: a municipality)."""
    if owner is None:
        return None
    level = _OWNER_LEVEL[owner]
    if level == "prefecture" and verb == "xunshi" and owner == "市委":
        return "province"
    return level  # type: ignore[return-value]


def owner_in(text: str) -> str | None:
    """The committee whose inspection a text speaks of: 省委|第三巡视组, 十二届市委|第二轮巡察, 根据省委|统一部署."""
    found = re.search(
        r"(中央|自治区党委|区党委|兵团党委|省委|市委|州委|盟委|地委|县委|区委|旗委|党组"
        r"|党委)(?:第[一二三四五六七八九十\d]+轮|第[一二三四五六七八九十\d]+批|统一|巡[视察]"
        r"|第[一二三四五六七八九十\d]*巡|工作|部署|[^,。]{0,6}?巡[视察])",
        text,
    )
    return found[1] if found else None


def authority_of(
    gazetteer: Gazetteer,
    level: AuthorityLevel | None,
    division: Division | None,
    body: BodyWords | None,
    evidence: Evidence,
) -> tuple[AuthorityLevel | None, Division | None]:
    """The inspecting committee's level and place. 市委 with 巡察 is a county-level city's where the body lies in
    one.
    """
    if level in (None, "central", "body"):
        return level, None
    if division is None:
        return level, evidence.best_of(str(level))
    line = (division, *gazetteer.ancestors(division))
    if level == "prefecture":
        own_city = (
            division.level == "county" and division.name.endswith("市") and body is not None and not body.is_committee
        )
        if own_city:
            return "county", division
    if level == "county":
        return level, division if division.level == "county" else None
    return level, next((d for d in line if d.level == level), None)
