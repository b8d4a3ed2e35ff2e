"""The reference tables: codes with their names, read from data files; regions and categories, loaded into the database.

Loading takes model classes as arguments, since migrations hand in historical ones. Loading again updates rows in place
by their keys ((code, name), code) and never deletes: reports may point at them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.data_files import DATA, read_toml

REGION_COLUMNS = ("short", "pinyin", "initials", "level", "lineage", "valid_from", "valid_to")
FAR_FUTURE = 9999


@lru_cache(maxsize=8)
def named_codes(table: str) -> dict[str, dict[str, Any]]:
    """The entries of a data file such as measure_types.toml by code, in the file's order."""
    content = read_toml(f"{table}.toml")
    entries = [entry for value in content.values() if isinstance(value, list) for entry in value]
    return {entry["code"]: entry for entry in entries}


def read_regions(path: Path = DATA / "regions.csv") -> list[dict[str, str]]:
    """The rows of a region table (data/README.md); KeyError later when a column is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_regions(region_model: Any, rows: Iterable[Mapping[str, str]], *, fictional: bool = False) -> int:
    """Creates or updates a `Region` for each row, with parents and successors. Returns the number of rows created."""
    table = list(rows)
    parent_of = {row["code"]: row["parent"] for row in table}
    known: dict[tuple[str, str], Any] = {}
    by_code: dict[str, list[Any]] = defaultdict(list)

    def keep(regions: Iterable[Any]) -> None:
        for region in regions:
            known[region.code, region.name] = region
            by_code[region.code].append(region)

    keep(region_model.objects.all())
    fresh, changed = [], []
    for row in table:
        values = {
            "short": row["short"],
            "pinyin": row["pinyin"],
            "initials": row["initials"],
            "level": row["level"],
            "lineage": _lineage(row["code"], parent_of),
            "valid_from": int(row["valid_from"]) if row["valid_from"] else None,
            "valid_to": int(row["valid_to"]) if row["valid_to"] else None,
        }
        region = known.get((row["code"], row["name"]))
        if region is None:
            region = region_model(code=row["code"], name=row["name"], fictional=fictional, **values)
            fresh.append((row, region))
        elif any(getattr(region, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(region, name, value)
            changed.append(region)
    region_model.objects.bulk_update(changed, REGION_COLUMNS, batch_size=500)
    # Parents first: a row's parent must have its key before the row is written.
    for level in ("province", "prefecture", "county"):
        batch = [(row, region) for row, region in fresh if row["level"] == level]
        for row, region in batch:
            if row["parent"]:
                region.parent_id = _latest(by_code, row["parent"]).pk
        regions = [region for _, region in batch]
        region_model.objects.bulk_create(regions, batch_size=500)
        keep(regions)
    _link_successors(region_model, table, known, by_code)
    return len(fresh)


def _lineage(code: str, parent_of: Mapping[str, str]) -> str:
    """`430000/430600/430681`."""
    chain = [code]
    while parent_of[chain[0]]:
        chain.insert(0, parent_of[chain[0]])
    return "/".join(chain)


def _latest(by_code: Mapping[str, list[Any]], code: str) -> Any:
    """The row of `code` that is in force, else the one that ended last. LookupError for an unknown code."""
    if code not in by_code:
        raise LookupError(f"region table: no row with code {code}")
    return max(by_code[code], key=lambda region: region.valid_to or FAR_FUTURE)


def _link_successors(
    region_model: Any,
    table: list[Mapping[str, str]],
    known: Mapping[tuple[str, str], Any],
    by_code: Mapping[str, list[Any]],
) -> None:
    through = region_model.successors.through
    wanted = {
        (region.pk, _heir(region, by_code[code]).pk)
        for row in table
        for region in [known[row["code"], row["name"]]]
        for code in row["successor"].split("|")
        if code
    }
    held = set(through.objects.values_list("from_region_id", "to_region_id"))
    through.objects.bulk_create(
        [through(from_region_id=old, to_region_id=new) for old, new in sorted(wanted - held)], batch_size=500
    )


def _heir(region: Any, rows: list[Any]) -> Any:
    """Of the rows of a successor's code, the one that followed: a code may have outlived several names."""
    later = [row for row in rows if row is not region and (row.valid_to or FAR_FUTURE) >= (region.valid_to or 0)]
    return min(later, key=lambda row: row.valid_to or FAR_FUTURE)


def load_categories(category_model: Any) -> None:
    """Creates or updates a `Category` for each entry of categories.toml: a focus, then its topics, in reading order."""
    entries = read_toml("categories.toml")["category"]
    focuses = sorted((entry for entry in entries if "parent" not in entry), key=lambda entry: entry["order"])
    position = 0
    for focus in focuses:
        topics = [entry for entry in entries if entry.get("parent") == focus["code"]]
        for entry in [focus, *sorted(topics, key=lambda topic: topic["order"])]:
            position += 1
            parent = category_model.objects.get(code=entry["parent"]) if "parent" in entry else None
            category_model.objects.update_or_create(
                code=entry["code"],
                defaults={
                    "parent": parent,
                    "name_zh": entry["zh"],
                    "name_en": entry["en"],
                    "description_zh": entry["description_zh"],
                    "description_en": entry["description_en"],
                    "position": position,
                },
            )
