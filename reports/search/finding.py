"""Answers a question from a view of the index. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import Query

from reports.search.facets import count_facets
from reports.search.language import ParsedQuery, parse_query
from reports.search.matching import all_of, filters, in_words, of_kind, text_query
from reports.search.paging import count, distinct_reports, keys_of, newest_first, order_of, page_of
from reports.search.query import (
    ALL_FACETS,
    CASCADE,
    PROVINCE,
    AllProblems,
    Facets,
    ProblemQuery,
    ProblemResults,
    ReportResults,
)
from reports.search.schema import PROBLEM, PROBLEM_SCOPES, REPORT, REPORT_FACETS, REPORT_SCOPES
from reports.search.view import View
from reports.search.walking import OtherOrderError, Place, Stretch, next_hits

_MANY = 20_000
"""From so many problems on it takes less to find them once, and to see which of them a filter keeps, than to find those
and then all: a filter is seen for the whole index, some three milliseconds of a nation."""
_COUNTED_REPORTS = 2_000
"""Up to so many problems the reports that they stand in are counted too: a millisecond."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question to the problems of a view: what was understood of the words, and the restrictions by filter."""

    view: View
    query: ProblemQuery
    parsed: ParsedQuery
    restrictions: dict[str, Query]

    @classmethod
    def of(cls, view: View, query: ProblemQuery) -> _Question:
        return cls(view, query, parse_query(query.q), filters(query))

    @property
    def order(self) -> str:
        return order_of(self.query.sort, words=bool(self.parsed.words))

    def asked(self, leaving_out: str | None = None) -> Query:
        """The whole question, or without one of its filters."""
        words = _words(self.parsed, PROBLEM_SCOPES, self.query.scope)
        kept = [restriction for name, restriction in self.restrictions.items() if name != leaving_out]
        return all_of([of_kind(PROBLEM), *words, *kept], self.view.excluded)

    def counts(self, facets: Sequence[str], total: int) -> Facets:
        """The counts of these facets, `CASCADE` among them or not, of `total` problems found."""
        counts = self._counts([self._counted(facet) for facet in facets], total)
        if CASCADE in facets and sum(map(_names_place, counts.get(PROVINCE, ()))) == 1:
            counts |= self._counts(["region"], total)
            counts[PROVINCE] = counts["region"]
        return Facets(
            {facet: counts[self._counted(facet)] for facet in facets},
            {facet: self.query.selected(facet) for facet in facets},
        )

    def _counted(self, facet: str) -> str:
        if facet != CASCADE:
            return facet
        return "region" if self.query.regions else PROVINCE

    def _counts(self, facets: Sequence[str], total: int) -> dict[str, dict[str, int]]:
        chosen = {facet: self.asked(facet) for facet in facets if facet in self.restrictions}
        parts = in_words(self.query, chosen) if total >= _MANY else {}
        return count_facets(self.view.searcher, facets, self.asked(), chosen, parts)


def _names_place(region: str) -> bool:
    return region.isdigit()


def find_problems(view: View, query: ProblemQuery, facets: Sequence[str] = ALL_FACETS) -> ProblemResults:
    """A page of problems with the counts of `facets`; see `search_problems`."""
    question = _Question.of(view, query)
    found = question.asked()
    page = page_of(view.searcher, found, question.order, query.page, query.per_page)
    return ProblemResults(
        query=query,
        total=page.total,
        page=page.number,
        hits=page.hits,
        facets=question.counts(facets, page.total),
        status=view.status,
        reports_total=distinct_reports(view.searcher, found, page.total) if page.total <= _COUNTED_REPORTS else None,
        errors=question.parsed.errors,
        words=question.parsed.words,
    )


def find_stretch(view: View, query: ProblemQuery, after: Place | None, facets: Sequence[str]) -> Stretch:
    """The problems after a place, with the counts of `facets`; see `search_onwards`."""
    question = _Question.of(view, query)
    if after is not None and after.order != question.order:
        raise OtherOrderError
    total, hits, place = next_hits(view.searcher, question.asked(), question.order, after, query.per_page)
    return Stretch(total, hits, question.counts(facets, total), place, view.status, question.parsed.errors)


def find_reports(view: View, query: ProblemQuery) -> ReportResults:
    """All reports, the most relevant first; see `search_reports`."""
    parsed = parse_query(query.q)
    required = [
        of_kind(REPORT),
        *_words(parsed, REPORT_SCOPES, query.scope),
        *filters(query, REPORT_FACETS).values(),
    ]
    order = order_of(query.sort, words=bool(parsed.words))
    return ReportResults(
        keys_of(view.searcher, all_of(required, view.excluded), order), view.status, parsed.errors, parsed.words
    )


def find_all(view: View, query: ProblemQuery, chunk: int | None = None) -> AllProblems:
    """All problems found, newest first; see `matching_problems`. Larger chunks than usual take less time and more
    memory."""
    parsed = parse_query(query.q)
    required = [of_kind(PROBLEM), *_words(parsed, PROBLEM_SCOPES, query.scope), *filters(query).values()]
    found = all_of(required, view.excluded)
    return AllProblems(
        count(view.searcher, found), newest_first(view.searcher, found, chunk), view.status, parsed.errors
    )


def _words(parsed: ParsedQuery, scopes: dict[str, dict[str, float]], scope: str) -> list[Query]:
    fields = scopes.get(scope, scopes["all"])
    return [] if parsed.node is None else [text_query(parsed.node, fields)]
