"""/problems/export.csv: a row for each problem or measure of a query, safe to open in a spreadsheet; export.txt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reports.exports import csv_table, portions, rows
from reports.exports.columns import MEASURE_COLUMNS, PROBLEM_COLUMNS, Names
from reports.exports.csv_table import neutral
from reports.models import ArchiveState, Measure, Problem, ProblemMeasure
from reports.search import ProblemQuery, matching_ids
from reports.search.sync import archive_version
from tests.views.conftest import Shown, index_everything, shown

__all__ = ["shown"]
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def table(client: Client, parameters: str = "") -> list[dict[str, str]]:
    response = client.get(f"/problems/export.csv?{parameters}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def facts(client: Client, parameters: str = "") -> dict[str, str]:
    response = client.get(f"/problems/export.txt?{parameters}")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.getvalue().decode().splitlines()
    return dict(line.split("\uff1a", 1) for line in lines if "\uff1a" in line)


class TestTable:
    def test_excel_knows_the_encoding(self, client: Client, shown: Shown) -> None:
        response = client.get("/problems/export.csv")
        assert response.getvalue().startswith(b"\xef\xbb\xbfproblem_id,url,number,")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="problems-v{archive_version()}.csv"' in response["Content-Disposition"]

    def test_every_problem_is_a_row_the_newest_first(self, client: Client, shown: Shown) -> None:
        ids = dict(Problem.objects.values_list("pk", "public_id"))
        assert [row["problem_id"] for row in table(client)] == [ids[key] for key in matching_ids(ProblemQuery())]

    def test_codes_stand_beside_the_words_that_people_read(self, client: Client, shown: Shown) -> None:
        (row,) = table(client, "q=疏浚河道")
        expected = {
            "url": f"http://testserver/problems/{shown.river.public_id}/",
            "number": "1", "label": "1.", "path": "一、工作落实方面", "text": "禾水河两处黑臭水体治理后返黑。", "text_missing": "0",
            "status": "mostly_completed", "status_name": "基本完成", "status_words": "基本完成整改",
            "topics": "env", "topic_names": "生态环境保护", "measure_count": "2",
            "measures": "[1] 一是投入86万元疏浚河道。\n[2] 二是印发《禾水河管护办法》，问责3人。",
            "region_code": "990121", "region_name": "青禾县", "region_level_name": "县级", "province": "示例省", "prefecture": "松岭市",
            "body_level": "county", "body_level_name": "县级", "central": "0",
            "year": "2021", "verb": "xunshi", "verb_name": "巡视", "kind": "regular", "kind_name": "常规",
            "authority_level": "province", "authority_level_name": "省级", "term": "11", "round": "3", "batch": "",
            "inspection_start": "2021-03-08", "inspection_end": "", "feedback": "2021-07-14",
            "report_id": shown.county.public_id, "report_url": f"http://testserver/reports/{shown.county.public_id}/",
            "stage_name": "集中整改", "published": "2021-12-30", "origin": "sample", "origin_name": "虚构样例",
        }  # fmt: skip
        assert {name: row[name] for name in expected} == expected

    def test_words_are_chinese_whatever_the_reader_reads(self, client: Client, shown: Shown) -> None:
        english = client.get("/problems/export.csv", headers={"Accept-Language": "en"}).getvalue()
        assert english == client.get("/problems/export.csv").getvalue()

    def test_a_central_body_lies_in_no_place(self, client: Client, shown: Shown) -> None:
        (row,) = table(client, "region=central")
        assert (row["central"], row["region_code"], row["province"]) == ("1", "", "")

    @pytest.mark.parametrize(
        "parameters", ["q=黑臭水体", "category=env&category=none", "year=unknown", "q=没有这样的词"]
    )
    def test_the_parameters_are_those_of_the_page(self, client: Client, shown: Shown, parameters: str) -> None:
        page = client.get(f"/problems/?{parameters}").context["results"]
        assert {row["problem_id"] for row in table(client, parameters)} == {hit.public_id for hit in page.hits}

    def test_no_column_is_named_twice_or_unexplained(self) -> None:
        for of in (PROBLEM_COLUMNS, MEASURE_COLUMNS):
            assert len({column.name for column in of}) == len(of)
            assert all(column.meaning for column in of)

    def test_without_an_index_nothing_is_given_for_everything(
        self, client: Client, shown: Shown, archive_home: Any
    ) -> None:
        (archive_home / "index" / "current").unlink()
        assert [client.get(f"/problems/export.{end}").status_code for end in ("csv", "xlsx", "txt")] == [503] * 3

    def test_withdrawn_reports_are_absent(self, client: Client, shown: Shown) -> None:
        shown.county.withdrawn_at, shown.county.withdrawn_reason = timezone.now(), "发布单位要求"
        shown.county.save()
        index_everything()
        assert {row["report_id"] for row in table(client)}.isdisjoint({shown.county.public_id})


class TestRowsOfMeasures:
    def test_each_measure_is_a_row_under_its_problem(self, client: Client, shown: Shown) -> None:
        found = table(client, "q=疏浚河道&rows=measure")
        assert [(row["measure_place"], row["measure_text"]) for row in found] == [
            ("1", "一是投入86万元疏浚河道。"),
            ("2", "二是印发《禾水河管护办法》，问责3人。"),
        ]
        assert {row["problem_id"] for row in found} == {shown.river.public_id}
        response = client.get("/problems/export.csv?rows=measure")
        assert f'filename="measures-v{archive_version()}.csv"' in response["Content-Disposition"]

    def test_a_problem_without_measures_is_not_lost(self, client: Client, shown: Shown) -> None:
        (row,) = table(client, "q=食堂账目&rows=measure")
        assert (row["measure_id"], row["measure_text"], row["measure_count"]) == ("", "", "0")

    def test_a_shared_measure_bears_one_number_under_each_problem(self, client: Client, shown: Shown) -> None:
        measure = Measure.objects.get(text="一是改为按月公示。")
        ProblemMeasure.objects.create(problem=shown.river, measure=measure, position=9)
        found = table(client, f"report={shown.county.public_id}&rows=measure")
        assert [row["measure_id"] for row in found].count(measure.public_id) == 2

    def test_a_row_that_nobody_knows_is_told_and_left_out(self, client: Client, shown: Shown) -> None:
        response = client.get("/problems/export.csv?rows=report")
        assert response["X-Ignored"] == "rows=report"
        assert len(list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))) == 1 + 6


class TestFormulas:
    @pytest.mark.parametrize("beginning", BEGINNINGS)
    def test_a_text_that_could_calculate_gets_an_apostrophe(self, beginning: str) -> None:
        assert neutral(f"{beginning}HYPERLINK(1)") == f"'{beginning}HYPERLINK(1)"

    @pytest.mark.parametrize("harmless", ["1+1", "—是", "一是=", "'=1", " ", ""])
    def test_any_other_text_stays(self, harmless: str) -> None:
        assert neutral(harmless) == harmless

    def test_numbers_and_nothing_stay(self) -> None:
        assert (neutral(-3), neutral(None)) == ("-3", "")

    @given(st.text())
    def test_no_cell_of_any_text_begins_a_formula(self, text: str) -> None:
        cell = neutral(text)
        assert not cell.startswith(BEGINNINGS)
        assert cell.removeprefix("'") == text.removeprefix("'")

    def test_texts_of_reports_reach_the_file_neutral(self, client: Client, shown: Shown) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(text='=cmd|"/c calc"!A1', label="@1", path=["+一", "-二"])
        row = next(row for row in table(client) if row["problem_id"] == shown.river.public_id)
        assert (row["text"], row["label"], row["path"]) == ('\'=cmd|"/c calc"!A1', "'@1", "'+一 > -二")


class TestFacts:
    def test_say_what_was_asked_and_what_it_was_asked_of(self, client: Client, shown: Shown) -> None:
        told = facts(client, "q=污水&region=990121&page=3&sort=old&rows=measure")
        assert told["所查"] == "含“污水”\uff1b地区\uff1a示例省松岭市青禾县"
        query = "q=%E6%B1%A1%E6%B0%B4&region=990121"
        assert told["检索网址"] == f"http://testserver/problems/?{query}"
        assert told["导出网址"] == f"http://testserver/problems/export.csv?{query}&rows=measure"
        assert told["数据版本"] == str(archive_version())
        assert told["问题数"] == "0"
        assert told["导出日期"] == timezone.localdate().isoformat()
        assert {"许可", "注意", "行"} <= told.keys()

    def test_explain_every_column_of_the_table(self, client: Client, shown: Shown) -> None:
        assert {column.name for column in PROBLEM_COLUMNS} <= facts(client).keys()
        assert {column.name for column in MEASURE_COLUMNS} <= facts(client, "rows=measure").keys()

    def test_are_chinese_and_name_everything_where_nothing_was_asked(self, client: Client, shown: Shown) -> None:
        response = client.get("/problems/export.txt", headers={"Accept-Language": "en"})
        assert "所查\uff1a全部问题\n" in response.getvalue().decode()

    def test_name_the_one_report_that_was_asked_for(self, client: Client, shown: Shown) -> None:
        assert facts(client, f"report={shown.central.public_id}")["所查"].endswith(shown.central.title)

    def test_tell_what_was_not_understood(self, client: Client, shown: Shown) -> None:
        assert facts(client, "status=done&catgory=x")["未用的条件"] == "status=done\uff1bcatgory=x"

    def test_date_the_version(self, client: Client, shown: Shown) -> None:
        assert "版本时间" not in facts(client)
        ArchiveState.objects.update(changed_at="2024-05-06T07:08:00+00:00")
        assert facts(client)["版本时间"] == "2024-05-06 15:08"


def test_the_same_address_gives_the_same_rows(client: Client, shown: Shown) -> None:
    address = "/problems/export.csv?category=env&rows=measure"
    assert client.get(address).getvalue() == client.get(address).getvalue()


def test_a_look_at_the_headers_costs_no_rows(client: Client, shown: Shown) -> None:
    response = client.head("/problems/export.csv?category=env")
    assert response["X-Total-Count"] == "3"
    assert response.content == b""


def test_rows_are_read_as_portions_are_taken(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory needed is that of one chunk, whatever the length of the export."""
    monkeypatch.setattr(rows, "PROBLEMS_AT_ONCE", 2)
    monkeypatch.setattr(portions, "PORTION", 1)
    taken: list[int] = []
    found = list(matching_ids(ProblemQuery()))

    def keys() -> Iterator[int]:
        for key in found:
            taken.append(key)
            yield key

    sent = csv_table.csv_portions(keys(), "problem", Names({}, {}), str)
    heading, first = next(sent), next(sent)
    assert (len(taken), first.count("\r\n")) == (2, 1)
    assert len(list(csv.reader(io.StringIO("".join([heading, first, *sent]))))) == 1 + 6
