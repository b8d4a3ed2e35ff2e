"""Which region a name means, by everything the report says.

A name alone often does not decide (鼓楼区 four times). Each place named in title, object, signature, address, source or
site speaks for the places above it; more trusted words weigh more. A tie is no answer: None and a warning.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from reports.data_files import read_text
from reports.parsing.gazetteer import Chain, Division, Gazetteer

# How much a place named there weighs, from the most trusted to the weakest hint.
WEIGHTS = {
    "manifest": 200.0, "title": 60.0, "object": 50.0, "feedback": 40.0, "team": 40.0, "signature": 35.0,
    "address": 25.0,
    "opening": 20.0, "source": 15.0, "organisation": 8.0, "site": 8.0, "nickname": 6.0, "phone": 4.0, "body": 1.0,
}  # fmt: skip
_SURE_LEAD = 0.5
# A telephone's area code alone names no region.
_LEAST = 5.0


@dataclass
class Evidence:
    """How strongly the words speak for each code: for the places that they name and those above them."""

    gazetteer: Gazetteer
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def hear(self, source: str, text: str | None, *, short: bool = False) -> None:
        """Count every place named in `text`. A name with several meanings speaks only for what they have in common."""
        if not text:
            return
        for chain in self.gazetteer.find(text, short=short):
            lines = [(division, *self.gazetteer.ancestors(division)) for division in chain.divisions]
            common = set.intersection(*({place.code for place in line} for line in lines))
            for code in common:
                self.weights[code] += WEIGHTS[source]

    def hear_code(self, source: str, code: str | None) -> None:
        """Count one place by its code."""
        division = self.gazetteer.by_code(code) if code else None
        if division is not None:
            for place in (division, *self.gazetteer.ancestors(division)):
                self.weights[place.code] += WEIGHTS[source]

    def above(self, division: Division) -> float:
        """What speaks for the places above a division; they tell it from others of its name."""
        return sum(self.weights.get(place.code, 0.0) for place in self.gazetteer.ancestors(division))

    def best_of(self, level: str, inside: Iterable[str] = ()) -> Division | None:
        """The division of a level (province, prefecture, county) for which most speaks, if one is clearly ahead."""
        wanted = tuple(inside)
        ranked = [
            (weight, division)
            for code, weight in sorted(self.weights.items(), key=lambda pair: -pair[1])[:80]
            if (division := self.gazetteer.by_code(code)) is not None
            and division.level == level
            and (not wanted or any(self.gazetteer.lies_in(division, code) for code in wanted))
        ]
        if not ranked or ranked[0][0] < _LEAST or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] * 1.2 + _SURE_LEAD):
            return None
        return ranked[0][1]


@dataclass(frozen=True, slots=True)
class Choice:
    """The division chosen, None where nothing decides; `candidates`: how many were open at the end."""

    division: Division | None
    candidates: int
    former: bool = False


def choose(
    gazetteer: Gazetteer,
    chain: Chain,
    evidence: Evidence,
    *,
    year: int | None,
    levels: tuple[str, ...] = (),
    districts: bool | None = None,
) -> Choice:
    """Which division the last name of `chain` is.

    Settled in this order: the names before it in the chain; the names in force in `year`; the `levels` that the
    inspecting committee can have inspected, and `districts` (True: only a municipality's own, False: any but those);
    what speaks for the places above; full names before short ones.
    """
    open_ones = chain.divisions
    open_ones = _only(open_ones, lambda d: d.in_force(year)) if year else _only(open_ones, lambda d: d.valid_to is None)
    if levels:
        open_ones = _only(open_ones, lambda d: d.level in levels)
    if districts is not None:
        open_ones = _only(open_ones, lambda d: _is_district(gazetteer, d) is districts)
    if len({d.code for d in open_ones}) > 1:
        scored = sorted(((evidence.above(d), d) for d in open_ones), key=lambda pair: -pair[0])
        top = [d for score, d in scored if score >= scored[0][0] - _SURE_LEAD]
        if scored[0][0] <= 0:
            top = [d for _, d in scored]
        named_full = [d for d in top if d.name == chain.mentions[-1].name]
        open_ones = tuple(named_full or top)
    if len({d.code for d in open_ones}) != 1:
        return Choice(None, len(open_ones))
    division = gazetteer.in_year(open_ones[0], year)
    return Choice(division, 1, former=division.valid_to is not None or division != open_ones[0])


def _is_district(gazetteer: Gazetteer, division: Division) -> bool:
    """Whether the division lies directly in a municipality (上海市普陀区)."""
    parent = gazetteer.by_code(division.parent)
    return parent is not None and parent.level == "province" and parent.name.endswith("市")


def area_of_phone(phone: str | None) -> str | None:
    """The code of the region that a telephone number's area code belongs to; None for mobiles and unknown ones."""
    digits = "".join(c for c in phone or "" if c.isdigit())
    if not digits.startswith("0"):
        return None
    codes = _area_codes()
    return next((codes[digits[:n]] for n in (4, 3) if digits[:n] in codes), None)


def _only(divisions: tuple[Division, ...], wanted: Callable[[Division], bool]) -> tuple[Division, ...]:
    """Those that are wanted, or all where none is."""
    return tuple(d for d in divisions if wanted(d)) or divisions


@cache
def _area_codes() -> Mapping[str, str]:
    text = read_text("area_codes.csv")
    return {row["prefix"]: row["region"] for row in csv.DictReader(text.splitlines())}
