"""The questions that the rest of the site asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from tantivy import Occur, Query

from reports.models.counting import superseded_reports
from reports.search import finding
from reports.search.keeping import KeptForState
from reports.search.language import parse_query
from reports.search.matching import gone
from reports.search.query import (
    ALL_FACETS,
    AllProblems,
    Facets,
    IndexStatus,
    ProblemQuery,
    ProblemResults,
    ReportResults,
)
from reports.search.reading import open_view
from reports.search.remembering import answers
from reports.search.timing import note_search
from reports.search.view import View
from reports.search.walking import Place, Stretch


def search_problems(query: ProblemQuery, *, facets: Sequence[str] = ALL_FACETS) -> ProblemResults:
    """A page of problems, exact total, and the counts of `facets` under all the query's other filters.

    Never fails for what is asked: faults in the words are `errors`, and without a usable index the result is empty
    and says so in `status.state`.
    """
    return search_together([query], facets=facets)[0]


def search_onwards(query: ProblemQuery, after: Place | None, *, facets: Sequence[str] = ()) -> Stretch:
    """The `per_page` problems after a place, from the beginning where that is None; the page of the query is not asked.

    As `search_problems` it never fails for what is asked; OtherOrderError for a place in another order than the
    query's.
    """
    view = open_view()
    if isinstance(view, IndexStatus):
        nothing = _nothing(query, facets, view)
        return Stretch(0, (), nothing.facets, None, view, nothing.errors)
    return finding.find_stretch(_each_round_once(view) if query.once else view, query, after, facets)


def search_together(queries: Sequence[ProblemQuery], *, facets: Sequence[str] = ALL_FACETS) -> list[ProblemResults]:
    """As `search_problems` for several questions, all answered from one state of the index: for tables of counts."""
    view = open_view()
    if isinstance(view, IndexStatus):
        return [_nothing(query, facets, view) for query in queries]
    each_once = cache(partial(_each_round_once, view))
    return [
        answers.answer(view.state, query, facets, partial(_found, view, each_once, query, facets)) for query in queries
    ]


def _found(view: View, each_once: Callable[[], View], query: ProblemQuery, facets: Sequence[str]) -> ProblemResults:
    began = time.perf_counter()
    results = finding.find_problems(each_once() if query.once else view, query, facets)
    note_search(time.perf_counter() - began, results.total)
    return results


def _nothing(query: ProblemQuery, facets: Sequence[str], status: IndexStatus) -> ProblemResults:
    parsed = parse_query(query.q)
    empty = Facets({facet: {} for facet in facets}, {facet: query.selected(facet) for facet in facets})
    return ProblemResults(query, 0, 1, (), empty, status, 0, parsed.errors, parsed.words)


def _each_round_once(view: View) -> View:
    """The view without the reports in whose round another one counts."""
    superseded = _superseded.in_state(view.state, "", lambda: tuple(gone(superseded_reports(), ())))
    return replace(view, excluded=(*view.excluded, *superseded))


_superseded = KeptForState[tuple[tuple[Occur, Query], ...]]()


def search_reports(q: str, *, scope: str = "all") -> ReportResults:
    """The reports whose whole text, title, place or body has the words: `scope` `all`, `statement` (title and names
    only) or `text`. A blank `q` finds every report. Never fails, as `search_problems`.
    """
    query = ProblemQuery(q=q, scope=scope)
    view = open_view()
    if isinstance(view, IndexStatus):
        parsed = parse_query(q)
        return ReportResults((), view, parsed.errors, parsed.words)
    return finding.find_reports(view, query)


def matching_problems(query: ProblemQuery) -> AllProblems:
    """All problems found, newest first, from one state of the index; page and order of the query do not matter.

    For exports: no cost grows with the distance from the beginning. Empty without a usable index, which `status` tells.
    """
    view = open_view()
    if isinstance(view, IndexStatus):
        return AllProblems(0, iter(()), view, parse_query(query.q).errors)
    return finding.find_all(_each_round_once(view) if query.once else view, query)


def matching_ids(query: ProblemQuery) -> Iterator[int]:
    """The primary keys that `matching_problems` gives."""
    return matching_problems(query).keys
