"""The charts of a cross-tab: bars divided by pattern and shade, or small columns for each row. Geometry only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.views.charts import COLUMN_HEIGHT

MOST_PARTS = 6
"""So many patterns can be told apart."""
MOST_BARS = 12
GAP = 0.4


@dataclass(frozen=True, slots=True)
class StackPart:
    """A stretch of a bar, in hundredths of its width; `pattern` 1 to 6."""

    pattern: int
    label: str
    count: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A row as one bar, as long as its share of the longest row."""

    label: str
    url: str
    total: int
    parts: tuple[StackPart, ...]

    @property
    def words(self) -> str:
        return _("%s：") % self.label + _("、").join(f"{part.label} {part.count}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Panel:
    """A row as small upright columns, one for each value: (x, y, width, height) in a drawing 100 wide, 56 high."""

    label: str
    url: str
    total: int
    bars: tuple[tuple[str, str, str, str], ...]
    words: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Either stacks with a key of (pattern, label), or panels; `left_out` rows are in the table alone.

    `whole`: every row is drawn as one whole, whatever it counts, so that shares can be compared.
    """

    stacks: tuple[Stack, ...] = ()
    panels: tuple[Panel, ...] = ()
    key: tuple[tuple[int, str], ...] = ()
    left_out: int = 0
    whole: bool = False


Row = tuple[str, str, int, Sequence[int]]
"""(label, address, problems, problems of each column)."""


def chart(rows: Sequence[Row], cols: Sequence[str], *, additive: bool, whole: bool = False) -> Chart:
    """The chart for the rows with most problems, in the order given.

    `additive`: a row's numbers are parts of a whole. Few such parts make stacks; else every row is a panel.
    `whole`: shares of the row are drawn, not numbers.
    """
    largest = set(sorted(range(len(rows)), key=lambda n: -rows[n][2])[:MOST_BARS])
    shown = [row for n, row in enumerate(rows) if n in largest and row[2]]
    left_out = sum(1 for row in rows if row[2]) - len(shown)
    if not shown or not cols:
        return Chart()
    if additive and len(cols) <= MOST_PARTS:
        return Chart(_stacks(shown, cols, whole), (), tuple(enumerate(cols, 1)), left_out, whole)
    return Chart(panels=_panels(shown, cols, whole), left_out=left_out, whole=whole)


def _stacks(rows: Sequence[Row], cols: Sequence[str], whole: bool) -> tuple[Stack, ...]:
    longest = max(sum(counts) for _, _, _, counts in rows) or 1
    stacks = []
    for label, url, total, counts in rows:
        parts, at = [], 0.0
        full = sum(counts) if whole else longest
        for number, (name, count) in enumerate(zip(cols, counts, strict=True), 1):
            if count:
                length = 100 * count / full
                parts.append(StackPart(number, name, count, f"{at:.2f}", f"{max(length - GAP, 0.3):.2f}"))
                at += length
        stacks.append(Stack(label, url, total, tuple(parts)))
    return tuple(stacks)


def _panels(rows: Sequence[Row], cols: Sequence[str], whole: bool) -> tuple[Panel, ...]:
    """All panels have one scale, so that their heights can be compared."""
    highest = max((count / (total if whole else 1) for _, _, total, counts in rows for count in counts), default=0) or 1
    step = 100 / len(cols)
    panels = []
    for label, url, total, counts in rows:
        bars = []
        for number, count in enumerate(counts):
            height = (COLUMN_HEIGHT - 2) * count / (total if whole else 1) / highest
            if count:
                height = max(height, 0.8)
                bars.append(
                    (f"{number * step:.2f}", f"{COLUMN_HEIGHT - height:.1f}", f"{step * 0.8:.2f}", f"{height:.1f}")
                )
        words = _("%s：") % label + _("、").join(
            f"{name} {count}" for name, count in zip(cols, counts, strict=True) if count
        )
        panels.append(Panel(label, url, total, tuple(bars), words, cols[0], cols[-1]))
    return tuple(panels)
