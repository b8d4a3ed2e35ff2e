"""A manifest that comes after the files: what it says of where they came from is taken on, and told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import OperationalError

from reports.importing import run
from reports.importing.run import RunResult, import_paths
from reports.models import ArchiveState, Change, ImportRecord, SourceDocument
from reports.ops.check import CHECKS

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "https://www.example.gov.cn/tongbao/1.html"


@pytest.fixture
def folder(tmp_path: Path, samples_folder: Path) -> Path:
    """Two sample reports, imported without a manifest."""
    for path in sorted(samples_folder.glob("0[12]-*.txt")):
        shutil.copy(path, tmp_path)
    assert import_paths([tmp_path], origin="sample").counts["created"] == 2
    return tmp_path


def imported_with(folder: Path, columns: str, line: str, *, dry_run: bool = False) -> RunResult:
    first = next(folder.glob("01-*.txt"))
    manifest = folder / "manifest.csv"
    manifest.write_text(f"path,{columns}\n{first.name},{line}\nmissing.txt,{line}\n", encoding="utf-8")
    return import_paths([folder], origin="sample", manifest=manifest, dry_run=dry_run)


def document() -> SourceDocument:
    return SourceDocument.objects.get(name__startswith="01-")


def test_source_and_note_are_taken_on_once(folder: Path) -> None:
    before = ArchiveState.objects.get().version
    result = imported_with(folder, "source_url,source_name,note", f"{ADDRESS},示例县人民政府,转载")
    assert (result.counts["updated"], result.counts["unchanged"]) == (1, 1)
    row = document()
    assert (row.url, row.source_name, row.note) == (ADDRESS, "示例县人民政府", "转载")
    assert ArchiveState.objects.get().version == before + 1
    assert row.report is not None
    assert Change.objects.get(version=before + 1).public_id == row.report.public_id
    assert ImportRecord.objects.get(outcome="updated").changes == {"documents": {"changed": 1}}
    again = imported_with(folder, "source_url,source_name,note", f"{ADDRESS},示例县人民政府,转载")
    assert again.counts["unchanged"] == 2
    assert ArchiveState.objects.get().version == before + 1
    assert [finding.zh for check in CHECKS.values() for finding in check()] == []


def test_what_the_manifest_leaves_empty_stays(folder: Path) -> None:
    imported_with(folder, "source_url,note", f"{ADDRESS},转载")
    assert imported_with(folder, "source_url,note", ",").counts["unchanged"] == 2
    assert (document().url, document().note) == (ADDRESS, "转载")


def test_a_dry_run_tells_and_writes_nothing(folder: Path) -> None:
    result = imported_with(folder, "source_url,fetched", f"{ADDRESS},2026-11-28", dry_run=True)
    (changed,) = [each for each in result.files if each.outcome == "updated"]
    assert [line for line in changed.details if ADDRESS in line] == [f"原件 来源网址: — → {ADDRESS}"]
    assert len(changed.details) == 2
    assert document().url == ""


def test_what_it_names_and_is_not_there_is_told(folder: Path) -> None:
    result = imported_with(folder, "note", "转载")
    assert [Path(place).name for place in result.unmatched] == ["missing.txt"]


def test_a_database_that_is_locked_costs_the_file_and_not_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(run, "tell_anew", locked)
    result = imported_with(folder, "note", "转载")
    assert (result.counts["failed"], result.counts["unchanged"]) == (1, 1)
    (failed,) = [each for each in result.files if each.outcome == "failed"]
    assert (failed.code, "locked" in failed.reason) == ("not_stored", True)
    assert document().note == ""
