"""A document's digest tells whether the index holds what the database shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from reports.models.reference import named_codes
from reports.search.query import ALL_FACETS
from reports.search.schema import COLUMNS
from tests.search.corpus import problem

DOCUMENT = problem(
    7,
    statement=["污水直排"],
    measures=["召开会议", "修管网"],
    day=dt.date(2021, 5, 1),
    facets={"year": ("2021",), "category": ("env", "line")},
)


@pytest.mark.parametrize(
    "change",
    [
        {"pk": 8},
        {"day": None},
        {"report_pk": 9},
        {"facets": {"year": ("2021",), "category": ("env",)}},
        {"streams": {"statement": ["污水直排"], "measures": ["修管网", "召开会议"]}},
        {"streams": {"statement": ["污水直排"], "measures": ["召开会议修管网"]}},
    ],
)
def test_any_difference_changes_the_digest(change: dict[str, Any]) -> None:
    assert replace(DOCUMENT, **change).digest() != DOCUMENT.digest()


def test_the_order_of_values_and_fields_does_not() -> None:
    streams = dict(reversed(DOCUMENT.streams.items()))
    facets = {"category": {"line", "env"}, "year": ["2021", "2021"]}
    assert replace(DOCUMENT, streams=streams, facets=facets).digest() == DOCUMENT.digest()


def test_lone_surrogates_of_a_broken_copy_do_no_harm() -> None:
    broken = problem(1, statement=["污水\udc80直排"])
    assert broken.digest() == broken.digest()
    assert broken.for_engine().get_first("uid")


def test_every_value_of_a_facet_stands_in_one_column() -> None:
    """Counts of a facet that two columns share are put together, so that none may be counted in both, or in neither."""
    values = {"measure_type": [*named_codes("measure_types"), "none"], "region": ["510000", "510104", "central"]}
    for facet in ALL_FACETS:
        for value in values.get(facet, ["anything"]):
            held = [
                column
                for column, parts in COLUMNS.items()
                for part in parts
                if part.counted_as == facet and part.values([value])
            ]
            assert len(held) == 1, (facet, value)
