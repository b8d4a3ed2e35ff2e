"""The same documents in other engines, for `benchmarks.search`: FTS5 over bigrams, PostgreSQL's tsvector, LIKE.

Each holds, for every problem, its normalised text (statement, measures, headings, names) and four facets, and answers
three tasks: the exact number, the counts of the four facets, and twenty hits (by relevance; LIKE has none, so newest).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg

from reports.search.documents import IndexDocument
from reports.search.rows import all_documents
from reports.search.schema import PROBLEM
from reports.search.stream import field_text, normalise, pairs

FACETS = ("province", "year", "category", "status")
Row = tuple[int, str, str, str, str, str]
"""Key (rising with the date), text, and the four facets."""


class Rival(Protocol):
    name: str

    def answer(self, words: Sequence[str], province: str | None) -> int:
        """Does the three tasks for words that must all be found, perhaps in one province; gives the number."""


def rows() -> list[Row]:
    """Every problem, the oldest first, so that keys rise with dates."""
    found = [_row(document) for document in all_documents() if document.kind == PROBLEM]
    return [(number, *rest) for number, rest in enumerate(reversed(found))]


def _row(document: IndexDocument) -> tuple[str, str, str, str, str]:
    facets = {name: sorted(values) for name, values in document.facets.items()}
    province = next((code for code in facets["region"] if code.endswith("0000")), "-")
    text = "".join(field_text(parts) for parts in document.streams.values())
    return text, province, facets["year"][0], facets["category"][0], facets["status"][0]


class Fts5:
    name = "FTS5 bigrams"

    def __init__(self, folder: Path, documents: Iterable[Row]) -> None:
        self.db = sqlite3.connect(folder / "fts5.sqlite3", isolation_level=None)
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA mmap_size=8000000000")
        self.db.execute("PRAGMA cache_size=-100000")
        self.db.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='ascii', detail=full, content='')")
        self.db.execute("CREATE TABLE facets (id INTEGER PRIMARY KEY, province, year, category, status)")
        self.db.execute("BEGIN")
        for key, text, *facets in documents:
            self.db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (key, pairs(text)))
            self.db.execute("INSERT INTO facets VALUES (?, ?, ?, ?, ?)", (key, *facets))
        self.db.execute("COMMIT")
        self.db.execute("INSERT INTO words (words) VALUES ('optimize')")

    def answer(self, words: Sequence[str], province: str | None) -> int:
        wanted = " AND ".join('"' + pairs(normalise(word)) + '"' for word in words)
        joined = "words JOIN facets ON facets.id = words.rowid WHERE words MATCH ?"
        values: list[Any] = [wanted]
        if province:
            joined += " AND province = ?"
            values.append(province)
        for facet in FACETS:
            self.db.execute(f"SELECT {facet}, count(*) FROM {joined} GROUP BY 1", values).fetchall()
        self.db.execute(f"SELECT id FROM {joined} ORDER BY bm25(words) LIMIT 20", values).fetchall()
        return int(self.db.execute(f"SELECT count(*) FROM {joined}", values).fetchone()[0])


class Like:
    name = "LIKE"

    def __init__(self, folder: Path, documents: Iterable[Row]) -> None:
        self.db = sqlite3.connect(folder / "like.sqlite3", isolation_level=None)
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA mmap_size=8000000000")
        self.db.execute("CREATE TABLE problems (id INTEGER PRIMARY KEY, province, year, category, status, text)")
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?)", ((key, *facets, text) for key, text, *facets in documents)
        )
        self.db.execute("COMMIT")

    def answer(self, words: Sequence[str], province: str | None) -> int:
        where = " AND ".join("text LIKE ?" for _ in words) + (" AND province = ?" if province else "")
        values = [f"%{normalise(word)}%" for word in words] + ([province] if province else [])
        for facet in FACETS:
            self.db.execute(f"SELECT {facet}, count(*) FROM problems WHERE {where} GROUP BY 1", values).fetchall()
        self.db.execute(f"SELECT id FROM problems WHERE {where} ORDER BY id DESC LIMIT 20", values).fetchall()
        return int(self.db.execute(f"SELECT count(*) FROM problems WHERE {where}", values).fetchone()[0])


class TsVector:
    """In temporary tables of a database that the caller names; nothing stays."""

    name = "tsvector"

    def __init__(self, url: str, documents: Iterable[Row]) -> None:
        self.db = psycopg.connect(url, autocommit=True)
        self.db.execute("SET jit = off")
        self.db.execute("SET work_mem = '256MB'")
        self.db.execute("SET maintenance_work_mem = '1GB'")
        self.db.execute(
            "CREATE TEMP TABLE p (id int, province text, year text, category text, status text, t tsvector)"
        )
        with self.db.cursor() as cursor, cursor.copy("COPY p FROM STDIN") as copy:
            for key, text, *facets in documents:
                copy.write_row((key, *facets, _vector(pairs(text).split(" "))))
        self.db.execute("CREATE INDEX ON p USING gin (t) WITH (fastupdate = off)")
        self.db.execute("ANALYZE p")

    def answer(self, words: Sequence[str], province: str | None) -> int:
        wanted = " & ".join(
            "(" + " <-> ".join(_quoted(pair) for pair in pairs(normalise(word)).split(" ")) + ")" for word in words
        )
        where = "t @@ %s::tsquery" + (" AND province = %s" if province else "")
        values = [wanted] + ([province] if province else [])
        counted = self.db.execute(
            f"SELECT province, year, category, status, count(*) FROM p WHERE {where} "
            "GROUP BY GROUPING SETS ((province), (year), (category), (status), ())",
            values,
        ).fetchall()
        ranked = f"SELECT id FROM p WHERE {where} ORDER BY ts_rank(t, %s::tsquery) DESC LIMIT 20"
        self.db.execute(ranked, [*values, wanted]).fetchall()
        return next((int(row[4]) for row in counted if row[:4] == (None,) * 4), 0)


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(stream: Sequence[str]) -> str:
    """The literal of a tsvector: positions end at 16383, beyond which nothing is exact."""
    places: dict[str, list[str]] = {}
    for position, pair in enumerate(stream, 1):
        if pair:
            places.setdefault(pair, []).append(str(min(position, 16383)))
    return " ".join(f"{_quoted(pair)}:{','.join(at[:255])}" for pair, at in places.items())


def built(folder: Path, documents: Sequence[Row], postgres: str | None) -> Iterator[Rival]:
    yield Fts5(folder, documents)
    yield Like(folder, documents)
    if postgres:
        yield TsVector(postgres, documents)
