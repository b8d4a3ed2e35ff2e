"""Geometry of the inline charts: the server counts it, the templates only draw it (no script, no style attribute)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.models.choices import Status

COLUMN_HEIGHT = 56
GAP = 0.8
SHADES = ((20, "s5"), (15, "s4"), (10, "s3"), (5, "s2"), (1, "s1"))
STATUS_SHADES = {
    Status.COMPLETED: "k1",
    Status.MOSTLY_COMPLETED: "k2",
    Status.IN_PROGRESS: "k3",
    Status.LONG_TERM: "k6",
    Status.NOT_COMPLETED: "k4",
    Status.UNKNOWN: "k5",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One upright bar: `y` and `height` in the units of a 56 high drawing."""

    label: str
    count: int
    url: str | None
    selected: bool
    y: str
    height: str

    @property
    def short(self) -> str:
        """`21` of `2021`; the part before it is left to screen readers."""
        return self.label[-2:]

    @property
    def century(self) -> str:
        return self.label[:-2]


def columns(values: Sequence[tuple[str, int, str | None, bool]]) -> list[Column]:
    """Columns for (label, count, url, selected), the highest filling nine tenths of the drawing."""
    highest = max((count for _, count, _, _ in values), default=0) or 1
    drawn = []
    for label, count, url, selected in values:
        height = COLUMN_HEIGHT * 0.9 * count / highest
        drawn.append(Column(label, count, url, selected, f"{COLUMN_HEIGHT - height:.1f}", f"{height:.1f}"))
    return drawn


def width(count: int, highest: int) -> str:
    """The width of a lying bar in hundredths of its row."""
    return f"{100 * count / highest:.1f}" if highest else "0"


def shade(count: int, most: int = 20) -> str:
    """`s0` (none) to `s5`: the tint of a tile. Steps of five, or fifths of the largest count if that is above 24."""
    if not count:
        return "s0"
    steps = SHADES if most <= 24 else [(most * n // 5 or 1, f"s{n + 1}") for n in range(4, 0, -1)] + [(1, "s1")]
    return next(name for least, name in steps if count >= least)


def scale(most: int = 20) -> list[tuple[str, str]]:
    """The key to `shade`: (tint, words), from none to most."""
    starts = [1, 5, 10, 15, 20] if most <= 24 else [1] + [most * n // 5 or 1 for n in range(1, 5)]
    words = [f"{low}–{high - 1}" if high - 1 > low else f"{low}" for low, high in pairwise(starts)]
    return [("s0", _("无")), *zip(("s1", "s2", "s3", "s4", "s5"), [*words, f"{starts[-1]}+"], strict=True)]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a status bar, in hundredths."""

    css: str
    label: str
    count: int
    x: str
    width: str


def split(counts: Mapping[str, int]) -> list[Part]:
    """A bar of 100 divided by status, in the order of Status, with a gap between the parts."""
    total = sum(counts.values())
    parts, at = [], 0.0
    for status, css in STATUS_SHADES.items():
        count = counts.get(status, 0)
        if count:
            share = 100 * count / total
            parts.append(Part(css, str(status.label), count, f"{at:.2f}", f"{max(share - GAP, 0.4):.2f}"))
            at += share
    return parts


def legend() -> list[tuple[str, str]]:
    """(shade, name) of every status, for the key."""
    return [(css, str(status.label)) for status, css in STATUS_SHADES.items()]


def gapless_years(years: Iterable[int], most: int = 16) -> list[int]:
    """Every year from the first to the last, the latest `most` of them: a missing year shows as a gap."""
    found = sorted(years)
    return list(range(max(found[0], found[-1] - most + 1), found[-1] + 1)) if found else []
