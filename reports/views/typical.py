"""What is usually done about a kind of problem: short measures of the most frequent types, each from another place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from reports.models import ProblemMeasure
from reports.search import ProblemQuery, search_together
from reports.views.precedents import MEASURE_LENGTH, Practice, Step
from reports.views.wording import code_name

MOST_TYPES = 5
OF_A_TYPE = 3
LEAST_LENGTH = 16
"""A shorter measure names no act: 已整改到位。"""


_COLUMNS = (
    "pk", "problem_id", "measure__text", "measure__types",
    "problem__report__round__body__region__name", "problem__report__round__body__central",
)  # fmt: skip


def typical_measures(query: ProblemQuery, types: Sequence[tuple[str, int]]) -> list[Practice]:
    """Examples of the first of `types`, (code, problems with it), from the newest problems that `query` finds.

    Types without an example that is short enough to be read at a glance are left out. Two queries of the database: of
    the hundreds of measures that are looked through, plain values.
    """
    asked = types[:MOST_TYPES]
    queries = [query.with_(measure_types=(code,), sort="new", per_page=20) for code, _count in asked]
    found = [[hit.pk for hit in results.hits] for results in search_together(queries, facets=())]
    links = ProblemMeasure.objects.filter(
        problem__in={pk for pks in found for pk in pks}, measure__text__isnull=False
    ).order_by("problem_id", "position")
    by_problem: dict[int, list[_Link]] = defaultdict(list)
    for key, problem, text, measure_types, region, central in links.values_list(*_COLUMNS):
        place = region or (_("中央单位") if central else "")
        by_problem[problem].append(_Link(key, text, measure_types, place))
    chosen = [
        list(_examples(code, (link for pk in pks for link in by_problem.get(pk, ()))))
        for (code, _count), pks in zip(asked, found, strict=True)
    ]
    shown = ProblemMeasure.objects.select_related("measure", "problem").only("measure__public_id", "problem__public_id")
    rows = shown.in_bulk({link.key for examples in chosen for link in examples})
    held = [[link for link in examples if link.key in rows] for examples in chosen]  # one may have gone meanwhile
    return [
        Practice(
            code_name("measure_types", code),
            count,
            [
                Step(rows[link.key].measure.public_id, link.text, rows[link.key].problem.public_id, link.place)
                for link in examples
            ],
        )
        for (code, count), examples in zip(asked, held, strict=True)
        if examples
    ]


class _Link(NamedTuple):
    """A measure under a problem; `key` is that of the link."""

    key: int
    text: str
    types: list[str]
    place: str


def _examples(code: str, links: Iterator[_Link]) -> Iterator[_Link]:
    """The first of the type that are neither too short nor too long, one of each place."""
    places: set[str] = set()
    for link in links:
        if code in link.types and LEAST_LENGTH <= len(link.text) <= MEASURE_LENGTH and link.place not in places:
            places.add(link.place)
            yield link
        if len(places) == OF_A_TYPE:
            return
