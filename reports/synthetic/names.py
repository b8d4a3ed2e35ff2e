"""Names made up from tables of syllables: hamlets, towns, roads, firms of one place, the same in all its reports."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from reports.synthetic.chance import Wheel, below
from reports.synthetic.vocabulary import syllables


@dataclass(frozen=True, slots=True)
class Locality:
    """The names that reports on one place use. Each tuple from the often named to the seldom named."""

    towns: tuple[str, ...]
    villages: tuple[str, ...]
    roads: tuple[str, ...]
    rivers: tuple[str, ...]
    firms: tuple[str, ...]
    schools: tuple[str, ...]
    hospitals: tuple[str, ...]
    estates: tuple[str, ...]
    parks: tuple[str, ...]


def locality(random: Random, place_short: str) -> Locality:
    """The names of one place, drawn from `random`. `place_short`: 衡水, which some firms and schools bear."""
    parts = syllables()
    second = parts["first"] + parts["second"]

    def made(end: str, count: int) -> tuple[str, ...]:
        return tuple(
            f"{parts['first'][below(random, len(parts['first']))]}{second[below(random, len(second))]}"
            f"{parts[end][below(random, len(parts[end]))]}"
            for _ in range(count)
        )

    towns = made("town_end", 16)
    stems = tuple(town.removesuffix("街道")[:2] for town in towns)
    return Locality(
        towns=towns,
        villages=made("village_end", 110),
        roads=made("road_end", 24),
        rivers=made("river_end", 8),
        firms=tuple(firm_name(random, place_short) for _ in range(48)),
        schools=tuple(stem + parts["school_end"][below(random, len(parts["school_end"]))] for stem in stems),
        hospitals=tuple(stem + parts["hospital_end"][below(random, len(parts["hospital_end"]))] for stem in stems[:8]),
        estates=made("estate_end", 24),
        parks=tuple(stem + parts["park_end"][below(random, len(parts["park_end"]))] for stem in stems[8:13]),
    )


def firm_name(random: Random, place_short: str) -> str:
    """衡水恒泰路桥工程有限公司, or without the place."""
    parts = syllables()
    brand = "".join(
        parts["brand"][below(random, len(parts["brand"]))] for _ in range(2 if random.random() < 0.8 else 3)
    )
    place = place_short if random.random() < 0.4 else ""
    return f"{place}{brand}{_TRADES.draw(random)}{parts['firm_end'][below(random, len(parts['firm_end']))]}"


_TRADES: Wheel[str] = Wheel(syllables()["trade"], exponent=0.5)
