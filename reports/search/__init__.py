"""Search: one question, one answer, whatever database the archive stands on (design.md §6).

    results = search_problems(ProblemQuery(q="黑臭水体", regions=("430000",)))

The parts: `query` (question and answer), `language` (what is typed), `stream` (what is indexed), `schema` and `folder`
(the index on disk), `matching` (question to engine), `documents` and `sync` (rows to index), `highlighting`.
"""

from reports.search.guarded import IndexUnusable
from reports.search.highlighting import Snippet, highlight, snippet
from reports.search.query import (
    ALL_FACETS,
    CASCADE,
    FACET_ATTRIBUTES,
    PER_PAGE,
    SCOPES,
    SORTS,
    AllProblems,
    Facets,
    FacetValue,
    Hit,
    IndexStatus,
    ProblemQuery,
    ProblemResults,
    QueryError,
    ReportResults,
)
from reports.search.searching import (
    matching_ids,
    matching_problems,
    search_onwards,
    search_problems,
    search_reports,
    search_together,
)
from reports.search.standing import index_state
from reports.search.walking import OtherOrderError, Place, Stretch

__all__ = [
    "ALL_FACETS",
    "CASCADE",
    "FACET_ATTRIBUTES",
    "PER_PAGE",
    "SCOPES",
    "SORTS",
    "AllProblems",
    "FacetValue",
    "Facets",
    "Hit",
    "IndexStatus",
    "IndexUnusable",
    "OtherOrderError",
    "Place",
    "ProblemQuery",
    "ProblemResults",
    "QueryError",
    "ReportResults",
    "Snippet",
    "Stretch",
    "highlight",
    "index_state",
    "matching_ids",
    "matching_problems",
    "search_onwards",
    "search_problems",
    "search_reports",
    "search_together",
    "snippet",
]
