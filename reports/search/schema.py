"""The fields of the index. A change here raises `SCHEMA_VERSION`: an index of another version is noticed and rebuilt.

Facets are raw words: filters look in the field of the facet's name, and counts are made in columns ("fast"), each of
which holds several facets. Every column costs two milliseconds a question that finds the whole nation, whatever it
holds, and each word found a thousandth of that; one with exactly one word a document is counted two to four times as
quickly as others: so the word is all values of all its facets, which `facets` takes apart again. Facets stand together
whose combinations are few.
The traps of the binding that shaped this are held in tests/search/test_engine_traps.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from reports.search.query import ALL_FACETS, PROVINCE

SCHEMA_VERSION = 5

PROBLEM, REPORT = "problem", "report"

# Field of the stream -> weight of a hit in it, for each scope of a query (design.md §6, Fields).
PROBLEM_SCOPES = {
    "all": {"statement": 4.0, "measures": 2.0, "path": 1.0, "context": 0.5},
    "statement": {"statement": 4.0, "path": 1.0},
    "text": {"statement": 4.0, "measures": 2.0},
}
REPORT_SCOPES = {
    "all": {"body": 2.0, "context": 1.0},
    "statement": {"context": 1.0},
    "text": {"body": 2.0},
}
STREAMS = ("statement", "measures", "path", "context", "body")
# A report's document has these of the facets; what is said of single problems is left out.
REPORT_FACETS = tuple(name for name in ALL_FACETS if name not in ("category", "status", "measure_type"))


@dataclass(frozen=True, slots=True)
class Part:
    """What a column has of a facet: all its values, or those that `holds` tells; counted under `name`."""

    facet: str
    holds: Callable[[str], bool] = bool
    name: str = ""

    @property
    def counted_as(self) -> str:
        return self.name or self.facet

    def values(self, values: Iterable[str]) -> list[str]:
        """Those of the facet's values that stand in the column, in their order."""
        return [value for value in values if self.holds(value)]


_FIRST_STEPS = frozenset({"rules", "meeting", "supervision", "training", "campaign", "accountability", "none"})


def _first_step(measure_type: str) -> bool:
    return measure_type in _FIRST_STEPS


def _other_step(measure_type: str) -> bool:
    return measure_type not in _FIRST_STEPS


def _names_province(region: str) -> bool:
    """510000 and what is no place (`central`, `unknown`), not 510100."""
    return region.endswith("0000") or region.isalpha()


COLUMNS = {
    "places": (Part("region"),),
    "topics": (Part("category"),),
    "first_steps": (Part("measure_type", _first_step),),
    "other_steps": (Part("measure_type", _other_step),),
    "senders": (Part("authority"), Part("region", _names_province, PROVINCE)),
    "years": (Part("year"), Part("published_year")),
    "numbers": (Part("term"), Part("round")),
    "marks": (Part("level"), Part("kind"), Part("verb"), Part("status"), Part("flag")),
}
"""Column -> what is counted in it. Its word: `BETWEEN_FACETS` between the parts, `BETWEEN_VALUES` in a part.

Measure types are halved: their sets make some 4,000 words together, and at most 128 in each half. Provinces stand
beside who sent the team, which nearly always tells the province.
"""
BETWEEN_FACETS, BETWEEN_VALUES, NO_VALUE = "|", " ", "-"

_PAIRS = "pairs"


@cache
def schema() -> Schema:
    """`uid` is kind and public id; `report_id` a report's public id, on its own document and on its problems'.

    `digest` tells a document that differs from what the database shows (`comparison`).
    `newest` and `oldest` order documents by day and public id, the greatest first (`documents.order_keys`).
    """
    builder = SchemaBuilder()
    builder.add_text_field("kind_of_row", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("uid", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_text_field("report_id", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("pk", fast=True)
    builder.add_integer_field("report_pk", fast=True)
    builder.add_unsigned_field("digest", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_unsigned_field("oldest", fast=True)
    for name in ALL_FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for column in COLUMNS:
        builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    for name in STREAMS:
        builder.add_text_field(name, tokenizer_name=_PAIRS, index_option="position")
    return builder.build()


def register_tokenizers(index: Index) -> None:
    """To be called for each opened index: without it a writer refuses and a reader finds nothing."""
    index.register_tokenizer(_PAIRS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
