"""Geometry of the inline charts: the server counts it, the templates only draw it (no script, no style attribute)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from django.utils.translation import gettext as _

from reports.models.choices import Status

COLUMN_HEIGHT = 56
GAP = 0.8
STATUS_SHADES = {
    Status.COMPLETED: "k1",
    Status.MOSTLY_COMPLETED: "k2",
    Status.IN_PROGRESS: "k3",
    Status.LONG_TERM: "k6",
    Status.NOT_COMPLETED: "k4",
    Status.UNKNOWN: "k5",
}


@dataclass(frozen=True, slots=True)
class YearBar:
    """A bar named by its year."""

    label: str

    @property
    def short(self) -> str:
        """`21` of `2021`; the part before it is left to screen readers."""
        return self.label[-2:]

    @property
    def century(self) -> str:
        return self.label[:-2]


@dataclass(frozen=True, slots=True)
class Column(YearBar):
    """One upright bar: `y` and `height` in the units of a 56 high drawing."""

    count: int
    url: str | None
    selected: bool
    y: str
    height: str
    share: str
    """Of the highest, in hundredths: the length of the bar where it lies."""


def columns(values: Sequence[tuple[str, int, str | None, bool]]) -> list[Column]:
    """Columns for (label, count, url, selected), the highest filling nine tenths of the drawing."""
    highest = max((count for _, count, _, _ in values), default=0) or 1
    drawn = []
    for label, count, url, selected in values:
        height = COLUMN_HEIGHT * 0.9 * count / highest
        upright = (f"{COLUMN_HEIGHT - height:.1f}", f"{height:.1f}")
        drawn.append(Column(label, count, url, selected, *upright, width(count, highest)))
    return drawn


@dataclass(frozen=True, slots=True)
class Share(YearBar):
    """One upright bar for a share: `words` is a whole percentage, `—` for a year of which nothing is held."""

    words: str
    y: str
    height: str


def shares(values: Sequence[tuple[str, float | None]]) -> list[Share]:
    """Columns for (label, share of one), the highest filling nine tenths of the drawing. Below one per cent: `<1`."""
    highest = max((share or 0 for _, share in values), default=0) or 1
    drawn = []
    for label, share in values:
        height = COLUMN_HEIGHT * 0.9 * (share or 0) / highest
        words = "—" if share is None else "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"
        drawn.append(Share(label, words, f"{COLUMN_HEIGHT - height:.1f}", f"{height:.1f}"))
    return drawn


def cramped(drawn: Sequence[Column], room: int) -> bool:
    """Whether the numbers over the columns would not fit beside each other in `room` pixels: then lines stand instead.

    A figure of the small type (12 px) is at most 7 wide, and 2 are left between columns.
    """
    longest = max((len(f"{column.count:,}") for column in drawn), default=0)
    return bool(drawn) and longest * 7 + 2 > room / len(drawn)


def width(count: int, highest: int) -> str:
    """The width of a lying bar in hundredths of its row."""
    return f"{100 * count / highest:.1f}" if highest else "0"


def steps(most: int) -> tuple[int, ...]:
    """Where the tints `s1` to `s5` begin. Up to 24 every five; above, each begins at about the same multiple of the one
    before, in numbers of one figure (1, 3, 10, 30, 100): one province with most reports leaves the others apart.
    """
    if most <= 24:
        return (1, 5, 10, 15, 20)
    starts = [1]
    for number in range(1, 5):
        exact = most ** (number / 5)
        unit = 10 ** int(log10(exact))
        starts.append(max(round(exact / unit) * unit, starts[-1] + 1))
    return tuple(starts)


def shade(count: int, most: int = 20) -> str:
    """`s0` (none) to `s5`: the tint of a tile among tiles of which the largest counts `most`."""
    return f"s{sum(count >= start for start in steps(most))}"


def scale(most: int = 20) -> list[tuple[str, str]]:
    """The key to `shade`: (tint, words), from none to most."""
    starts = steps(most)
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
