"""The same documents in other engines, for `benchmarks.search`: FTS5 over bigrams, LIKE, PostgreSQL's tsvector.

Each holds, for every problem, its normalised text (statement, measures, headings, names) and four facets, and answers
three tasks: the exact number, the counts of the four facets, and twenty hits (by relevance; LIKE has none, so newest).
This index answers the same from a copy made of the same documents; the others are told as multiples of it.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import psycopg

from benchmarks.questions import Question
from reports.search import ProblemQuery
from reports.search.documents import IndexDocument
from reports.search.finding import find_problems
from reports.search.folder import IndexFolder
from reports.search.query import IndexStatus
from reports.search.rows import all_documents
from reports.search.schema import PROBLEM
from reports.search.stream import field_text, normalise, pairs
from reports.search.view import View

FACETS = ("province", "year", "category", "status")
OWN_FACETS = ("region", "year", "category", "status")
GIVE_UP = 10.0
"""Seconds on the clock that one band may take in one engine; how many questions it got through is said."""
Row = tuple[int, str, str, str, str, str]
"""Key (rising with the date), text, and the four facets."""


class Engine(Protocol):
    name: str

    def answer(self, words: Sequence[str], province: str | None) -> int:
        """Does the three tasks for words that must all be found, perhaps in one province; gives the number."""


def report(questions: Sequence[Question], most: int, *, postgres: bool) -> None:
    """Prints a table of medians by band, of the questions without a filter or with a province."""
    asked = [each for each in questions if each.words and all(name == "region" for name, _ in each.filters)]
    bands = list(dict.fromkeys(each.band for each in asked))
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        documents = list(islice((each for each in all_documents() if each.kind == PROBLEM), most))
        print(f"\nThe newest {len(documents):,} problems in each engine: number, four facets, twenty hits. Median of a")
        print("band; others as multiples, question by question; made: seconds to build it.\n")
        print(f"| engine | made | {' | '.join(bands)} |\n|---|---|{'---|' * len(bands)}")
        own: dict[Question, tuple[float, int]] = {}
        for engine, seconds in _built(folder, documents, _server(held) if postgres else None):
            cells = [_cell(engine, [each for each in asked if each.band == band], own) for band in bands]
            print(f"| {engine.name} | {seconds:.0f} s | {' | '.join(cells)} |", flush=True)


def _server(held: ExitStack) -> str:
    from tests.throwaway_postgres import throwaway_cluster  # noqa: PLC0415

    return held.enter_context(throwaway_cluster())


def _cell(engine: Engine, asked: Sequence[Question], own: dict[Question, tuple[float, int]]) -> str:
    """The first engine's times and numbers are put into `own`; the others are compared with them."""
    told, different, deadline = [], 0, time.monotonic() + GIVE_UP
    first = not any(question in own for question in asked)
    for question in asked:
        if time.monotonic() > deadline:
            break
        province = question.filters[0][1] if question.filters else None
        engine.answer(question.words, province)
        began = time.perf_counter()
        number = engine.answer(question.words, province)
        took = (time.perf_counter() - began) * 1000
        if first:
            own[question] = took, number
        told.append(took if first else took / own[question][0])
        different += number != own[question][1]
    note = f" of {len(told)}" if len(told) < len(asked) else ""
    note += f", {different} other numbers" if different else ""
    return f"{statistics.median(told):.1f} {'ms' if first else '×'}{note}"


def _built(folder: Path, documents: Sequence[IndexDocument], postgres: str | None) -> Iterator[tuple[Engine, float]]:
    began = time.monotonic()
    yield Own(folder, documents), time.monotonic() - began
    # The oldest first, so that keys rise with dates.
    rows = [(number, *_row(document)) for number, document in enumerate(reversed(documents))]
    for engine in (Fts5, Like):
        began = time.monotonic()
        yield engine(folder, rows), time.monotonic() - began
    if postgres:
        began = time.monotonic()
        yield TsVector(postgres, rows), time.monotonic() - began


def _row(document: IndexDocument) -> tuple[str, str, str, str, str]:
    facets = {name: sorted(values) for name, values in document.facets.items()}
    province = next((code for code in facets["region"] if code.endswith("0000")), "-")
    text = "".join(field_text(parts) for parts in document.streams.values())
    return text, province, facets["year"][0], facets["category"][0], facets["status"][0]


class Own:
    name = "this index"

    def __init__(self, folder: Path, documents: Iterable[IndexDocument]) -> None:
        generation = IndexFolder(folder / "index").prepare()
        with generation.writer(heap=400_000_000, threads=2) as writer:
            for document in documents:
                writer.add_document(document.for_engine())
            writer.commit()
        index = generation.open()
        index.reload()
        self.view = View(index.searcher(), IndexStatus(0))

    def answer(self, words: Sequence[str], province: str | None) -> int:
        quoted = " ".join(f'"{word}"' for word in words)
        query = ProblemQuery(q=quoted, regions=(province,) if province else ())
        return find_problems(self.view, query, OWN_FACETS).total


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
