"""What is usually done about a kind of problem: short measures of the most frequent types, each from another place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.models import ProblemMeasure
from reports.search import ProblemQuery, search_together
from reports.views.hits import place_names
from reports.views.precedents import MEASURE_LENGTH, Practice, Step
from reports.views.wording import code_name

MOST_TYPES = 5
OF_A_TYPE = 3
LEAST_LENGTH = 16
"""A shorter measure names no act: 已整改到位。"""


def typical_measures(query: ProblemQuery, types: Sequence[tuple[str, int]]) -> list[Practice]:
    """Examples of the first of `types`, (code, problems with it), from the newest problems that `query` finds.

    Types without an example that is short enough to be read at a glance are left out. One query of the database.
    """
    asked = types[:MOST_TYPES]
    queries = [query.with_(measure_types=(code,), sort="new", per_page=20) for code, _count in asked]
    found = [[hit.pk for hit in results.hits] for results in search_together(queries, facets=())]
    links = (
        ProblemMeasure.objects.filter(problem__in={pk for pks in found for pk in pks}, measure__text__isnull=False)
        .select_related("problem__report__round__body__region__parent__parent", "measure")
        .defer("problem__parsed", "measure__parsed", "problem__report__parsed", "problem__report__outline")
        .order_by("problem", "position")
    )
    by_problem: dict[int, list[ProblemMeasure]] = {}
    for link in links:
        by_problem.setdefault(link.problem_id, []).append(link)
    practices = []
    for (code, count), pks in zip(asked, found, strict=True):
        steps = list(_examples(code, (link for pk in pks for link in by_problem.get(pk, ()))))
        if steps:
            practices.append(Practice(code_name("measure_types", code), count, steps))
    return practices


def _examples(code: str, links: Iterator[ProblemMeasure]) -> Iterator[Step]:
    """The first of the type that are neither too short nor too long, one of each place."""
    places: set[str] = set()
    for link in links:
        text = link.measure.text or ""
        place = (place_names(link.problem.report.round.body) or [""])[-1]
        if code in link.measure.types and LEAST_LENGTH <= len(text) <= MEASURE_LENGTH and place not in places:
            places.add(place)
            yield Step(link.measure, text, link.problem, place)
        if len(places) == OF_A_TYPE:
            return
