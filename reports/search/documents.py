"""One document of the index, as plain values, and as the engine takes it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tantivy import Document

from reports.search.query import ALL_FACETS
from reports.search.schema import COLUMNS, NO_VALUE, SET_FACETS
from reports.search.stream import field_stream

_SHARED = frozenset({"path", "context"})
"""Streams that many problems of a report have in common."""
_DAYS_FROM = dt.date(1900, 1, 1).toordinal() - 1
_DAYS = 1 << 16
_ID_DIGITS = 9
_IDS = 36**_ID_DIGITS


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A problem or a report (`kind`). `facets` maps a facet to its values (codes, without blanks), `streams` a
    field to its parts.
    """

    kind: str
    public_id: str
    pk: int
    report_id: str
    report_pk: int
    day: dt.date | None
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    streams: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def digest(self) -> int:
        """A number of 64 bits that differs, but for chance, when anything in the document differs."""
        values = {name: sorted(set(values)) for name, values in sorted(self.facets.items())}
        parts = {name: list(parts) for name, parts in sorted(self.streams.items())}
        written = repr((self.kind, self.public_id, self.pk, self.report_id, self.report_pk, self.day, values, parts))
        hashed = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8)
        return int.from_bytes(hashed.digest(), "big")

    def for_engine(self) -> Document:
        """The engine's document. Numbers are added by type: wrongly typed ones kill its writer (SEARCH.md §8)."""
        newest, oldest = order_keys(self.day, self.public_id)
        document = Document()
        document.add_text("kind_of_row", self.kind)
        document.add_text("uid", f"{self.kind}:{self.public_id}")
        document.add_text("report_id", self.report_id)
        document.add_integer("pk", self.pk)
        document.add_integer("report_pk", self.report_pk)
        document.add_unsigned("digest", self.digest())
        document.add_unsigned("newest", newest)
        document.add_unsigned("oldest", oldest)
        for name in ALL_FACETS:
            _add_facet(document, name, sorted(set(self.facets.get(name, ()))))
        for name, parts in self.streams.items():
            stream = _shared_stream(tuple(parts)) if name in _SHARED else field_stream(parts)
            if stream:
                document.add_text(name, stream)
        return document


def _add_facet(document: Document, name: str, values: list[str]) -> None:
    """The values for filters, and the one word of the column."""
    if name in SET_FACETS:
        for value in values:
            document.add_text(name, value)
    document.add_text(COLUMNS[name], " ".join(values) or NO_VALUE)


@lru_cache(maxsize=512)
def _shared_stream(parts: tuple[str, ...]) -> str:
    return field_stream(parts)


def order_keys(day: dt.date | None, public_id: str) -> tuple[int, int]:
    """The keys (newest, oldest) by which documents stand newest or oldest first, the greatest key first.

    In both orders a document without a day comes last, and ties go by public id, ascending (DESIGN.md §3, Dates).
    The first 9 characters of the id take part: rows of one day and one such beginning may stand in either order.
    """
    since = 0 if day is None else min(_DAYS - 1, max(1, day.toordinal() - _DAYS_FROM))
    before = 0 if day is None else _DAYS - since
    tie = _IDS - 1 - _id_number(public_id)
    return since * _IDS + tie, before * _IDS + tie


def _id_number(public_id: str) -> int:
    """The beginning of a public id as a number that rises with it; base32's letters and digits are among base36's."""
    digits = "".join(char if char.isascii() and char.isalnum() else "0" for char in public_id.lower())
    return int(digits[:_ID_DIGITS].ljust(_ID_DIGITS, "0"), 36)
