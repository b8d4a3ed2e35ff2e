"""A manifest that comes after the files: what it says of where they came from is taken on, and told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import OperationalError

from reports.importing import known, run
from reports.importing.reparse import documents_of, reparse
from reports.importing.run import RunResult, import_paths
from reports.models import ArchiveState, Change, ImportRecord, Report, SourceDocument
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


class TestDateAndPlace:
    """They take part in the parse: the text itself may not say them. This one has lost its place."""

    TOLD = ("published,region", "2021-12-24,990122")

    @pytest.fixture
    def placeless(self, tmp_path: Path, samples_folder: Path) -> Path:
        """A folder with the first sample, of which no word tells any more where it is from."""
        text = next(samples_folder.glob("01-*.txt")).read_text(encoding="utf-8")
        for word, instead in (
            ("青禾县委", "县委"),
            ("青禾县", "我县"),
            ("青禾", ""),
            ("松岭市", "市"),
            ("示例省", "省"),
        ):
            text = text.replace(word, instead)
        (tmp_path / "01-placeless.txt").write_text(text, encoding="utf-8")
        return tmp_path

    @pytest.fixture
    def folder(self, placeless: Path) -> Path:
        """Imported without a manifest."""
        assert import_paths([placeless], origin="sample").counts["created"] == 1
        return placeless

    def shown(self) -> tuple[str, str | None]:
        report = document().report
        assert report is not None
        assert report.page_date is not None
        region = report.round.body.region
        return report.page_date.iso(), region.code if region else None

    def test_told_later_the_file_is_read_again(self, folder: Path) -> None:
        before = document().report
        assert self.shown() == ("2021-11-09", None)
        assert imported_with(folder, *self.TOLD).counts["updated"] == 1
        assert self.shown() == ("2021-12-24", "990122")
        assert document().report == before
        assert imported_with(folder, *self.TOLD).counts["unchanged"] == 1
        assert [finding.zh for check in CHECKS.values() for finding in check()] == []

    def test_a_dry_run_tells_both(self, folder: Path) -> None:
        result = imported_with(folder, *self.TOLD, dry_run=True)
        (changed,) = [each for each in result.files if each.outcome == "updated"]
        assert [line for line in changed.details if line.startswith("原件 ")] == [
            "原件 公布日期\uff08来源清单\uff09: — → 2021-12-24",
            "原件 地区代码\uff08来源清单\uff09: — → 990122",
        ]
        assert self.shown() == ("2021-11-09", None)

    def test_a_parse_anew_is_told_them_without_the_manifest(self, folder: Path) -> None:
        imported_with(folder, *self.TOLD)
        assert {outcome.outcome for outcome in reparse(documents_of([]), dry_run=False)} == {"unchanged"}
        assert self.shown() == ("2021-12-24", "990122")

    def test_so_is_an_import_by_later_software(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        imported_with(folder, *self.TOLD)
        monkeypatch.setattr(known, "software_version", lambda: "9.9.9")
        assert import_paths([folder], origin="sample").counts["unchanged"] == 1
        assert self.shown() == ("2021-12-24", "990122")

    def test_a_new_file_keeps_what_its_manifest_says(self, placeless: Path) -> None:
        assert imported_with(placeless, *self.TOLD).counts["created"] == 1
        assert (document().published, document().region_code) == ("2021-12-24", "990122")
        assert {outcome.outcome for outcome in reparse(documents_of([]), dry_run=False)} == {"unchanged"}
        assert self.shown() == ("2021-12-24", "990122")

    def test_of_a_copy_nothing_is_read_again(self, folder: Path) -> None:
        first = next(folder.glob("01-*.txt"))
        copy = folder / "01-copy.txt"
        copy.write_text(first.read_text(encoding="utf-8") + "\n打印本页\n", encoding="utf-8")
        assert import_paths([folder], origin="sample").counts["updated"] == 1
        report = Report.objects.get(documents__name=copy.name)
        manifest = folder / "manifest.csv"
        manifest.write_text(f"path,published\n{copy.name},2022-01-05\n", encoding="utf-8")
        assert import_paths([folder], origin="sample", manifest=manifest).counts["updated"] == 1
        assert SourceDocument.objects.get(name=copy.name).published == "2022-01-05"
        report.refresh_from_db()
        assert report.page_date.iso() == "2021-11-09"


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
