"""The inspections of a place and its bodies over the years: who inspected whom, when, in which term and round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from reports.synthetic.bodies import Body, central_body, committee_of, subordinate
from reports.synthetic.chance import below, between, shuffled
from reports.synthetic.names import Locality
from reports.synthetic.numerals import chinese
from reports.synthetic.places import CENTRE, FIRST_YEAR, LAST_YEAR, Place

Kind = Literal["plain", "regular", "followup", "special", "mobile", "upgraded"]

_CENTRAL_TERMS = ((18, dt.date(2012, 11, 15)), (19, dt.date(2017, 10, 25)), (20, dt.date(2022, 10, 23)))
# Local congresses met in about these months; the number of the term differs from place to place.
_LOCAL_TERMS = (dt.date(2011, 11, 1), dt.date(2016, 11, 1), dt.date(2021, 10, 1))
# From the start of an inspection to its report's publication at the longest, and from that to a return visit (in days).
_LONGEST, _BEFORE_RETURN = 290, 420
_LAST_DAY = dt.date(LAST_YEAR, 12, 20)


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection. `authority`: the place whose committee inspected, or `CENTRE`. Teams and rounds count from 1."""

    body: Body
    authority: Place
    verb: Literal["巡视", "巡察"]
    kind: Kind
    term: int
    round: int
    team: int
    start: dt.date
    end: dt.date
    feedback: dt.date
    signed: dt.date
    published: dt.date

    @property
    def kind_words(self) -> str:
        """常规巡视, 巡视“回头看”, plain 巡察."""
        head = {
            "plain": "",
            "followup": "",
            "regular": "常规",
            "special": "专项",
            "mobile": "机动",
            "upgraded": "提级",
        }[self.kind]
        return f"{head}{self.verb}{'“回头看”' if self.kind == 'followup' else ''}"

    @property
    def owner(self) -> str:
        """Whose the team and the term are: 中央, 省委, 自治区党委, 县委."""
        return "中央" if self.authority.level == "central" else self.authority.committee

    @property
    def team_name(self) -> str:
        """省委第三巡视组; in some provinces 市委巡视三组."""
        number = chinese(self.team)
        if self.authority.name in ("天津市", "福建省"):
            return f"{self.owner}{self.verb}{number}组"
        return f"{self.owner}第{number}{self.verb}组"


def rounds_of_place(place: Place, count: int, random: Random, names: Locality) -> list[Inspection]:
    """`count` inspections of the place's committee and of bodies below it, none contradicting another."""
    own = max(1, min(4, round(count * (0.6 if place.level == "county" else 0.34))))
    found = list(_of_body(committee_of(place), own, random))
    met = {found[0].body.name} if found else set()
    for _ in range(12 * count):
        if len(found) >= count:
            break
        body = subordinate(place, random, names, between(random, place.first, place.last))
        if body.name not in met:
            met.add(body.name)
            found.extend(_of_body(body, min(2 if random.random() < 0.3 else 1, count - len(found)), random))
    return found[:count]


def rounds_of_central_bodies(count: int, random: Random) -> list[Inspection]:
    """`count` inspections of made-up central enterprises."""
    found: list[Inspection] = []
    while len(found) < count:
        found.extend(_of_body(central_body(random), min(2, count - len(found)), random))
    return found


def _of_body(body: Body, count: int, random: Random) -> Iterator[Inspection]:
    """At most `count` inspections of one body, in the order of time, with the return visit after a regular one."""
    first, last = body.place.first, body.place.last
    final = min(_LAST_DAY, dt.date(last, 12, 28))
    begun = dt.date(first, 2, 15)
    span = max(60, ((final - begun).days - _LONGEST) // count)
    previous: Inspection | None = None
    for place in range(count):
        returning = previous is not None and previous.kind == "regular" and random.random() < 0.5
        begin = begun + dt.timedelta(days=place * span + below(random, span))
        if previous is not None and returning:
            begin = previous.published + dt.timedelta(days=between(random, 60, _BEFORE_RETURN))
        elif previous is not None:
            begin = max(begin, previous.published + dt.timedelta(days=60))
        found = _inspection(body, "followup" if returning else _kind(body, random), begin, random)
        if found.published > final:
            return
        yield found
        previous = found


def _inspection(body: Body, kind: Kind, begin: dt.date, random: Random) -> Inspection:
    start = _working_day(begin, random)
    end = start + dt.timedelta(days=between(random, 32, 75))
    feedback = end + dt.timedelta(days=between(random, 25, 70))
    signed = feedback + dt.timedelta(days=between(random, 110, 260))
    authority, verb = _authority(body, kind, random)
    term, number = _term_and_round(authority, start)
    return Inspection(
        body=body,
        authority=authority,
        verb=verb,
        kind=kind,
        term=term,
        round=number,
        team=between(random, 1, 6 if authority.level == "county" else 14),
        start=start,
        end=end,
        feedback=feedback,
        signed=signed,
        published=signed + dt.timedelta(days=below(random, 21)),
    )


def _kind(body: Body, random: Random) -> Kind:
    chance = random.random()
    if chance < 0.5:
        return "regular"
    if chance < 0.82:
        return "plain"
    if body.place.level in ("central", "province") or body.own_committee:
        return "special" if chance < 0.92 else "mobile"
    return "special" if chance < 0.92 else "upgraded"


def _authority(body: Body, kind: Kind, random: Random) -> tuple[Place, Literal["巡视", "巡察"]]:
    """Who inspects: the centre provinces, a province its cities and counties, cities and counties their own bodies."""
    place = body.place
    if place.level == "central" or (place.level == "province" and body.own_committee):
        return CENTRE, "巡视"
    if place.level == "province":
        return place, "巡视"
    if not body.own_committee:
        return place, "巡察"
    if (
        place.level == "county"
        and place.prefecture is not None
        and kind in ("plain", "special")
        and random.random() < 0.3
    ):
        return place.prefecture, "巡察"
    return place.province, "巡视"


def _working_day(begin: dt.date, random: Random) -> dt.date:
    """Inspections begin in spring or autumn, on a Monday to Thursday."""
    month = (
        begin.month if begin.month in (3, 4, 5, 8, 9, 10) else 3 if begin.month < 3 else 8 if begin.month < 8 else 10
    )
    day = dt.date(begin.year, month, between(random, 1, 24))
    return day - dt.timedelta(days=max(0, day.weekday() - 3))


def _term_and_round(authority: Place, start: dt.date) -> tuple[int, int]:
    """The term in which `start` lies and the round, two a year; the same for all that the authority inspected then."""
    if authority.level == "central":
        term, begun = next((term, begun) for term, begun in reversed(_CENTRAL_TERMS) if begun <= start)
    else:
        held = [begun for begun in _LOCAL_TERMS if begun <= start]
        begun = held[-1]
        term = 6 + int(authority.code[2:4] + authority.code[:2]) % 6 + len(held)
    half_years = (start.year - begun.year) * 2 + (start.month > 6) - (begun.month > 6)
    return term, max(1, half_years)


def shares(place: Place) -> int:
    """How many reports of a national corpus of about 20,000 are on this place: its level and its years decide."""
    full = {"province": 46, "prefecture": 13, "county": 5, "central": 4}[place.level]
    years = place.last - place.first + 1
    return full if years >= LAST_YEAR - FIRST_YEAR - 1 else max(1, full * years // (LAST_YEAR - FIRST_YEAR + 1))


def places_in_order(places: tuple[Place, ...], central: int, random: Random) -> list[Place]:
    """All places, and `CENTRE` `central` times among them, in a random order: any beginning of it is a fair sample."""
    return shuffled(random, [*places, *([CENTRE] * central)])
