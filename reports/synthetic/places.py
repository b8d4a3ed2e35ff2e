"""The places that reports are about: divisions of regions.csv with the words by which reports speak of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from reports.data_files import read_text

Level = Literal["central", "province", "prefecture", "county"]

FIRST_YEAR, LAST_YEAR = 2013, 2025
_LEVELS = ("province", "prefecture", "county")
_NOT_INSPECTED = ("71", "81", "82")
# What the committee of a division is called after the last characters of the division's name, the longest first.
_COMMITTEES = (
    ("特别行政区", "区委"),
    ("自治区", "自治区党委"),
    ("地区", "地委"),
    ("省", "省委"),
    ("市", "市委"),
    ("州", "州委"),
    ("盟", "盟委"),
    ("县", "县委"),
    ("旗", "旗委"),
    ("区", "区委"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One division under one name. `first`, `last`: the first and last year in which it can be inspected and report."""

    code: str
    name: str
    level: Level
    short: str
    initials: str
    first: int
    last: int
    parent: Place | None

    @property
    def province(self) -> Place:
        return self if self.parent is None else self.parent.province

    @property
    def prefecture(self) -> Place | None:
        """The prefecture that the place is or lies in; None under a municipality and for a province."""
        return self if self.level == "prefecture" else self.parent.prefecture if self.parent else None

    @property
    def committee(self) -> str:
        """县委, 市委, 自治区党委 …: the word without the place's name."""
        return next(word for end, word in _COMMITTEES if self.name.endswith(end))

    @property
    def character(self) -> str:
        """县 in 全县, 县水利局."""
        return {"自治区党委": "自治区", "地委": "地区"}.get(self.committee, self.committee[0])

    @property
    def is_municipality(self) -> bool:
        return self.level == "province" and self.name.endswith("市")

    @property
    def committee_name(self) -> str:
        """汨罗市委, 内蒙古自治区党委, 大兴安岭地委."""
        stem = self.name.removesuffix("自治区") if self.committee == "自治区党委" else self.name[: -len(self.character)]
        return stem + self.committee

    def full_name(self) -> str:
        """With the name above it: 岳阳市云溪区, 北京市东城区; provinces and prefectures stand alone."""
        above = (self.prefecture or self.province) if self.level == "county" else None
        return (above.name if above else "") + self.name

    def usual_name(self) -> str:
        """As its bodies bear it: districts after their city (岳阳市云溪区), counties and cities alone (汨罗市)."""
        return self.full_name() if self.name.endswith("区") else self.name


CENTRE = Place(
    code="", name="中央", level="central", short="中央", initials="zy", first=FIRST_YEAR, last=LAST_YEAR, parent=None
)


@cache
def all_places() -> tuple[Place, ...]:
    """Every division that was in force for at least two of the years of the corpus, in the order of their codes."""
    return tuple(_read())


def _read() -> Iterator[Place]:
    table = read_text("regions.csv")
    rows = [row for row in csv.DictReader(table.splitlines()) if not row["code"].startswith(_NOT_INSPECTED)]
    known: dict[str, list[Place]] = {}
    for row in sorted(rows, key=lambda row: (_LEVELS.index(row["level"]), row["code"], row["name"])):
        begun = int(row["valid_from"] or 0)
        ended = int(row["valid_to"] or 9999)
        first = max(FIRST_YEAR, begun + 1)
        last = min(LAST_YEAR, ended - 1)
        parents = known.get(row["parent"], [])
        parent = max(parents, key=lambda above: min(above.last, last) - max(above.first, first), default=None)
        if row["parent"] and parent is None:
            continue
        if parent is not None:
            first, last = max(first, parent.first), min(last, parent.last)
        if last - first < 2:
            continue
        place = Place(
            code=row["code"],
            name=row["name"],
            level=_level(row["level"]),
            short=row["short"],
            initials=row["initials"],
            first=first,
            last=last,
            parent=parent,
        )
        known.setdefault(place.code, []).append(place)
        yield place


def _level(word: str) -> Level:
    levels: dict[str, Level] = {"province": "province", "prefecture": "prefecture", "county": "county"}
    return levels[word]
