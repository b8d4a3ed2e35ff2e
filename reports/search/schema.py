"""The fields of the index. A change here raises `SCHEMA_VERSION`: an index of another version is noticed and rebuilt.

Facets are raw words in columns ("fast"): counted as quickly as numbers, and their values need no translation. Columns
with exactly one value a document are counted two to four times as quickly as others. So of a facet that can have
several values the column holds the whole set as one word, which `facets` takes apart again, and none is left empty.
The traps of the binding that shaped this are in SEARCH.md §8; tests/search/test_engine_traps.py holds them.
"""

from __future__ import annotations

from functools import cache

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from reports.search.query import ALL_FACETS

SCHEMA_VERSION = 3

PROBLEM, REPORT = "problem", "report"

# Field of the stream -> weight of a hit in it, for each scope of a query (DESIGN.md §6, Fields).
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

SET_FACETS = ("region", "category", "measure_type", "flag")
COLUMNS = {name: f"{name}_set" if name in SET_FACETS else name for name in ALL_FACETS}
"""Facet -> the column in which it is counted. Filters look in the field that has the facet's own name."""
NO_VALUE = "-"

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
    for name in SET_FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for column in COLUMNS.values():
        builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    for name in STREAMS:
        builder.add_text_field(name, tokenizer_name=_PAIRS, index_option="position")
    return builder.build()


def register_tokenizers(index: Index) -> None:
    """To be called for each opened index: without it a writer refuses and a reader finds nothing."""
    index.register_tokenizer(_PAIRS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
