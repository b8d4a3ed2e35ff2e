"""Corrections go to another archive as data: once, in order, with a conflict where its parse is another."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports import corrections
from reports.corrections.exchange import exported, imported
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Body, Correction, InspectionRound, Problem, Report, SourceDocument
from reports.ops.check import CHECKS
from tests.corrections.conftest import MADE, NAME
from tests.importing.making import Made, made_file

pytestmark = pytest.mark.django_db


def shown() -> list[tuple[Any, ...]]:
    return list(Problem.objects.live().order_by("position").values_list("public_id", "text", "status", "start", "end"))


@pytest.fixture
def lines(report: Report) -> list[dict[str, Any]]:
    """Exported corrections of a field, a split, of the row that it made, and one that was undone."""
    corrections.apply("set", report.problems.get(number="3"), {"text": "债务底数不清。"}, reason="原文")
    split = corrections.apply("split", report.problems.get(number="1"), {"at": 9}, reason="两个问题")
    corrections.apply("set", Problem.objects.get(public_id=split.payload["id"]), {"status": "completed"}, reason="原文")
    undone = corrections.apply("set", report, {"title": "误"}, reason="试")
    corrections.undo(undone, reason="试")
    corrections.redact(report, words=NAME, reason="个人信息")
    return json.loads(json.dumps(list(exported())))


def another_archive(*made: Made) -> Report:
    Correction.objects.all().delete()
    SourceDocument.objects.update(report=None)
    Report.objects.all().delete()
    InspectionRound.objects.all().delete()
    SourceDocument.objects.all().delete()
    Body.objects.all().delete()
    return store(made_file(made), Bodies()).report


def test_undone_ones_and_redactions_are_left_out(lines: list[dict[str, Any]]) -> None:
    assert [line["operation"] for line in lines] == ["set", "split", "set"]
    assert NAME not in json.dumps(lines, ensure_ascii=False)


def test_another_archive_shows_the_same_after_it_took_them_up(lines: list[dict[str, Any]]) -> None:
    before = [row for row in shown() if "■" not in row[1]]
    another_archive(*MADE)
    assert imported(lines) == {"made": 3}
    assert [row for row in shown() if NAME not in row[1]] == before
    assert [finding for name, check in CHECKS.items() if name != "index" for finding in check()] == []


def test_twice_is_the_same_as_once(lines: list[dict[str, Any]]) -> None:
    another_archive(*MADE)
    imported(lines)
    assert imported(lines) == {"known": 3}
    assert Correction.objects.count() == 3


def test_what_was_undone_here_is_not_made_again(lines: list[dict[str, Any]]) -> None:
    another_archive(*MADE)
    imported(lines)
    corrections.undo(Correction.objects.order_by("pk")[0], reason="此处不然")
    assert imported(lines) == {"known": 3}


def test_what_was_made_against_another_parse_waits(lines: list[dict[str, Any]]) -> None:
    another_archive(*MADE[:2], Made("3", "乡镇债务底数仍不清。", MADE[2].measures))
    # Another text makes another report id: nothing names this report.
    assert imported(lines) == {"not_found": 3}
    report = Report.objects.get()
    ours = [{**line, "report": report.public_id} for line in lines[:1]]
    ours[0]["target"] = report.problems.get(number="3").public_id
    assert imported(ours) == {"conflict": 1}
    waiting = Correction.objects.get()
    assert (waiting.state, waiting.conflict) == ("conflict", {"text": "乡镇债务底数仍不清。"})


def test_what_cannot_be_carried_out_there_waits_too_and_is_not_lost(lines: list[dict[str, Any]]) -> None:
    """The split's words are not in the other text, so the row that it made is not there to be set."""
    another_archive(Made("1", "校舍普遍失修。", MADE[0].measures), *MADE[1:])
    report = Report.objects.get()
    ours = [{**line, "report": report.public_id} for line in lines[1:]]
    ours[0]["target"] = report.problems.get(number="1").public_id
    before = shown()
    assert imported(ours) == {"conflict": 2}
    assert shown() == before
    split, later = Correction.objects.order_by("pk")
    assert (split.state, later.state) == ("conflict", "conflict")
    assert (split.conflict, later.conflict) == ({"obstacle": "point_gone"}, {"retired": True})
    assert imported(ours) == {"known": 2}
    assert [finding for name, check in CHECKS.items() if name != "index" for finding in check()] == []
    corrections.resolve(later, "drop", reason="此处没有这一条")
    corrections.resolve(split, "drop", reason="此处不拆")
    assert shown() == before


def test_what_a_later_parse_allows_comes_into_force(lines: list[dict[str, Any]]) -> None:
    another_archive(Made("1", "校舍维修进度迟缓的三所村小带病使用。", MADE[0].measures), *MADE[1:])
    report = Report.objects.get()
    ours = [{**lines[1], "report": report.public_id, "target": report.problems.get(number="1").public_id}]
    assert imported(ours) == {"conflict": 1}
    store(made_file(MADE), Bodies())
    assert (Correction.objects.get().state, Correction.objects.get().conflict) == ("in_force", None)
    assert [row[1] for row in shown()][:2] == [MADE[0].text[:9], MADE[0].text[9:]]  # type: ignore[index]


def test_what_is_no_correction_is_refused(lines: list[dict[str, Any]]) -> None:
    another_archive(*MADE)
    assert imported([{**lines[0], "payload": {"start": 3}}]) == {"refused": 1}
    assert not Correction.objects.exists()


def test_the_commands_write_and_read_a_file(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    file, said = tmp_path / "corrections.jsonl", io.StringIO()
    call_command("export_corrections", file, stdout=said)
    assert [json.loads(line)["target"] for line in file.read_text().splitlines()] == [line["target"] for line in lines]
    another_archive(*MADE)
    call_command("import_corrections", file, stdout=said)
    assert Correction.objects.count() == 3


def test_a_file_of_something_else_is_refused(county: object, tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text('{"number": 1}\n')
    with pytest.raises(CommandError):
        call_command("import_corrections", file)
