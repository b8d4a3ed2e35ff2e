"""The inspected bodies: committees of places, and the departments, firms, universities, hospitals and zones below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from reports.data_files import read_toml
from reports.synthetic.chance import below
from reports.synthetic.names import Locality, firm_name
from reports.synthetic.places import CENTRE, Place
from reports.synthetic.vocabulary import TOPICS, topics_of_office

# What a department calls itself after the last character of its name; others say 中心 or 单位.
_DEPARTMENTS_CALL_THEMSELVES = frozenset("厅局院会社")


@dataclass(frozen=True, slots=True)
class Body:
    """Who was inspected, in the words that reports use.

    `name`: the whole name with its Party organ, without 中共 (衡水市水利局党组). `called`: as the place's own reports
    call it (市水利局党组). `committee`: as it speaks of itself (局党组). `everywhere`: 全局. `topics`: what of the
    focus «line» it answers for. `own_committee`: whether it is the committee of its place.
    """

    place: Place
    kind: str
    name: str
    called: str
    committee: str
    everywhere: str
    topics: tuple[str, ...]
    own_committee: bool = False


def committee_of(place: Place) -> Body:
    """The Party committee of a division."""
    name = place.committee_name
    return Body(place, "local_committee", name, name, place.committee, f"全{place.character}", TOPICS["line"], True)


def subordinate(place: Place, random: Random, names: Locality, year: int) -> Body:
    """A department, firm, university, hospital, zone or township of the place, as such bodies were called in `year`."""
    kinds = _kinds("municipality" if place.is_municipality else place.level)
    kind = kinds[below(random, len(kinds))]
    table = kind["names"].split() or names.towns
    name = table[int(random.random() ** 1.2 * len(table))]
    if kind["kind"] == "department":
        return _department(place, name, kind, year)
    organ = "党工委" if name.endswith("街道") else kind["organ"]
    before = place.short if kind["of_place"] == "short" else place.usual_name()
    called = f"{place.character if kind['called'] else before if kind['of_place'] == 'short' else ''}{name}{organ}"
    return Body(
        place=place,
        kind=kind["kind"],
        name=f"{before}{name}{organ}",
        called=called,
        committee=organ if kind["kind"] == "township" else kind["committee"],
        everywhere=kind["everywhere"],
        topics=tuple(kind["topics"].split()),
    )


def central_body(random: Random) -> Body:
    """A central enterprise with a made-up name; it has no region."""
    stem = firm_name(random, "").split("有限")[0].split("股份")[0].removesuffix("集团")
    name = f"中国{stem}集团有限公司党组"
    return Body(CENTRE, "state_enterprise", name, name, "集团党组", "全集团", ("economy", "study", "safety", "reform"))


def _department(place: Place, office: str, kind: dict[str, Any], year: int) -> Body:
    named = _data()["before_2019"].get(office, office) if year < 2019 else office
    known = named[-1] in _DEPARTMENTS_CALL_THEMSELVES
    own = named[-1] if known else "中心" if named.endswith("中心") else "单位"
    return Body(
        place=place,
        kind="department",
        name=f"{place.usual_name()}{named}{kind['organ']}",
        called=f"{place.character}{named}{kind['organ']}",
        committee=f"{own}{kind['organ']}",
        everywhere=f"全{own}" if known else "全系统",
        topics=topics_of_office().get(office.replace("厅", "局")) or tuple(kind["topics"].split()),
    )


@cache
def _kinds(level: str) -> tuple[dict[str, Any], ...]:
    """The kinds of bodies at a level, each as often as its share."""
    return tuple(kind for kind in _data()["body"] if level in kind["levels"] for _ in range(kind["share"]))


@cache
def _data() -> dict[str, Any]:
    return read_toml("synthetic_bodies.toml")
