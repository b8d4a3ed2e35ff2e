"""A question in the engine's terms. What it finds is defined by `stream.contains` and by the facets' values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from tantivy import Occur, Query

from reports.search.language import All, Either, Node, Term, Without
from reports.search.query import ALL_FACETS, ProblemQuery
from reports.search.schema import PROBLEM, schema

_PLAIN = re.compile(r"[A-Za-z0-9_]+")  # accountability, 510000; not a "b
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def text_query(node: Node, fields: Mapping[str, float]) -> Query:
    """The documents in which `node` holds; a term holds where one of `fields` (name -> weight) contains it."""
    match node:
        case Term(spellings=found):
            return _any_of(
                [
                    Query.boost_query(phrase_query(name, words), weight)
                    for name, weight in fields.items()
                    for words in found
                ]
            )
        case All(parts=parts):
            return _all_parts(parts, fields)
        case Either(parts=parts):
            return _any_of([text_query(part, fields) for part in parts])
        case Without(part=part):
            return _all_parts((Without(part),), fields)


def _all_parts(parts: Sequence[Node], fields: Mapping[str, float]) -> Query:
    required = [text_query(part, fields) for part in parts if not isinstance(part, Without)]
    excluded = [text_query(part.part, fields) for part in parts if isinstance(part, Without)]
    return all_of(required or [everything()], [(Occur.MustNot, query) for query in excluded])


def phrase_query(field: str, words: str) -> Query:
    """The documents whose `field` contains the normalised `words` (one character or more, not only a separator).

    A phrase query of one term would end the process's thread (test_engine_traps), and one character is the beginning
    of a pair: the index has every character followed by another, if only by the last separator.
    """
    if len(words) == 1:
        return Query.regex_query(schema(), field, f"{re.escape(words)}.")
    if len(words) == 2:
        return Query.term_query(schema(), field, words)
    # Every second pair would do, but the rarest one, which saves most work, may be among the others.
    return Query.phrase_query(schema(), field, [before + after for before, after in pairwise(words)])


def everything() -> Query:
    return unscored(Query.all_query())


def unscored(query: Query) -> Query:
    """The same documents, adding nothing to their score."""
    return Query.const_score_query(query, 0.0)


def _any_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def has_one_of(field: str, values: Iterable[str]) -> Query:
    """The documents with one of `values` in a raw field."""
    return unscored(_any_of([Query.term_query(schema(), field, value, "basic") for value in values]))


def of_kind(kind: str) -> Query:
    return has_one_of("kind_of_row", [kind])


def filters(query: ProblemQuery, facets: Sequence[str] = ALL_FACETS) -> dict[str, Query]:
    """The query's filters by name: a facet's, or `years_between` and `report`. All of them must hold."""
    found = {facet: has_one_of(facet, query.selected(facet)) for facet in facets if query.selected(facet)}
    if query.year_from is not None or query.year_to is not None:
        first = max(_FIRST_YEAR, _FIRST_YEAR if query.year_from is None else query.year_from)
        last = min(_LAST_YEAR, _LAST_YEAR if query.year_to is None else query.year_to)
        years = [str(year) for year in range(first, last + 1)]
        found["years_between"] = has_one_of("year", years) if years else Query.empty_query()
    if query.report is not None:
        found["report"] = has_one_of("report_id", [query.report])
    return found


def in_words(query: ProblemQuery, facets: Iterable[str]) -> dict[str, str]:
    """The filters by these facets in the engine's own language, as a part of what is found is named to it. A facet is
    left out when a chosen value is not made of letters, digits and `_` alone: so nothing ever needs quoting."""
    chosen = {facet: query.selected(facet) for facet in facets}
    return {
        facet: f"{facet}: IN [{' '.join(values)}]"
        for facet, values in chosen.items()
        if all(map(_PLAIN.fullmatch, values))
    }


def problem_uid(public_id: str) -> str:
    return f"{PROBLEM}:{public_id}"


def gone(reports: Iterable[str], problems: Iterable[str]) -> list[tuple[Occur, Query]]:
    """Excludes reports with their problems, and single problems, by public id."""
    queries = []
    for field, values in (("report_id", list(reports)), ("uid", [problem_uid(value) for value in problems])):
        if values:
            queries.append((Occur.MustNot, has_one_of(field, values)))
    return queries


def all_of(required: Iterable[Query], excluded: Iterable[tuple[Occur, Query]] = ()) -> Query:
    """The documents that every query finds, without those excluded."""
    return Query.boolean_query([*((Occur.Must, query) for query in required), *excluded])
