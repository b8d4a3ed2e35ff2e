"""The 34 provincial units as equal squares, roughly where they lie. No boundary is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.models import Region
from reports.views.charts import shade

# Code of the province: 简称 (one character), row, column.
PLACES = {
    "110000": ("京", 3, 5), "120000": ("津", 3, 6), "130000": ("冀", 4, 5), "140000": ("晋", 4, 4),
    "150000": ("蒙", 3, 4), "210000": ("辽", 3, 7), "220000": ("吉", 2, 7), "230000": ("黑", 1, 7),
    "310000": ("沪", 5, 7), "320000": ("苏", 5, 6), "330000": ("浙", 6, 6), "340000": ("皖", 5, 5),
    "350000": ("闽", 7, 6), "360000": ("赣", 6, 5), "370000": ("鲁", 4, 6), "410000": ("豫", 5, 4),
    "420000": ("鄂", 6, 4), "430000": ("湘", 7, 4), "440000": ("粤", 7, 5), "450000": ("桂", 7, 3),
    "460000": ("琼", 8, 4), "500000": ("渝", 5, 3), "510000": ("川", 5, 2), "520000": ("黔", 6, 3),
    "530000": ("滇", 6, 2), "540000": ("藏", 4, 1), "610000": ("陕", 4, 3), "620000": ("甘", 3, 2),
    "630000": ("青", 4, 2), "640000": ("宁", 3, 3), "650000": ("新", 3, 1), "710000": ("台", 7, 7),
    "810000": ("港", 8, 6), "820000": ("澳", 8, 5),
}  # fmt: skip


SPARE_PLACES = ((8, 1), (8, 2), (7, 1), (7, 2), (6, 1), (5, 1))
"""Cells that no province takes: for provincial units without a place (兵团, the fictional ones of the samples)."""


@dataclass(frozen=True, slots=True)
class Tile:
    region: Region
    letter: str
    count: int
    place: str
    tint: str


def tiles(provinces: list[Region], counts: Mapping[str, int]) -> list[Tile]:
    """A tile for each province of the grid, shaded by its count, and for any other provincial unit that has one."""
    most = max(counts.values(), default=0)
    found = []
    for region in provinces:
        if region.code in PLACES:
            letter, row, column = PLACES[region.code]
            count = counts.get(region.code, 0)
            found.append(Tile(region, letter, count, f"r{row} c{column}", shade(count, most)))
    others = [region for region in provinces if region.code not in PLACES and counts.get(region.code)]
    for region, (row, column) in zip(others, SPARE_PLACES, strict=False):
        count = counts[region.code]
        found.append(Tile(region, region.short[0], count, f"r{row} c{column}", shade(count, most)))
    return found
