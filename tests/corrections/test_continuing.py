"""延续自: an editor says which problem of an earlier report one goes on; kept through imports, undone, told everywhere."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from reports import corrections
from reports.corrections.continuing import earlier_problems, shown_earlier, shown_later
from reports.corrections.exchange import exported, imported
from reports.exports.dataset.rows import values_of
from reports.exports.dataset.tables import tables
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Correction, Problem, Report
from reports.ops.check import CHECKS
from tests.corrections.conftest import MADE
from tests.importing.conftest import county
from tests.importing.making import Header, Made, made_file
from tests.views.conftest import index_everything

__all__ = ["county"]
pytestmark = pytest.mark.django_db

AGAIN = [
    Made("1", "校舍维修仍然拖延，一所村小还在带病使用。", ["一是倒排工期。"]),
    Made("2", "公章保管不规范。", ["一是专人保管公章。"]),
]
LATER = Header(term=11, round=7, start="2024-03-11", signed="2024-12-20")


def later_round(made: list[Made] = AGAIN, version: str = "1+test") -> Report:
    return store(made_file(made, header=LATER, name="回头看.txt", version=version), Bodies()).report


@pytest.fixture
def again(report: Report) -> Report:
    """The report of a later round at the same place."""
    return later_round()


def problem(report: Report, number: str = "1") -> Problem:
    return report.problems.live().get(number=number)


def goes_on(later: Problem, earlier: Problem | None) -> Correction:
    value = earlier.public_id if earlier else None
    return corrections.apply("set", later, {"continues": value}, reason="两份通报对照", by="test")


def nothing_is_wrong() -> bool:
    return [each for name, check in CHECKS.items() if name not in ("documents", "index") for each in check()] == []


class TestSaying:
    def test_what_was_not_said_is_not_there(self, report: Report, again: Report) -> None:
        assert not Problem.objects.filter(continues__isnull=False).exists()

    def test_it_is_a_correction_like_any_other_and_can_be_undone(self, report: Report, again: Report) -> None:
        made = goes_on(problem(again), problem(report))
        assert (made.before, made.after) == ({"continues": None}, {"continues": problem(report).public_id})
        assert problem(again).continues == problem(report)
        assert list(problem(report).continued_by.all()) == [problem(again)]
        assert nothing_is_wrong()
        corrections.undo(made, reason="看错了")
        assert problem(again).continues is None
        assert nothing_is_wrong()

    def test_it_can_be_said_otherwise_and_taken_away_by_another_correction(self, report: Report, again: Report) -> None:
        goes_on(problem(again), problem(report))
        goes_on(problem(again), problem(report, "3"))
        assert problem(again).continues == problem(report, "3")
        goes_on(problem(again), None)
        assert problem(again).continues is None
        assert nothing_is_wrong()

    def test_said_twice_it_is_said_once(self, report: Report, again: Report) -> None:
        goes_on(problem(again), problem(report))
        with pytest.raises(corrections.NothingChangedError):
            goes_on(problem(again), problem(report))

    def test_only_an_earlier_report_of_the_same_place_can_be_gone_on(self, report: Report, again: Report) -> None:
        assert {row.report for row in earlier_problems(again)} == {report}
        assert not earlier_problems(report).exists()
        with pytest.raises(corrections.CorrectionError, match="更早"):
            goes_on(problem(report), problem(again))
        with pytest.raises(corrections.CorrectionError, match="更早"):
            goes_on(problem(again), problem(again, "2"))
        with pytest.raises(corrections.CorrectionError, match="没有编号"):
            corrections.apply("set", problem(again), {"continues": "aaaaaaaaaaaa"}, reason="试")
        with pytest.raises(corrections.CorrectionError):
            corrections.apply("set", problem(again), {"continues": "不是编号"}, reason="试")
        assert not Correction.objects.exists()

    def test_no_two_go_on_each_other_where_no_date_is_known(self, county: object) -> None:
        undated = [Header(term=term, round=1, start=None, signed=None) for term in (10, 11)]
        one, other = (
            problem(store(made_file(made, header=header, name=f"{header.term}.txt"), Bodies()).report)
            for made, header in zip((MADE, AGAIN), undated, strict=True)
        )
        goes_on(one, other)
        with pytest.raises(corrections.CorrectionError, match="就延续自"):
            goes_on(other, one)


class TestImporting:
    def test_it_survives_imports_of_both_reports_and_newer_parses(self, report: Report, again: Report) -> None:
        made = goes_on(problem(again), problem(report))
        moved = [MADE[1], MADE[0], MADE[2]]
        store(made_file(MADE, version="2+test"), Bodies())
        store(made_file(moved, version="3+test", before="通报\n"), Bodies())
        later_round(version="2+test")
        later_round([Made("9", "食堂账目不清。"), *AGAIN], version="3+test")
        made.refresh_from_db()
        assert made.state == "in_force"
        assert Problem.objects.live().get(text=AGAIN[0].text).continues == problem(report)
        assert nothing_is_wrong()

    def test_a_part_that_is_split_off_goes_on_it_too_and_a_merged_row_keeps_it(
        self, report: Report, again: Report
    ) -> None:
        goes_on(problem(again), problem(report))
        split = corrections.apply("split", problem(again), {"at": 9}, reason="两个问题")
        assert Problem.objects.get(public_id=split.payload["id"]).continues == problem(report)
        goes_on(problem(again, "2"), problem(report, "3"))
        corrections.apply("merge", Problem.objects.get(public_id=split.payload["id"]), {}, reason="一个问题")
        assert Problem.objects.get(public_id=split.payload["id"]).continues == problem(report)
        assert nothing_is_wrong()

    def test_another_archive_takes_it_up(self, report: Report, again: Report) -> None:
        named = problem(report).public_id
        goes_on(problem(again), problem(report))
        lines = json.loads(json.dumps(list(exported())))
        Correction.objects.all().delete()
        Problem.objects.update(continues=None)
        assert imported(lines) == {"made": 1}
        assert problem(again).continues.public_id == named
        assert nothing_is_wrong()


class TestShowing:
    @pytest.fixture
    def said(self, report: Report, again: Report) -> tuple[Problem, Problem]:
        goes_on(problem(again), problem(report))
        index_everything()
        return problem(report), problem(again)

    def test_both_pages_and_both_reports_lead_to_each_other(
        self, client: Client, said: tuple[Problem, Problem]
    ) -> None:
        for here, there, words in ((said[1], said[0], "延续自"), (said[0], said[1], "后来延续")):
            html = client.get(f"/problems/{here.public_id}/").content.decode()
            beside = html.split('id="beside"')[1].split("</section>")[0]
            assert words in beside
            assert "编辑核定" in beside
            assert f"/problems/{there.public_id}/" in beside
            html = client.get(f"/reports/{here.report.public_id}/").content.decode()
            article = html.split(f'id="p-{here.public_id}"')[1].split("</article>")[0]
            assert words in article
            assert f"/problems/{there.public_id}/" in article

    def test_what_only_reads_alike_is_called_so_and_asserted_nowhere(
        self, client: Client, report: Report, again: Report
    ) -> None:
        index_everything()
        html = client.get(f"/problems/{problem(again).public_id}/").content.decode()
        beside = html.split('id="beside"')[1].split("</section>")[0]
        assert f"/problems/{problem(report).public_id}/" in beside
        assert "未经核对" in beside
        assert "延续自" not in beside
        assert 'id="beside"' not in client.get(f"/problems/{problem(again, '2').public_id}/").content.decode()
        assert client.get(f"/api/v1/problems/{problem(again).public_id}").json()["continues"] is None

    def test_the_history_tells_it_in_words(self, client: Client, said: tuple[Problem, Problem]) -> None:
        html = client.get(f"/reports/{said[1].report.public_id}/history/").content.decode()
        assert "延续自" in html
        assert "第三轮巡视 第 1 号 校舍维修进度迟缓" in html

    def test_exports_api_and_data_set_name_it(self, client: Client, said: tuple[Problem, Problem]) -> None:
        earlier, later = said
        assert client.get(f"/api/v1/problems/{later.public_id}").json()["continues"] == earlier.public_id
        lines = [json.loads(line) for line in client.get("/problems/export.jsonl").getvalue().decode().splitlines()]
        assert {line["public_id"]: line["continues"] for line in lines if line["continues"]} == {
            later.public_id: earlier.public_id
        }
        header, *rows = client.get("/problems/export.csv").getvalue().decode("utf-8-sig").splitlines()
        assert header.endswith(",continues")
        assert [row.rpartition(",")[2] for row in rows].count(earlier.public_id) == 1
        table = next(each for each in tables() if each.name == "problems")
        place = [column.name for column in table.columns].index("continues")
        assert {row[0]: row[place] for row in values_of(table) if row[place]} == {later.public_id: earlier.public_id}

    def test_where_another_row_took_its_place_that_one_is_shown(self, said: tuple[Problem, Problem]) -> None:
        earlier, later = said
        second = problem(earlier.report, "2")
        Problem.objects.filter(pk=earlier.pk).update(retired_at=timezone.now(), successor=second)
        assert shown_earlier([earlier.pk]) == {earlier.pk: second}
        assert shown_later([second.pk]) == {second.pk: [later]}
        table = next(each for each in tables() if each.name == "problems")
        place = [column.name for column in table.columns].index("continues")
        assert [row[place] for row in values_of(table) if row[place]] == [second.public_id]

    def test_of_a_withdrawn_report_nothing_is_named(self, client: Client, said: tuple[Problem, Problem]) -> None:
        earlier, later = said
        corrections.withdraw(earlier.report, reason="应发布单位要求撤下。")
        html = client.get(f"/problems/{later.public_id}/").content.decode()
        assert earlier.public_id not in html
        assert client.get(f"/api/v1/problems/{later.public_id}").json()["continues"] is None
        html = client.get(f"/reports/{later.report.public_id}/history/").content.decode()
        assert "校舍维修进度迟缓" not in html
