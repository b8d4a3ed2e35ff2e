"""The rows as CSV files and as one SQLite file, both written in one pass over the database."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from reports.batches import batches
from reports.exports.csv_table import BOM, neutral
from reports.exports.dataset.rows import AT_ONCE, Value, values_of
from reports.exports.dataset.tables import CODE_COLUMNS, Table, codes, tables

SQLITE = "archive.sqlite3"
CODES = "codes"
SQL_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}


def write_tables(folder: Path) -> dict[str, int]:
    """Writes a CSV file for each table and the SQLite file into the folder; the number of rows of each table."""
    counts = {}
    with closing(sqlite3.connect(folder / SQLITE)) as database:
        # A file that breaks off is thrown away whole: nothing has to survive a crash half way.
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        for table in tables():
            database.execute(_create(table))
            names = [column.name for column in table.columns]
            counts[table.name] = _write(folder / table.csv, database, table.name, names, values_of(table))
        listed = ((each.list, each.code, each.zh, each.en) for each in codes())
        database.execute(f"CREATE TABLE {CODES} (list TEXT, code TEXT, zh TEXT, en TEXT, PRIMARY KEY (list, code))")
        counts[CODES] = _write(folder / f"{CODES}.csv", database, CODES, list(CODE_COLUMNS), listed)
        for table in tables():
            for link in table.references:
                name = f"{table.name}_{'_'.join(link.columns)}"
                database.execute(f"CREATE INDEX {name} ON {_list(table.name, link.columns)}")
        database.execute("ANALYZE")
        database.commit()
    return counts


def _create(table: Table) -> str:
    parts = [f'"{column.name}" {SQL_TYPES.get(column.type, "TEXT")}' for column in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY {_list('', table.key)}")
    for link in table.references:
        parts.append(f"FOREIGN KEY {_list('', link.columns)} REFERENCES {_list(link.table, link.to)}")
    return f"CREATE TABLE {table.name} ({', '.join(parts)})"


def _list(table: str, columns: Iterable[str]) -> str:
    """`problems ("problem_id")`: some columns bear words of SQL."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f"{table} ({quoted})".strip()


def _write(
    path: Path, database: sqlite3.Connection, table: str, names: list[str], rows: Iterable[tuple[Value, ...]]
) -> int:
    """Writes the rows to the CSV file and to the table of the database; how many there were."""
    insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow(names)
        for batch in batches(rows, AT_ONCE):
            writer.writerows([neutral(value) for value in row] for row in batch)
            database.executemany(insert, batch)
            count += len(batch)
    return count
