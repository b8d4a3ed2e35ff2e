"""Regions and categories, held in memory: nearly every page asks for some of them, and no one edits them.

They change with a migration, with the samples' regions, and when a backup is restored. So a process looks once a second
whether rows have come or gone, and reads them anew once a minute.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max

from reports.models.category import Category
from reports.models.choices import RegionLevel
from reports.models.region import Region

LOOK_SECONDS = 1.0
LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ReferenceTables:
    """Rows that belong to everybody: they must not be changed. `regions` are by code, of one code the latest first,
    each with its parents; `parts` are those that a code contains; `categories` by code, in reading order.
    """

    regions: Sequence[Region]
    by_code: Mapping[str, Region]
    parts: Mapping[str, Sequence[Region]]
    categories: Mapping[str, Category]

    @classmethod
    def read(cls) -> ReferenceTables:
        """Two queries."""
        regions = list(Region.objects.order_by("code"))
        by_key = {region.pk: region for region in regions}
        regions.sort(key=lambda region: (region.code, -(region.valid_to or 9999)))
        parts: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            region.parent = None if region.parent_id is None else by_key[region.parent_id]
            if region.parent is not None:
                parts[region.parent.code].append(region)
        categories = {category.code: category for category in Category.objects.order_by("position")}
        return cls(regions, one_of_each_code(regions), dict(parts), categories)

    def provinces(self) -> list[Region]:
        """Former ones too."""
        return [region for region in self.regions if region.level == RegionLevel.PROVINCE]

    def of_codes(self, codes: Iterable[str]) -> dict[str, Region]:
        """The regions of these codes, by code and in its order; of two names of one code the one in force."""
        return {code: self.by_code[code] for code in sorted(set(codes)) if code in self.by_code}


def one_of_each_code(regions: Iterable[Region]) -> dict[str, Region]:
    """Regions by code; of two names of one code the one in force, else the latest."""
    found: dict[str, Region] = {}
    for region in regions:
        known = found.get(region.code)
        if known is None or (region.valid_to or 9999) > (known.valid_to or 9999):
            found[region.code] = region
    return found


class _Held:
    """The tables as they were read last, for the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tables: ReferenceTables | None = None
        self._rows: object = None
        self._read = self._looked = 0.0

    def tables(self) -> ReferenceTables:
        """At most a second behind what has come or gone, and a minute behind what was altered."""
        now = time.monotonic()
        held = self._tables
        if held is not None and now - self._looked < LOOK_SECONDS:
            return held
        rows = Region.objects.aggregate(Count("pk"), Max("pk"))
        with self._lock:
            if self._tables is None or rows != self._rows or now - self._read > LONGEST_SECONDS:
                self._tables, self._rows, self._read = ReferenceTables.read(), rows, now
            self._looked = now
            return self._tables

    def forget(self) -> None:
        """The next page reads the tables anew."""
        with self._lock:
            self._tables = None


_held = _Held()
reference_tables = _held.tables
forget_reference_tables = _held.forget
