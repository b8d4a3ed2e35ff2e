"""A run over files: what came of each, told and recorded; nothing of the others lost when one fails."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from reports import processes
from reports.importing import pipeline, run
from reports.importing.pipeline import NoWorkersError
from reports.importing.run import ImportRefusedError, import_paths
from reports.importing.store import Stored
from reports.importing.types import FoundFile, ParsedFile
from reports.management.commands.import_reports import Command
from reports.models import ArchiveState, ImportRecord, ImportRun, Problem, Region, Report, SourceDocument
from reports.ops.check import CHECKS
from reports.search import ProblemQuery, search_problems

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, samples_folder: Path) -> Path:
    """Three sample reports and three files that are none."""
    folder = tmp_path / "files"
    folder.mkdir()
    for path in sorted(samples_folder.glob("0[126]-*.txt")):
        shutil.copy(path, folder)
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (folder / "新闻.txt").write_text(
        "县里召开动员会。会议强调，要提高认识，加强领导，狠抓落实。\n" * 20, encoding="utf-8"
    )
    return folder


def broken_promises() -> list[str]:
    return [finding.zh for check in CHECKS.values() for finding in check()]


def test_reports_are_stored_and_the_rest_fails_with_a_reason_each(folder: Path) -> None:
    result = import_paths([folder], origin="sample")
    assert (result.counts["created"], result.counts["failed"]) == (3, 3)
    reasons = {Path(each.path).name: each.reason for each in result.files if each.outcome == "failed"}
    assert set(reasons) == {"空.txt", "图.txt", "新闻.txt"}
    assert all(any("一" <= char <= "鿿" for char in reason) and "." in reason for reason in reasons.values())
    assert Report.objects.count() == 3
    assert broken_promises() == []


def test_every_outcome_is_on_record(folder: Path) -> None:
    import_paths([folder], origin="sample", by="somebody")
    record = ImportRun.objects.get()
    assert (record.by_name, record.origin) == ("somebody", "sample")
    assert record.finished_at is not None
    outcomes = dict(ImportRecord.objects.values_list("path", "outcome"))
    assert sorted(outcomes.values()) == ["created"] * 3 + ["failed"] * 3
    assert ImportRecord.objects.filter(outcome="created", report=None).count() == 0


def test_what_changed_is_told_of_each_file_where_somebody_asks_and_is_on_record_in_any_case(folder: Path) -> None:
    first, *others = sorted(path for path in folder.iterdir() if path.name[0].isdigit())
    short = import_paths(others, origin="sample")
    assert [each for each in short.files if each.changes or each.details] == []
    full = import_paths([first], origin="sample", in_full=True)
    assert [each for each in full.files if not (each.changes and each.details)] == []
    assert all(record.changes and record.details for record in ImportRecord.objects.filter(outcome="created"))


def test_a_second_run_changes_nothing(folder: Path) -> None:
    import_paths([folder], origin="sample")
    version = ArchiveState.objects.get().version
    rows = list(Problem.objects.order_by("pk").values())
    result = import_paths([folder], origin="sample")
    assert (result.counts["unchanged"], result.counts["failed"]) == (3, 3)
    assert ArchiveState.objects.get().version == version
    assert list(Problem.objects.order_by("pk").values()) == rows


def test_workers_give_the_archive_that_one_process_gives(folder: Path) -> None:
    import_paths([folder], origin="sample")
    alone = list(Problem.objects.order_by("report__public_id", "position").values_list("public_id", "text"))
    Report.objects.all().update(withdrawn_at=None)
    SourceDocument.objects.update(report=None)
    Report.objects.all().delete()
    SourceDocument.objects.all().delete()
    result = import_paths([folder], origin="sample", workers=2)
    assert (result.counts["created"], result.counts["failed"]) == (3, 3)
    assert list(Problem.objects.order_by("report__public_id", "position").values_list("public_id", "text")) == alone


def test_a_worker_that_dies_costs_the_file_that_it_died_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_work", dies_of_the_second)
    result = import_paths([folder], origin="sample", workers=2)
    outcomes = {Path(each.path).name[:2]: each.outcome for each in result.files}
    assert (outcomes["01"], outcomes["02"], outcomes["06"]) == ("created", "failed", "created")


def test_workers_that_cannot_start_end_the_run_with_advice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "prepare", dies_at_once)
    with pytest.raises(NoWorkersError, match=r"--workers 1.*--workers 1"):
        import_paths([folder], origin="sample", workers=2)
    assert Report.objects.count() == 0


def dies_at_once() -> None:
    """In place of what a new process begins with."""
    os._exit(9)


def dies_of_the_second(data: bytes, name: str, given: object, gazetteer: Path | None, reader: object) -> object:
    """In place of the worker's task: the process is gone, as when it is out of memory."""
    if name.startswith("02"):
        os._exit(9)
    return pipeline.parse_or_fail(data, name, given, gazetteer, reader)  # type: ignore[arg-type]


def test_a_zip_is_read_like_a_folder(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "通报.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in folder.iterdir():
            zipped.write(path, f"甲/{path.name}")
    result = import_paths([archive], origin="sample")
    assert (result.counts["created"], result.counts["failed"]) == (3, 3)


def test_since_failed_takes_only_what_failed_last(folder: Path, samples_folder: Path) -> None:
    import_paths([folder], origin="sample")
    shutil.copy(samples_folder / "03-tongpu-2023.txt", folder / "空.txt")
    result = import_paths([folder], origin="sample", since_failed=True)
    assert (len(result.files), result.counts["created"], result.counts["failed"]) == (3, 1, 2)


def test_a_dry_run_leaves_no_trace(folder: Path) -> None:
    result = import_paths([folder], origin="sample", dry_run=True)
    assert result.counts["failed"] >= 3
    assert not Report.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Region.objects.filter(fictional=True).exists()
    assert ArchiveState.objects.get().version == 0
    assert [path for path in Path(settings.ORIGINALS_DIR).rglob("*") if path.is_file()] == []


def test_an_interrupted_run_keeps_what_it_stored_and_the_next_one_goes_on(folder: Path) -> None:
    def stopped_after_two(files: object) -> Iterator[FoundFile]:
        for number, file in enumerate(files):  # type: ignore[arg-type,var-annotated]
            if number == 2:
                raise KeyboardInterrupt
            yield file

    result = import_paths([folder], origin="sample", progress=stopped_after_two)
    assert result.interrupted
    assert Report.objects.count() == 2
    assert import_paths([folder], origin="sample").counts["created"] == 1
    assert broken_promises() == []


def test_a_database_error_costs_its_file_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = run.store

    def fails_once(file: object, *args: object, **options: object) -> object:
        if file.name.startswith("02"):  # type: ignore[attr-defined]
            raise DatabaseError("disk I/O error")
        return stored(file, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "store", fails_once)
    result = import_paths([folder], origin="sample")
    assert (result.counts["created"], result.counts["failed"]) == (2, 4)
    assert any("disk I/O error" in each.reason for each in result.files)


def test_what_was_imported_is_found(folder: Path) -> None:
    import_paths([folder], origin="sample")
    problem = Problem.objects.live().exclude(text=None).order_by("pk")[3]
    assert problem.text is not None
    found = search_problems(ProblemQuery(q=f"“{problem.text[:6]}”"))
    assert problem.public_id in [hit.public_id for hit in found.hits]


def test_synthetic_and_real_reports_refuse_each_others_archive(folder: Path) -> None:
    import_paths([folder], origin="sample")
    with pytest.raises(ImportRefusedError):
        import_paths([folder], origin="synthetic")
    Report.objects.update(origin="synthetic")
    with pytest.raises(ImportRefusedError):
        import_paths([folder], origin="real")
    Report.objects.update(origin="real")
    with pytest.raises(ImportRefusedError):
        import_paths([folder], origin="sample")


@pytest.fixture
def six(tmp_path: Path, samples_folder: Path) -> Path:
    """Reports alone, more than are stored together below."""
    folder = tmp_path / "six"
    folder.mkdir()
    for path in sorted(samples_folder.glob("*.txt"))[:6]:
        shutil.copy(path, folder)
    return folder


def test_several_files_are_stored_in_one_transaction_and_all_found(six: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "TOGETHER", 4)
    monkeypatch.setattr(run, "TOGETHER_SECONDS", 1000.0)
    result = import_paths([six], origin="sample")
    assert [each.path for each in result.files] == sorted(map(str, six.iterdir()))
    assert (result.counts["created"], Report.objects.count()) == (6, 6)
    assert ArchiveState.objects.get().version == 2, "one version for four files, and one for two"
    assert search_problems(ProblemQuery()).total == Problem.objects.count()
    assert broken_promises() == []


@pytest.mark.parametrize("error", [DatabaseError("disk I/O error"), OSError(28, "No space left on device")])
def test_what_goes_wrong_with_one_of_several_costs_that_one_only(
    six: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    stored, doomed = run.store, sorted(six.iterdir())[2].name

    def fails(file: ParsedFile, *args: Any, **options: Any) -> Stored:
        if file.name == doomed:
            raise error
        return stored(file, *args, **options)

    monkeypatch.setattr(run, "store", fails)
    result = import_paths([six], origin="sample")
    assert [Path(each.path).name for each in result.files if each.outcome == "failed"] == [doomed]
    assert (result.counts["created"], Report.objects.count()) == (5, 5)
    assert search_problems(ProblemQuery()).total == Problem.objects.count()
    assert broken_promises() == []


def test_the_same_bytes_twice_among_several_are_one_document(six: Path) -> None:
    first = sorted(six.iterdir())[0]
    shutil.copy(first, six / f"{first.stem}-again.txt")
    result = import_paths([six], origin="sample")
    assert (result.counts["created"], result.counts["unchanged"]) == (6, 1)
    assert SourceDocument.objects.count() == 6


def test_a_new_version_among_several_is_taken_for_one(six: Path) -> None:
    first = sorted(six.iterdir())[0]
    first.with_name(f"{first.stem}-again.txt").write_bytes(first.read_bytes() + "\n(责任编辑:甲)\n".encode())
    result = import_paths([six], origin="sample")
    assert (result.counts["created"], result.counts["updated"]) == (6, 1)
    assert (Report.objects.count(), SourceDocument.objects.count()) == (6, 7)
    assert broken_promises() == []


def test_a_file_waits_for_others_no_longer_than_it_must(six: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "TOGETHER_SECONDS", 0.0)
    import_paths([six], origin="sample")
    assert ArchiveState.objects.get().version == 6


def test_the_command_gives_way_to_readers_and_a_program_that_calls_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr("os.nice", given.append)
    with pytest.raises(CommandError):
        call_command("import_reports", "nowhere")
    assert not given
    with pytest.raises(SystemExit):
        Command().run_from_argv(["manage.py", "import_reports", "nowhere"])
    assert given == [10]
