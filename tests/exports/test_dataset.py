"""The full data set: what is in it, that it describes itself truly, and how one edition takes another's place."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import frictionless
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from reports.corrections import apply, redact, withdraw
from reports.exports.dataset import edition as editions
from reports.exports.dataset import rows, writing
from reports.exports.dataset.edition import Edition, current, export, served_folder
from reports.exports.dataset.tables import CHOICES, FILES, Table, codes, tables
from reports.importing.run import import_paths
from reports.models import DeclaredTotal, Measure, Problem, Report
from tests.factories import ReportFactory, problem_in
from tests.views.conftest import Shown, shown

__all__ = ["shown"]


def table_of(edition: Edition, name: str) -> list[dict[str, str]]:
    with (edition.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def whole_text(edition: Edition) -> str:
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in edition.folder.iterdir())


class TestContent:
    def test_every_public_row_is_there_and_no_other(self, shown: Shown, tmp_path: Path) -> None:
        Problem.objects.filter(pk=shown.exam.pk).update(retired_at=shown.central.imported_at)
        withdraw(shown.followup, reason="发布单位要求")
        edition = export(tmp_path)
        assert {row["problem_id"] for row in table_of(edition, "problems")} == set(
            Problem.objects.public().values_list("public_id", flat=True)
        )
        assert {row["report_id"] for row in table_of(edition, "reports")} == set(
            Report.objects.public().values_list("public_id", flat=True)
        )
        assert len(table_of(edition, "measures")) == Measure.objects.public().count()
        assert len(table_of(edition, "rounds")) == 3
        assert len(table_of(edition, "declared_totals")) == DeclaredTotal.objects.count() == 1
        (river,) = [row for row in table_of(edition, "problems") if row["problem_id"] == shown.river.public_id]
        assert river["text"] == "禾水河两处黑臭水体治理后返黑。"
        assert json.loads(river["path"]) == ["一、工作落实方面"]
        assert (river["first_topic"], river["status"], river["text_missing"]) == ("env", "mostly_completed", "0")

    def test_both_forms_hold_the_same(self, shown: Shown, tmp_path: Path) -> None:
        edition = export(tmp_path)
        with closing(sqlite3.connect(edition.folder / writing.SQLITE)) as database:
            database.row_factory = sqlite3.Row
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            for table in tables():
                held = [dict(row) for row in database.execute(f"SELECT * FROM {table.name}")]
                as_text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in held]
                assert as_text == table_of(edition, table.name)

    def test_no_cell_can_calculate(self, shown: Shown, tmp_path: Path) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(text="=HYPERLINK(1)", label="@a")
        edition = export(tmp_path)
        (river,) = [row for row in table_of(edition, "problems") if row["problem_id"] == shown.river.public_id]
        assert (river["text"], river["label"]) == ("'=HYPERLINK(1)", "'@a")
        with closing(sqlite3.connect(edition.folder / writing.SQLITE)) as database:
            question = "SELECT text FROM problems WHERE problem_id = ?"
            assert database.execute(question, [shown.river.public_id]).fetchone() == ("=HYPERLINK(1)",)

    @pytest.mark.django_db(transaction=True)
    def test_corrections_are_told_and_redacted_words_are_nowhere(self, samples_folder: Path, tmp_path: Path) -> None:
        import_paths([samples_folder / "01-qinghe-2021.txt"], origin="sample")
        problem = Problem.objects.exclude(text=None).order_by("position").first()
        assert problem is not None
        apply("set", problem, {"text": "更正之后的表述。"}, reason="来电人王某说的")
        words = Report.objects.get().title[:8]
        redact(Report.objects.get(), words=words, reason="发布单位要求")
        edition = export(tmp_path)
        (correction,) = table_of(edition, "corrections")
        assert (correction["operation"], correction["target_id"]) == ("set", problem.public_id)
        assert json.loads(correction["after"])["text"] == "更正之后的表述。"
        assert words not in whole_text(edition)
        assert "来电人" not in whole_text(edition)

    def test_a_date_is_as_exact_as_its_source(self, shown: Shown, tmp_path: Path) -> None:
        Report.objects.filter(pk=shown.county.pk).update(published_precision="month")
        dates = {row["report_id"]: row["published"] for row in table_of(export(tmp_path), "reports")}
        assert dates[shown.county.public_id] == "2021-12"


class TestDescription:
    def test_the_package_is_valid(self, shown: Shown, tmp_path: Path) -> None:
        edition = export(tmp_path)
        report = frictionless.validate(str(edition.folder / "datapackage.json"))
        assert report.valid, [(task.name, [error.message for error in task.errors[:3]]) for task in report.tasks]
        described = {resource["name"] for resource in edition.description["resources"]}
        assert described == {table.name for table in tables()} | {"codes", "codebook"}

    def test_the_checksums_are_those_of_the_files(self, shown: Shown, tmp_path: Path) -> None:
        edition = export(tmp_path)
        lines = (edition.folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        told = {name: digest for digest, name in (line.split("  ") for line in lines)}
        names = {path.name for path in edition.folder.iterdir()} - {"SHA256SUMS"}
        assert told == {name: hashlib.sha256((edition.folder / name).read_bytes()).hexdigest() for name in names}
        assert edition.files.items() <= told.items()

    def test_every_column_is_explained_in_both_languages(self) -> None:
        for table in tables():
            for column in table.columns:
                assert column.zh
                assert column.en.isascii()
                assert bool(column.how_zh) == bool(column.how_en)
                assert column.codes == "" or column.codes in {*CHOICES, *FILES, "category"}

    def test_every_code_that_occurs_is_explained(self, shown: Shown, tmp_path: Path) -> None:
        edition = export(tmp_path)
        known = {(each.list, each.code) for each in codes()}
        for table in tables():
            for column in (column for column in table.columns if column.codes):
                values = {code for row in table_of(edition, table.name) for code in row[column.name].split(";") if code}
                assert {(column.codes, value) for value in values} <= known

    def test_accuracy_is_told_where_it_was_measured(self, shown: Shown, tmp_path: Path) -> None:
        book = {(row["table"], row["column"]): row["accuracy"] for row in table_of(export(tmp_path), "codebook")}
        assert len(book) == sum(len(table.columns) for table in tables())
        assert int(book["problems", "text"]) > 50
        assert book["reports", "contact_phone"] == ""


class TestEditions:
    def test_one_takes_the_place_of_another_and_tells_what_changed(self, shown: Shown, tmp_path: Path) -> None:
        first = export(tmp_path)
        assert current(tmp_path) is not None
        problem_in(shown.county, "新发现一处。", "一是整改。")
        Problem.objects.filter(pk=shown.river.pk).update(status="completed")
        Problem.objects.filter(pk=shown.exam.pk).update(retired_at=shown.central.imported_at)
        second = export(tmp_path)
        assert (tmp_path / "current").resolve() == second.folder.resolve()
        assert not first.folder.exists()
        notes = (second.folder / "CHANGES.md").read_text(encoding="utf-8")
        assert "- problems: 6 · 新增 new 1，移除 gone 1，改变 changed 1\n" in notes
        assert "- measures: 7 · 新增 new 1，移除 gone 0，改变 changed 0\n" in notes
        assert "- regions" not in notes.split("\n## ")[1]
        assert notes.count("\n## ") == 2

    def test_without_a_change_it_says_so(self, shown: Shown, tmp_path: Path) -> None:
        export(tmp_path)
        assert "没有变化 nothing changed" in (export(tmp_path).folder / "CHANGES.md").read_text(encoding="utf-8")

    def test_what_breaks_off_leaves_the_old_one(
        self, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = export(tmp_path)

        def breaks(folder: Path) -> None:
            raise OSError("no space left")

        monkeypatch.setattr(editions, "write_codebook", breaks)
        with pytest.raises(CommandError, match="no space left"):
            call_command("export_dataset", tmp_path)
        assert (tmp_path / "current").resolve() == first.folder.resolve()
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current", first.folder.name]

    def test_two_at_once_are_refused(self, shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def again(folder: Path) -> None:
            with pytest.raises(CommandError, match="Another export"):
                call_command("export_dataset", tmp_path)

        monkeypatch.setattr(editions, "write_codebook", again)
        with pytest.raises(KeyError):
            export(tmp_path)


@pytest.mark.django_db(transaction=True)
def test_it_shows_one_moment_while_the_archive_goes_on(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that comes between two tables is in both or in none; whoever stores it does not wait."""
    read = writing.values_of
    came: list[str] = []

    def store() -> None:
        report = ReportFactory()
        came.append(problem_in(report, "导出当中收进的问题。", "一是整改。").public_id)
        connection.close()

    def meanwhile(table: Table) -> Iterator[tuple[Any, ...]]:
        if table.name == "measures":
            thread = Thread(target=store)
            thread.start()
            thread.join(30)
            assert came
        yield from read(table)

    monkeypatch.setattr(writing, "values_of", meanwhile)
    edition = export(tmp_path)
    assert "导出当中" not in whole_text(edition)
    assert len(table_of(edition, "measures")) == Measure.objects.count() - 1
    with closing(sqlite3.connect(edition.folder / writing.SQLITE)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    monkeypatch.setattr(writing, "values_of", read)
    assert "导出当中收进的问题" in whole_text(export(tmp_path))


def test_memory_does_not_grow_with_the_rows(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the rows need the same memory: what is held is one batch."""
    monkeypatch.setattr(rows, "AT_ONCE", 50)
    monkeypatch.setattr(writing, "AT_ONCE", 50)

    read = rows.values_of

    def peak(times: int) -> int:
        def many(table: Table) -> Iterator[tuple[Any, ...]]:
            yield from read(table)
            if table.name == "measure_facts":
                yield from (("x" * 12, "date", str(number), None, "", "", 0, 1) for number in range(times))

        monkeypatch.setattr(writing, "values_of", many)
        folder = tmp_path / str(times)
        folder.mkdir()
        tracemalloc.start()
        assert writing.write_tables(folder)["measure_facts"] > times
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few, many = peak(2_000), peak(20_000)
    assert many < few * 1.5


class TestServed:
    @pytest.fixture
    def served(self, shown: Shown) -> Edition:
        return export(served_folder())

    def test_a_file_whole_and_in_parts(self, client: Client, served: Edition) -> None:
        raw = (served.folder / "problems.csv").read_bytes()
        whole = client.get("/data/files/problems.csv", headers={"Accept-Encoding": "gzip"})
        assert (whole.status_code, whole.getvalue(), whole["Content-Length"]) == (200, raw, str(len(raw)))
        assert "Content-Encoding" not in whole
        for asked, start, end in (("0-9", 0, 10), ("10-", 10, len(raw)), ("-7", len(raw) - 7, len(raw))):
            part = client.get(
                "/data/files/problems.csv", headers={"Range": f"bytes={asked}", "If-Range": whole["ETag"]}
            )
            assert (part.status_code, part.getvalue()) == (206, raw[start:end])
            assert part["Content-Range"] == f"bytes {start}-{end - 1}/{len(raw)}"

    def test_ranges_that_mean_nothing(self, client: Client, served: Edition) -> None:
        raw = (served.folder / "codes.csv").read_bytes()
        for asked in ("bytes=5-2", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", "bytes=-", ""):
            response = client.get("/data/files/codes.csv", headers={"Range": asked})
            assert (response.status_code, response.getvalue()) == (200, raw)
        for asked in (f"bytes={len(raw)}-", "bytes=999999999999-", "bytes=-0"):
            response = client.get("/data/files/codes.csv", headers={"Range": asked})
            assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(raw)}")

    def test_a_part_of_another_edition_is_not_joined_to_this_one(
        self, client: Client, served: Edition, shown: Shown
    ) -> None:
        before = client.get("/data/files/problems.csv")["ETag"]
        problem_in(shown.county, "新发现一处。")
        export(served_folder())
        response = client.get("/data/files/problems.csv", headers={"Range": "bytes=10-", "If-Range": before})
        assert response.status_code == 200
        assert client.get("/data/files/problems.csv", headers={"If-None-Match": response["ETag"]}).status_code == 304

    @pytest.mark.parametrize("name", ["secret.csv", "..%2F..%2Fsecret_key", "%2Fetc%2Fpasswd", ".lock"])
    def test_no_other_file_can_be_had(self, client: Client, served: Edition, name: str) -> None:
        assert client.get(f"/data/files/{name}").status_code == 404

    @pytest.mark.parametrize(
        "take_back",
        [lambda report: withdraw(report, reason="发布单位要求"), lambda report: redact(report, words="青禾县委", reason="要求")],
        ids=["withdrawn", "redacted"],
    )  # fmt: skip
    def test_what_is_taken_back_is_not_given_out_from_that_moment(
        self, client: Client, served: Edition, shown: Shown, take_back: Callable[[Report], object]
    ) -> None:
        assert client.get("/data/files/problems.csv").status_code == 200
        take_back(shown.county)
        assert client.get("/data/files/problems.csv").status_code == 503
        assert "暂停提供" in client.get("/data/").content.decode()
        export(served_folder())
        text = client.get("/data/files/problems.csv").getvalue().decode()
        assert "禾水河" not in text
        assert "黑臭水体又有反弹" in text

    def test_the_page_leads_to_every_file(self, client: Client, served: Edition) -> None:
        page = client.get("/data/").content.decode()
        for path in served.folder.iterdir():
            assert f'href="/data/files/{path.name}"' in page
            assert client.head(f"/data/files/{path.name}")["Accept-Ranges"] == "bytes"
        assert all(f"<b>{table.name}</b>" in page for table in tables())

    def test_before_the_first_export_it_says_so(self, client: Client, shown: Shown) -> None:
        assert "还没有导出过" in client.get("/data/").content.decode()
        assert client.get("/data/files/problems.csv").status_code == 404
