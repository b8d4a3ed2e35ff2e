"""The questions that the rest of the site asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.search import finding
from reports.search.facets import values_of
from reports.search.language import parse_query
from reports.search.query import ALL_FACETS, IndexStatus, ProblemQuery, ProblemResults, ReportResults
from reports.search.reading import open_view


def search_problems(query: ProblemQuery, *, facets: Sequence[str] = ALL_FACETS) -> ProblemResults:
    """A page of problems, exact total, and the counts of `facets` under all the query's other filters.

    Never fails for what is asked: faults in the words are `errors`, and without a usable index the result is empty
    and says so in `status.state`.
    """
    view = open_view()
    if isinstance(view, IndexStatus):
        parsed = parse_query(query.q)
        empty = {facet: values_of({}, query.selected(facet)) for facet in facets}
        return ProblemResults(query, 0, 1, (), empty, view, 0, parsed.errors, parsed.words)
    return finding.find_problems(view, query, facets)


def search_reports(q: str, *, scope: str = "all", sort: str = "", page: int = 1, per_page: int = 20) -> ReportResults:
    """A page of reports whose whole text, title, place or body has the words: `scope` `all`, `statement` (title and
    names only) or `text`. A blank `q` finds every report. Never fails, as `search_problems`.
    """
    query = ProblemQuery(q=q, scope=scope, sort=sort, page=page, per_page=per_page)
    view = open_view()
    if isinstance(view, IndexStatus):
        parsed = parse_query(q)
        return ReportResults(0, 1, per_page, (), view, parsed.errors, parsed.words)
    return finding.find_reports(view, query)


def matching_ids(query: ProblemQuery) -> Iterator[int]:
    """The primary keys of all problems found, newest first, from one state of the index; page and order of the query
    do not matter. For exports: no cost grows with the distance from the beginning. Nothing without a usable index.
    """
    view = open_view()
    if isinstance(view, IndexStatus):
        return iter(())
    return finding.find_all(view, query)
