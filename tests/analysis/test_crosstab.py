"""A cross-tab says what the lists behind its cells say, and counts a round with several reports once."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from reports.analysis.crosstab import cross
from reports.analysis.dimensions import DIMENSIONS, StatisticsFilterSet
from reports.search import ProblemQuery, search_problems
from tests.analysis.conftest import Counted

ONCE = ProblemQuery(once=True)


class TestNumbers:
    def test_cells_and_totals_are_those_counted_by_hand(self, counted: Counted) -> None:
        table = cross(ONCE, "category", "year")
        assert table.cols == ("2021", "2022", "2023")
        assert [table.cells["env", year] for year in table.cols] == [1, 0, 1]
        assert [table.cells["conduct", year] for year in table.cols] == [2, 0, 0]
        assert (table.row_totals["env"], table.row_totals["grassroots"]) == (2, 2)
        assert [table.col_totals[year] for year in table.cols] == [4, 1, 1]
        assert table.total == 6

    def test_every_report_counts_where_that_is_asked(self, counted: Counted) -> None:
        table = cross(ProblemQuery(), "category", "year")
        assert table.cells["env", "2021"] == 2
        assert table.total == 9

    @pytest.mark.parametrize("row", DIMENSIONS)
    @pytest.mark.parametrize("col", ["year", "status", "measure_type"])
    def test_every_cell_is_the_total_of_its_list(self, counted: Counted, row: str, col: str) -> None:
        if row == col:
            return
        table = cross(ONCE, row, col, measure_types=("rules",))
        for cell, number in table.cells.items():
            assert search_problems(table.cell_query(*cell), facets=()).total == number, cell

    def test_filters_hold_and_the_chosen_values_are_the_only_ones_shown(self, counted: Counted) -> None:
        table = cross(ONCE.with_(regions=("990131",), years=("2021",)), "category", "year")
        assert table.cols == ("2021",)
        assert table.total == 2
        assert table.cells["conduct", "2021"] == 1

    def test_a_chosen_place_is_divided_into_its_parts(self, counted: Counted) -> None:
        assert cross(ONCE, "region", "status").rows == ("990000",)
        assert cross(ONCE.with_(regions=("990100",)), "region", "status").rows == ("990121", "990131")

    def test_shares_are_of_the_row_or_the_column(self, counted: Counted) -> None:
        table = cross(ONCE, "category", "year")
        assert table.share("env", "2021", "row") == 0.5
        assert table.share("env", "2021", "col") == 0.25
        assert table.share("culture", "2021", "row") is None


class TestParameters:
    @pytest.mark.parametrize(
        ("asked", "row", "col"),
        [("", "category", "year"), ("row=region", "region", "year"), ("row=year", "year", "category"),
         ("col=category", "year", "category"), ("row=year&col=year", "year", "category"),
         ("row=x&col=status", "category", "status")],
    )  # fmt: skip
    def test_rows_and_columns_are_never_the_same(self, db: None, asked: str, row: str, col: str) -> None:
        cleaned = StatisticsFilterSet(QueryDict(asked))
        assert (cleaned.row_name, cleaned.col_name) == (row, col)

    def test_a_round_counts_once_unless_every_report_is_asked_for(self, db: None) -> None:
        assert StatisticsFilterSet(QueryDict("")).question().once
        assert not StatisticsFilterSet(QueryDict("every=1")).question().once
