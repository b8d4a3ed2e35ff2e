"""What changed since the export before: rows that came, went and read otherwise, table by table.

Found by the two SQLite files, on disk, so that no memory grows with the archive. Only numbers are told: a note that
named what went would keep what was withdrawn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reports.exports.dataset.tables import Table, tables

CHANGES = "CHANGES.md"
MOST_NOTES = 50
"""So many exports are told of, the newest first."""
_TITLE = "# 变更说明 · Change notes\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one table: rows that are new, gone, and those with the same key that read otherwise."""

    came: int
    went: int
    changed: int


def differences(before: Path, now: Path) -> dict[str, Difference]:
    """Of the tables that both SQLite files have with the same columns."""
    with closing(sqlite3.connect(f"file:{now}?mode=ro", uri=True)) as database:
        database.execute("ATTACH ? AS before", (f"file:{before}?mode=ro",))
        return {table.name: _difference(database, table) for table in tables() if _comparable(database, table)}


def _comparable(database: sqlite3.Connection, table: Table) -> bool:
    columns = [
        [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table.name})")]
        for schema in ("main", "before")
    ]
    return columns[0] == columns[1]


def _difference(database: sqlite3.Connection, table: Table) -> Difference:
    """Rows without a key are the same when all their values are."""

    def number(question: str) -> int:
        return int(database.execute(f"SELECT count(*) FROM ({question})").fetchone()[0])

    key = ", ".join(f'"{column}"' for column in table.key) or "*"
    rows = f"SELECT {key} FROM {{}}.{table.name}"
    came = number(f"{rows.format('main')} EXCEPT {rows.format('before')}")
    went = number(f"{rows.format('before')} EXCEPT {rows.format('main')}")
    new = number(f"SELECT * FROM main.{table.name} EXCEPT SELECT * FROM before.{table.name}")
    return Difference(came, went, new - came)


def written(heading: str, counts: Mapping[str, int], found: Mapping[str, Difference] | None, earlier: str) -> str:
    """The notes with this export's before those of `earlier`. `found` is None for a first export."""
    lines = [f"\n## {heading}\n\n"]
    if found is None:
        lines += [f"- {name}: {count}\n" for name, count in counts.items()]
    else:
        told = {name: each for name, each in found.items() if each != Difference(0, 0, 0)}
        lines += [
            f"- {name}: {counts[name]} · 新增 new {each.came}，移除 gone {each.went}，改变 changed {each.changed}\n"
            for name, each in told.items()
        ]
        lines += [f"- {name}: 列有变 other columns\n" for name in counts if name not in found and name != "codes"]
        if len(lines) == 1:
            lines.append("- 没有变化 nothing changed\n")
    before = earlier.removeprefix(_TITLE).split("\n## ")[1:MOST_NOTES]
    return _TITLE + "".join(lines) + "".join(f"\n## {note}" for note in before)
