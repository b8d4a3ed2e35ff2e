"""Answers a question from a view of the index. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Query

from reports.search.facets import count_facets
from reports.search.language import ParsedQuery, parse_query
from reports.search.matching import all_of, filters, of_kind, text_query
from reports.search.paging import count, distinct_reports, newest_first, order_of, page_of
from reports.search.query import ALL_FACETS, AllProblems, ProblemQuery, ProblemResults, ReportResults
from reports.search.schema import PROBLEM, PROBLEM_SCOPES, REPORT, REPORT_FACETS, REPORT_SCOPES
from reports.search.view import View

_COUNTED_REPORTS = 2_000
"""Up to so many problems the reports that they stand in are counted too: a millisecond."""


def find_problems(view: View, query: ProblemQuery, facets: Sequence[str] = ALL_FACETS) -> ProblemResults:
    """A page of problems with the counts of `facets`; see `search_problems`."""
    parsed = parse_query(query.q)
    restrictions = filters(query)
    base = [of_kind(PROBLEM), *_words(parsed, PROBLEM_SCOPES, query.scope)]

    def question(leaving_out: str | None = None) -> Query:
        kept = [restriction for name, restriction in restrictions.items() if name != leaving_out]
        return all_of([*base, *kept], view.excluded)

    found = question()
    order = order_of(query.sort, words=bool(parsed.words))
    page = page_of(view.searcher, found, order, query.page, query.per_page)
    counts = count_facets(
        view.searcher, query, facets, found, {facet: question(facet) for facet in facets if facet in restrictions}
    )
    return ProblemResults(
        query=query,
        total=page.total,
        page=page.number,
        hits=page.hits,
        facets=counts,
        status=view.status,
        reports_total=distinct_reports(view.searcher, found, page.total) if page.total <= _COUNTED_REPORTS else None,
        errors=parsed.errors,
        words=parsed.words,
    )


def find_reports(view: View, query: ProblemQuery) -> ReportResults:
    """A page of reports; see `search_reports`."""
    parsed = parse_query(query.q)
    required = [
        of_kind(REPORT),
        *_words(parsed, REPORT_SCOPES, query.scope),
        *filters(query, REPORT_FACETS).values(),
    ]
    order = order_of(query.sort, words=bool(parsed.words))
    page = page_of(view.searcher, all_of(required, view.excluded), order, query.page, query.per_page)
    return ReportResults(page.total, page.number, query.per_page, page.hits, view.status, parsed.errors, parsed.words)


def find_all(view: View, query: ProblemQuery) -> AllProblems:
    """All problems found, newest first; see `matching_problems`."""
    parsed = parse_query(query.q)
    required = [of_kind(PROBLEM), *_words(parsed, PROBLEM_SCOPES, query.scope), *filters(query).values()]
    found = all_of(required, view.excluded)
    return AllProblems(count(view.searcher, found), newest_first(view.searcher, found), view.status, parsed.errors)


def _words(parsed: ParsedQuery, scopes: dict[str, dict[str, float]], scope: str) -> list[Query]:
    fields = scopes.get(scope, scopes["all"])
    return [] if parsed.node is None else [text_query(parsed.node, fields)]
