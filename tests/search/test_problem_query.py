"""A question is a value: it can be changed, and written into a URL and nothing lost."""

from __future__ import annotations

from reports.search.query import Facets, IndexStatus, ProblemQuery, ProblemResults


def test_changing_a_filter_leads_back_to_the_first_page() -> None:
    query = ProblemQuery(q="污水", page=7)
    assert query.with_(scope="text") == ProblemQuery(q="污水", scope="text", page=1)
    assert query.with_(page=8).page == 8


def test_a_value_is_added_once_and_removed() -> None:
    query = ProblemQuery(years=("2021",)).adding("year", "2022").adding("year", "2022")
    assert query.years == ("2021", "2022")
    assert query.without("year", "2021").years == ("2022",)
    assert query.without("year", "1999") == query


def test_an_unknown_number_is_zero_inside_and_a_word_outside() -> None:
    query = ProblemQuery(terms=(12,)).adding("term", "unknown")
    assert query.terms == (12, 0)
    assert query.selected("term") == ("12", "unknown")
    assert query.without("term", "unknown").terms == (12,)


def test_parameters_leave_out_defaults_and_repeat_values() -> None:
    assert ProblemQuery().to_params() == []
    query = ProblemQuery(q="污水", regions=("990000", "central"), year_from=2019, rounds=(0,), sort="old", page=3)
    assert query.to_params() == [
        ("q", "污水"),
        ("region", "990000"),
        ("region", "central"),
        ("round", "unknown"),
        ("year_from", "2019"),
        ("sort", "old"),
        ("page", "3"),
    ]


def test_there_is_always_a_first_page() -> None:
    empty = ProblemResults(ProblemQuery(), 0, 1, (), Facets(), IndexStatus(0))
    assert empty.pages == 1
    full = ProblemResults(ProblemQuery(per_page=20), 41, 1, (), Facets(), IndexStatus(0))
    assert full.pages == 3
