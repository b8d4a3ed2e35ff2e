"""One document of the index: as the archive has it, ready to be written, and as the engine takes it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tantivy import Document

from reports.search.schema import BETWEEN_FACETS, BETWEEN_VALUES, COLUMNS, NO_VALUE
from reports.search.stream import field_text, pairs

_SHARED = frozenset({"path", "context"})
"""Streams that many problems of a report have in common."""
_DAYS_FROM = dt.date(1900, 1, 1).toordinal() - 1
_DAYS = 1 << 16
_ID_DIGITS = 9
DAY = 36**_ID_DIGITS
"""By so much the order keys of a day differ from those of the next."""


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

    def ready(self) -> ReadyDocument:
        """The same with all that can be done before the engine: what a process hands to the one that writes."""
        return ReadyDocument(
            self.kind,
            self.public_id,
            self.pk,
            self.report_id,
            self.report_pk,
            self.day,
            {name: tuple(sorted(set(values))) for name, values in self.facets.items()},
            {name: field_text(parts) for name, parts in self.streams.items()},
        )

    def digest(self) -> int:
        """`ReadyDocument.digest`."""
        return self.ready().digest()

    def for_engine(self) -> Document:
        """`ReadyDocument.for_engine`."""
        return self.ready().for_engine()


@dataclass(frozen=True, slots=True)
class ReadyDocument:
    """A document whose facets are sorted, each value once, and whose fields are normalised (`stream.field_text`)."""

    kind: str
    public_id: str
    pk: int
    report_id: str
    report_pk: int
    day: dt.date | None
    facets: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]

    def digest(self) -> int:
        """A number of 64 bits that differs, but for chance, when the index would hold anything otherwise."""
        return self._digest(self._words())

    def _digest(self, words: list[str]) -> int:
        lines = [self.kind, self.public_id, str(self.pk), self.report_id, str(self.report_pk), str(self.day)]
        lines += words  # every value of every facet stands in one of them
        lines += [f"{name} {self.texts[name]}" for name in sorted(self.texts)]
        hashed = hashlib.blake2b("\n".join(lines).encode(), digest_size=8)  # no value or text has a line break
        return int.from_bytes(hashed.digest(), "big")

    def _words(self) -> list[str]:
        """The word of each column, in the order of `schema.COLUMNS`."""
        facets = self.facets
        return [
            _column_word(column, tuple([facets.get(part.facet, ()) for part in parts]))
            for column, parts in COLUMNS.items()
        ]

    def for_engine(self) -> Document:
        """The engine's document. Numbers are added by type: wrongly typed ones kill its writer (test_engine_traps)."""
        newest, oldest = order_keys(self.day, self.public_id)
        words = self._words()
        document = Document()
        document.add_text("kind_of_row", self.kind)
        document.add_text("uid", f"{self.kind}:{self.public_id}")
        document.add_text("report_id", self.report_id)
        document.add_integer("pk", self.pk)
        document.add_integer("report_pk", self.report_pk)
        document.add_unsigned("digest", self._digest(words))
        document.add_unsigned("newest", newest)
        document.add_unsigned("oldest", oldest)
        for name, values in self.facets.items():
            for value in values:
                document.add_text(name, value)
        for column, word in zip(COLUMNS, words, strict=True):
            document.add_text(column, word)
        for name, text in self.texts.items():
            stream = _shared_pairs(text) if name in _SHARED else pairs(text)
            if stream:
                document.add_text(name, stream)
        return document


_shared_pairs = lru_cache(maxsize=512)(pairs)


@lru_cache(maxsize=4096)
def _column_word(column: str, held: tuple[tuple[str, ...], ...]) -> str:
    """Of a column whose parts' facets have these values. The problems of a report have most of them in common."""
    words = [part.values(values) for part, values in zip(COLUMNS[column], held, strict=True)]
    return BETWEEN_FACETS.join([BETWEEN_VALUES.join(values) or NO_VALUE for values in words])


def order_keys(day: dt.date | None, public_id: str) -> tuple[int, int]:
    """The keys (newest, oldest) by which documents stand newest or oldest first, the greatest key first.

    In both orders a document without a day comes last, and ties go by public id, ascending (design.md §3, Dates).
    The first 9 characters of the id take part: rows of one day and one such beginning may stand in either order.
    """
    since = 0 if day is None else min(_DAYS - 1, max(1, day.toordinal() - _DAYS_FROM))
    before = 0 if day is None else _DAYS - since
    tie = DAY - 1 - _id_number(public_id)
    return since * DAY + tie, before * DAY + tie


def _id_number(public_id: str) -> int:
    """The beginning of a public id as a number that rises with it; base32's letters and digits are among base36's."""
    digits = public_id[:_ID_DIGITS].lower()
    if not (digits.isascii() and digits.isalnum()):
        digits = "".join([char if char.isascii() and char.isalnum() else "0" for char in digits])
    return int(digits.ljust(_ID_DIGITS, "0"), 36)
