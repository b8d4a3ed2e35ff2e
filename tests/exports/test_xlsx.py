"""/problems/export.xlsx: the facts on one sheet, the table on the next, every text a text."""

from __future__ import annotations

import pytest
from django.test import Client

from reports.exports import xlsx_table
from reports.exports.columns import MEASURE_COLUMNS, PROBLEM_COLUMNS
from reports.exports.xlsx_table import CUT, LONGEST_CELL, readable
from reports.models import Problem, Report
from reports.search import ProblemQuery, matching_ids
from reports.search.sync import archive_version
from tests.exports.workbooks import MAIN, Workbook
from tests.views.conftest import Shown, shown

__all__ = ["shown"]


def workbook(client: Client, parameters: str = "") -> Workbook:
    response = client.get(f"/problems/export.xlsx?{parameters}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert f'-v{archive_version()}.xlsx"' in response["Content-Disposition"]
    return Workbook(response.getvalue())


def test_a_sheet_of_facts_comes_before_the_table(client: Client, shown: Shown) -> None:
    book = workbook(client, "q=河道&category=env")
    assert book.names == ["说明", "数据"]
    told = {row["A"]: row["B"] for row in book.rows(1) if "B" in row}
    query = "q=%E6%B2%B3%E9%81%93&category=env"
    assert told["检索网址"] == f"http://testserver/problems/?{query}"
    assert told["导出网址"] == f"http://testserver/problems/export.xlsx?{query}"
    assert told["数据版本"] == str(archive_version())
    assert {"所查", "许可", "导出日期"} <= told.keys()
    assert {column.name: column.meaning for column in PROBLEM_COLUMNS}.items() <= told.items()


def test_every_problem_is_a_row_the_newest_first(client: Client, shown: Shown) -> None:
    book = workbook(client)
    assert list(book.rows(2)[0].values()) == [column.name for column in PROBLEM_COLUMNS]
    ids = dict(Problem.objects.values_list("pk", "public_id"))
    assert [row["problem_id"] for row in book.table(2)] == [ids[key] for key in matching_ids(ProblemQuery())]


def test_a_row_for_each_measure(client: Client, shown: Shown) -> None:
    book = workbook(client, "rows=measure&q=疏浚河道")
    assert list(book.rows(2)[0].values()) == [column.name for column in MEASURE_COLUMNS]
    assert [row["measure_place"] for row in book.table(2)] == [1, 2]


def test_codes_and_telephone_numbers_are_text_and_counts_are_numbers(client: Client, shown: Shown) -> None:
    Report.objects.filter(pk=shown.county.pk).update(contact_phone="0990-0123456", contact_postcode="012345")
    row = next(row for row in workbook(client).table(2) if row["problem_id"] == shown.river.public_id)
    assert (row["region_code"], row["contact_phone"], row["contact_postcode"]) == ("990121", "0990-0123456", "012345")
    assert (row["year"], row["measure_count"], row["text_missing"]) == (2021, 2, 0)
    assert "batch" not in row


def test_nothing_in_a_text_is_a_formula_or_a_link(client: Client, shown: Shown) -> None:
    Problem.objects.filter(pk=shown.river.pk).update(
        text="=HYPERLINK(1)", label="@a", status_words="http://example.org"
    )
    book = workbook(client)
    row = next(row for row in book.table(2) if row["problem_id"] == shown.river.public_id)
    assert (row["text"], row["label"], row["status_words"]) == ("=HYPERLINK(1)", "@a", "http://example.org")
    assert not list(book.sheet(2).iter(f"{MAIN}f", f"{MAIN}hyperlink"))


def test_the_heading_stays_and_can_filter(client: Client, shown: Shown) -> None:
    sheet = workbook(client).sheet(2)
    (pane,) = sheet.iter(f"{MAIN}pane")
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    (chosen,) = sheet.iter(f"{MAIN}autoFilter")
    assert str(chosen.get("ref")).startswith("A1:")
    assert str(chosen.get("ref")).endswith("7")


def test_rows_that_one_sheet_cannot_hold_go_on_in_the_next(
    client: Client, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_table, "MOST_ROWS", 5)
    book = workbook(client)
    assert book.names == ["说明", "数据", "数据2"]
    assert [len(book.table(number)) for number in (2, 3)] == [4, 2]


def test_nothing_found_is_a_table_without_rows(client: Client, shown: Shown) -> None:
    assert workbook(client, "q=没有这样的词").table(2) == []


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_signs_that_no_workbook_can_hold_are_replaced(client: Client, shown: Shown, sign: str) -> None:
    assert readable(f"甲{sign}乙") == "甲\ufffd乙"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    assert readable("字" * LONGEST_CELL) == "字" * LONGEST_CELL
    cut = readable("字" * (LONGEST_CELL + 1))
    assert len(cut) == LONGEST_CELL
    assert cut.endswith(CUT)


def test_a_look_at_the_headers_writes_no_workbook(
    client: Client, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.export.write_workbook", None)
    response = client.head("/problems/export.xlsx")
    assert (response["X-Total-Count"], response.content) == ("6", b"")
