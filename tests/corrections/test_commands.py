"""Re-parsing what is stored, withdrawing and redacting from the command line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports import corrections
from reports.importing import pipeline
from reports.importing.bodies import Bodies
from reports.importing.reading import parse_bytes
from reports.importing.store import store
from reports.importing.types import ParsedFile
from reports.models import Correction, ImportRun, Problem, Redaction, Report
from reports.parsing.gazetteer import Gazetteer
from tests.corrections.second_parser import harmed
from tests.importing.conftest import ROWS, county
from tests.importing.making import made_file

__all__ = ["county"]
pytestmark = pytest.mark.django_db
TEXT = """中共禾川县委关于巡视整改进展情况的通报
根据省委统一部署，2022年3月8日至2022年5月10日，省委第五巡视组对禾川县进行了巡视。2022年7月1日，省委第五巡视组向禾川县委反馈了巡视意见。按照巡视工作有关要求，现将巡视整改情况予以公布。
一、履行党的领导职责方面
1.关于“校舍维修进度迟缓”的问题。
整改情况：一是逐校鉴定，列出维修清单。二是当年完成维修。
2.关于“河长制落实不够有力”的问题。
整改情况：一是修订巡河办法。二是按月通报巡河情况。
3.关于“乡镇债务底数不清”的问题。
整改情况：一是逐笔核对债务。二是严控新增债务。
中共禾川县委
2022年12月30日
"""


def run(name: str, *arguments: Any, **options: Any) -> str:
    said = io.StringIO()
    call_command(name, *arguments, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def places(tmp_path: Path) -> Gazetteer:
    file = tmp_path / "regions.csv"
    head = "code,name,level,parent,valid_from,valid_to,successor,short,pinyin,initials\n"
    file.write_text(head + "".join(f"{c},{n},{level},{p},,,,{s},,\n" for c, n, level, p, s in ROWS), encoding="utf-8")
    return Gazetteer.from_csv(file)


@pytest.fixture
def read_report(county: object, places: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report that was really read and parsed, so that its original can be parsed anew."""
    monkeypatch.setattr(pipeline, "gazetteer_of", lambda _extra: places)
    return store(parse_bytes(TEXT.encode(), "禾川县.txt", places), Bodies()).report


@pytest.fixture
def other_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the present software is the second parser."""

    def parsed(*arguments: Any) -> ParsedFile:
        return harmed(parse_bytes(*arguments), 4)

    monkeypatch.setattr(pipeline, "parse_bytes", parsed)


class TestReparse:
    def test_the_same_software_finds_nothing_to_do(self, read_report: Report) -> None:
        assert read_report.problems.count() == 3
        assert "0 / 1" in run("reparse_reports")
        assert not ImportRun.objects.exists()

    def test_a_dry_run_prints_gains_losses_and_conflicts_and_stores_nothing(
        self, read_report: Report, other_parser: None
    ) -> None:
        for problem in read_report.problems.all():
            corrections.apply("delete", problem, {}, reason="试")
        Report.objects.update(parser_version="0")
        before = list(Problem.objects.order_by("pk").values())
        said = run("reparse_reports", dry_run=True)
        assert "1 / 1" in said
        assert "corrections → " in said
        assert list(Problem.objects.order_by("pk").values()) == before

    def test_it_stores_what_it_printed_and_keeps_corrections(self, read_report: Report, other_parser: None) -> None:
        made = corrections.apply("set", read_report, {"title": "更正后的标题"}, reason="试")
        Report.objects.update(parser_version="0")
        run("reparse_reports", read_report.public_id)
        read_report.refresh_from_db()
        assert read_report.parser_version == "2+seed4"
        assert read_report.title == "更正后的标题"
        made.refresh_from_db()
        assert made.state == "in_force"
        assert ImportRun.objects.get().by_name == "reparse_reports"

    def test_an_unknown_report_is_named(self, county: object) -> None:
        with pytest.raises(CommandError, match="aaaaaaaaaaaa"):
            run("reparse_reports", "aaaaaaaaaaaa")


def test_withdrawing(county: object) -> None:
    report = store(made_file([]), Bodies()).report
    run("withdraw_report", report.public_id, reason="应发布单位要求撤下。")
    report.refresh_from_db()
    assert report.withdrawn_reason == "应发布单位要求撤下。"
    with pytest.raises(CommandError):
        run("withdraw_report", report.public_id, reason="再撤一次")


def test_redacting_a_span_or_the_words_of_standard_input(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    start = report.source_text.text.index("三所村小")
    run("redact_report", report.public_id, span=[start, start + 4], reason="试")
    monkeypatch.setattr("sys.stdin", io.StringIO("债务底数\n"))
    run("redact_report", report.public_id, reason="试")
    text = Report.objects.get().source_text.text
    assert "三所村小" not in text
    assert "债务底数" not in text
    assert Redaction.objects.count() == 2
    assert {each.by_name for each in Correction.objects.all()} == {"redact_report"}
