"""Regions and categories, held in memory: nearly every page asks for some of them, and no one edits them.

They change with a migration, with the samples' regions, and when a backup is restored. So a process looks once a second
whether rows have come or gone, and reads them anew once a minute.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Count, Max

from reports.models.category import Category
from reports.models.choices import RegionLevel
from reports.models.region import Region

LOOK_SECONDS = 1.0
LONGEST_SECONDS = 60.0

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Rows that belong to everybody: they must not be changed. `regions` are by code, of one code the latest first,
    each with its parents; `by_code` has of two names of one code the one in force; `parts` are what a code contains.

    Of the same rows, in the same order: `provinces`, former ones too; `of_code`, all names of a code; `named`, by name
    and by short name; `beginning`, by the first character of either. A page would look through all of them four times.
    `heirs` are the successors of a key, `forerunners` those whose successor it is.
    """

    regions: Sequence[Region]
    by_code: Mapping[str, Region]
    parts: Mapping[str, Sequence[Region]]
    provinces: Sequence[Region]
    of_code: Mapping[str, Sequence[Region]]
    named: Mapping[str, Sequence[Region]]
    beginning: Mapping[str, Sequence[Region]]
    by_key: Mapping[int, Region]
    heirs: Mapping[int, Sequence[Region]]
    forerunners: Mapping[int, Sequence[Region]]

    @classmethod
    def of(cls, rows: Iterable[Region]) -> RegionTable:
        """The table of these rows, with their successors as the database has them. One query."""
        regions = sorted(rows, key=lambda region: (region.code, -(region.valid_to or 9999)))
        by_key = {region.pk: region for region in regions}
        parts: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            region.parent = None if region.parent_id is None else by_key[region.parent_id]
            if region.parent is not None:
                parts[region.parent.code].append(region)
        heirs: dict[int, list[Region]] = defaultdict(list)
        forerunners: dict[int, list[Region]] = defaultdict(list)
        links = Region.successors.through.objects.order_by("from_region", "to_region")
        for former, heir in links.values_list("from_region_id", "to_region_id"):
            if former in by_key and heir in by_key:  # what came since is seen with the next look
                heirs[former].append(by_key[heir])
                forerunners[heir].append(by_key[former])
        return cls(
            regions,
            one_of_each_code(regions),
            dict(parts),
            [region for region in regions if region.level == RegionLevel.PROVINCE],
            _by(regions, lambda region: {region.code}),
            _by(regions, lambda region: {region.name, region.short}),
            _by(regions, lambda region: {region.name[:1], region.short[:1]}),
            by_key,
            dict(heirs),
            dict(forerunners),
        )

    def keys_within(self, code: str) -> set[int]:
        """The keys of the region of this code, of all that it contains, and of former places that became part of it."""
        inside = {region.pk for region in self.regions if code in region.lineage}
        former = {key for key, heirs in self.heirs.items() if any(code in heir.lineage for heir in heirs)}
        return inside | former

    def of_codes(self, codes: Iterable[str]) -> dict[str, Region]:
        """The regions of these codes, by code and in its order; of two names of one code the one in force."""
        return {code: self.by_code[code] for code in sorted(set(codes)) if code in self.by_code}


def _by(regions: Iterable[Region], keys: Callable[[Region], Iterable[str]]) -> Mapping[str, Sequence[Region]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        for key in keys(region):
            found[key].append(region)
    return dict(found)


def one_of_each_code(regions: Iterable[Region]) -> dict[str, Region]:
    """Regions by code; of two names of one code the one in force, else the latest."""
    found: dict[str, Region] = {}
    for region in regions:
        known = found.get(region.code)
        if known is None or (region.valid_to or 9999) > (known.valid_to or 9999):
            found[region.code] = region
    return found


class _Held(Generic[Table]):
    """A table as it was read last, for the threads of a process."""

    def __init__(self, model: type[models.Model], made_of: Callable[[list[Any]], Table]) -> None:
        self._model, self._made_of = model, made_of
        self._lock = threading.Lock()
        self._table: Table | None = None
        self._rows: tuple[int, int | None] = (0, None)
        self._read = self._looked = 0.0

    def table(self) -> Table:
        """At most a second behind what has come or gone, and a minute behind what was altered. One query, or none."""
        now = time.monotonic()
        held = self._table
        if held is not None and now - self._looked < LOOK_SECONDS:
            return held
        with self._lock:
            if held is None or now - self._read > LONGEST_SECONDS or self._rows != self._rows_now():
                rows = list(self._model._default_manager.all())
                held = self._table = self._made_of(rows)
                self._rows = len(rows), max((row.pk for row in rows), default=None)
                self._read = now
            self._looked = now
            return held

    def _rows_now(self) -> tuple[int, int | None]:
        found = self._model._default_manager.aggregate(number=Count("pk"), last=Max("pk"))
        return found["number"], found["last"]

    def forget(self) -> None:
        with self._lock:
            self._table = None


def _by_code(rows: list[Category]) -> Mapping[str, Category]:
    return {category.code: category for category in sorted(rows, key=lambda category: category.position)}


_regions = _Held(Region, RegionTable.of)
_categories = _Held(Category, _by_code)


def region_rows() -> RegionTable:
    """All regions, as `_Held.table`."""
    return _regions.table()


def category_rows() -> Mapping[str, Category]:
    """All categories by code, in reading order, as `_Held.table`. They must not be changed."""
    return _categories.table()


def forget_reference_tables() -> None:
    """Who asks next reads them anew."""
    _regions.forget()
    _categories.forget()
