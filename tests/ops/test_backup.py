"""Backup and restore, as a drill: another home, another database, a site that goes on, and files not to be trusted."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports import corrections
from reports.corrections import ledger
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import ArchiveState, Correction, Report, Tombstone
from reports.ops.backup.manifest import BackupError
from reports.ops.backup.restoring import restore
from reports.ops.backup.tables import Table
from reports.ops.backup.writing import write_backup
from reports.ops.check import CHECKS
from tests.conftest import ROOT
from tests.corrections.conftest import MADE, NAME
from tests.importing.conftest import county
from tests.importing.making import Header, Made, made_file

__all__ = ["county"]
pytestmark = pytest.mark.django_db(transaction=True)
WHY = "应发布单位要求。"
ROWS = "rows/reports_problem.jsonl"


@pytest.fixture(autouse=True)
def no_old_ledger() -> Iterator[None]:
    ledger.path().unlink(missing_ok=True)
    yield
    ledger.path().unlink(missing_ok=True)


@pytest.fixture
def archive(county: object) -> Report:
    """Two reports, corrections, an editor; one file of the second report is withdrawn."""
    editor = User.objects.create_user("editor-chen", password="a-long-password")
    editor.groups.add(Group.objects.get_or_create(name="editor")[0])
    report = store(made_file(MADE), Bodies()).report
    corrections.apply("set", report.problems.get(number="1"), {"status": "completed"}, reason="原文", by=editor)
    corrections.apply("add", report, {"values": {"text": "食堂管理混乱。"}}, reason="漏读", by=editor)
    header = Header(round=5, start="2024-03-08", signed="2024-12-30")
    store(
        made_file([Made("1", "路灯损坏未及时修复。", ["一是更换路灯。"])], header=header, name="又一轮.txt"), Bodies()
    )
    return report


@pytest.fixture
def backup(archive: Report, tmp_path: Path) -> Path:
    path = tmp_path / "archive.zip"
    write_backup(path)
    return path


def manage(home: Path, database: str | None, *command: str) -> str:
    """Runs manage.py in another home; what it prints. The test fails when the command does."""
    environment = {**os.environ, "ARCHIVE_HOME": str(home), "SECRET_KEY": settings.SECRET_KEY}
    environment["DJANGO_SETTINGS_MODULE"] = "xunshi_site.settings"
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def another_database() -> Iterator[str]:
    """The address of an empty database on the server of the test run."""
    url, name = os.environ["TEST_DATABASE_URL"], "restored_archive"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def altered(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A copy of the backup with its members, by name, changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    made = path.with_name("altered.zip")
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made


class TestDrill:
    @pytest.mark.sqlite
    def test_a_restored_archive_is_the_archive_and_check_archive_says_so(self, backup: Path, tmp_path: Path) -> None:
        home = tmp_path / "other"
        home.mkdir()
        told = manage(home, None, "restore", str(backup))
        assert told.count("✓") == len(CHECKS)
        again = tmp_path / "again.zip"
        manage(home, None, "backup", str(again))
        assert manifest_of(again)["members"] == manifest_of(backup)["members"]

    @pytest.mark.postgres
    def test_from_postgresql_to_sqlite_and_back(self, backup: Path, tmp_path: Path) -> None:
        (tmp_path / "sqlite").mkdir()
        manage(tmp_path / "sqlite", None, "restore", str(backup), "--no-check")
        manage(tmp_path / "sqlite", None, "backup", str(tmp_path / "from-sqlite.zip"))
        (tmp_path / "back").mkdir()
        with another_database() as url:
            told = manage(tmp_path / "back", url, "restore", str(tmp_path / "from-sqlite.zip"))
            assert told.count("✓") == len(CHECKS)
            manage(tmp_path / "back", url, "backup", str(tmp_path / "back.zip"))
            with psycopg.connect(url) as server:
                uncounted = server.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < 0")
                assert uncounted.fetchall() == [], "the planner takes them for empty"
        assert manifest_of(tmp_path / "back.zip")["members"] == manifest_of(backup)["members"]

    def test_what_is_made_after_a_restore_gets_keys_of_its_own(self, backup: Path) -> None:
        restore(backup, replace=True)
        report = Report.objects.order_by("pk")[0]
        made = corrections.apply("set", report.problems.get(number="2"), {"status": "completed"}, reason="原文")
        assert Correction.objects.filter(pk=made.pk).count() == 1
        assert {name for name, check in CHECKS.items() if list(check())} == set()

    def test_it_holds_one_moment_while_the_site_goes_on(
        self, archive: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = Table.lines
        busy: list[threading.Thread] = []

        def disturbed(table: Table) -> Iterator[bytes]:
            if not busy:
                busy.append(threading.Thread(target=correct_meanwhile, args=[archive.pk]))
                list(lines(table))  # the moment is settled by the first row read
                busy[0].start()
                busy[0].join()
            return lines(table)

        monkeypatch.setattr(Table, "lines", disturbed)
        before = ArchiveState.objects.get().version
        manifest = write_backup(tmp_path / "archive.zip")
        assert ArchiveState.objects.get().version == before + 1
        assert manifest.version == before
        with zipfile.ZipFile(tmp_path / "archive.zip") as made:
            assert "写于备份之间" not in made.read("rows/reports_correction.jsonl").decode()


def correct_meanwhile(report: int) -> None:
    problem = Report.objects.get(pk=report).problems.get(number="2")
    corrections.apply("set", problem, {"status": "completed"}, reason="写于备份之间")
    connection.close()


class TestTakenOutSince:
    def test_a_report_withdrawn_after_the_backup_stays_withdrawn(self, backup: Path, archive: Report) -> None:
        corrections.withdraw(archive, reason=WHY)
        buried = set(Tombstone.objects.values_list("sha256", flat=True))
        restored = restore(backup, replace=True)
        again = Report.objects.get(public_id=archive.public_id)
        assert (restored.withdrawn, again.withdrawn_reason) == (1, WHY)
        assert set(Tombstone.objects.values_list("sha256", flat=True)) == buried

    def test_words_redacted_after_the_backup_stay_redacted(self, backup: Path, archive: Report) -> None:
        corrections.redact(archive, words=NAME, reason=WHY)
        assert restore(backup, replace=True).redacted == 1
        assert not Report.objects.filter(source_text__text__contains=NAME).exists()

    @pytest.mark.sqlite
    def test_the_ledger_outlives_the_database(self, backup: Path, archive: Report, tmp_path: Path) -> None:
        corrections.withdraw(archive, reason=WHY)
        home = tmp_path / "other"
        home.mkdir()
        (home / ledger.path().name).write_bytes(ledger.path().read_bytes() + b'{"kind": "buri')
        assert "此后撤下的 1 份" in manage(home, None, "restore", str(backup))

    def test_no_page_of_the_archive_given_up_passes_for_one_of_the_restored(
        self, backup: Path, archive: Report
    ) -> None:
        for number in ("1", "2"):
            corrections.apply("set", archive.problems.get(number=number), {"status": "long_term"}, reason="原文")
        version = ArchiveState.objects.get().version
        restore(backup, replace=True)
        assert ArchiveState.objects.get().version > version


class TestRefusals:
    def test_a_database_with_an_archive(self, backup: Path) -> None:
        with pytest.raises(BackupError, match="--replace"):
            restore(backup)

    def test_a_file_that_is_there_already(self, backup: Path) -> None:
        with pytest.raises(BackupError, match="已经存在"):
            write_backup(backup)

    def test_redactions_under_another_secret(self, archive: Report, tmp_path: Path, settings: Any) -> None:
        corrections.redact(archive, words=NAME, reason=WHY)
        write_backup(tmp_path / "archive.zip")
        settings.SECRET_KEY = "another" * 10
        with pytest.raises(BackupError, match="SECRET_KEY"):
            restore(tmp_path / "archive.zip", replace=True)
        restore(tmp_path / "archive.zip", replace=True, other_secret=True)

    def test_what_was_tampered_with(self, backup: Path) -> None:
        before = ArchiveState.objects.get().version
        for words, change in TAMPERED:
            with pytest.raises(BackupError, match=words):
                restore(altered(backup, change), replace=True)
        assert Report.objects.count() == 2
        assert ArchiveState.objects.get().version == before

    def test_a_file_that_was_cut_off(self, backup: Path) -> None:
        data = backup.read_bytes()
        for length in (0, 100, len(data) // 2, len(data) - 10):
            backup.write_bytes(data[:length])
            with pytest.raises(BackupError, match="损坏"):
                restore(backup, replace=True)
        assert Report.objects.count() == 2

    def test_an_original_that_was_altered_is_not_backed_up_as_if_it_were_sound(
        self, archive: Report, tmp_path: Path
    ) -> None:
        path = archive.source_text.document.path
        path.write_bytes(path.read_bytes() + b"!")
        with pytest.raises(BackupError, match="已被改动"):
            write_backup(tmp_path / "archive.zip")
        assert list(tmp_path.iterdir()) == []


def smuggle(members: dict[str, bytes], name: str) -> None:
    """Puts a file into the backup and its manifest."""
    manifest = json.loads(members["manifest.json"])
    members[name] = b"x"
    manifest["members"][name] = listed(members[name])
    members["manifest.json"] = json.dumps(manifest).encode()


def from_the_future(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append(["reports", "0099_later"])
    members["manifest.json"] = json.dumps(manifest).encode()


TAMPERED: list[tuple[str, Callable[[dict[str, bytes]], object]]] = [
    ("没有清单", lambda members: members.pop("manifest.json")),
    ("缺少", lambda members: members.pop(ROWS)),
    ("与清单不符", lambda members: members.update({ROWS: members[ROWS][:-1] + b" "})),
    ("大小", lambda members: members.update({ROWS: members[ROWS] + b"[]\n"})),
    ("清单之外", lambda members: members.update({"../../etc/cron.d/x": b"x"})),
    ("读不懂", lambda members: members.update({"manifest.json": b"{}"})),
    ("不该有的文件名", lambda members: smuggle(members, "../outside")),
    ("不该有的文件名", lambda members: smuggle(members, "originals/../../x")),
    ("更新的版本", from_the_future),
]


class TestOlderBackups:
    @pytest.mark.sqlite
    def test_one_of_an_earlier_version_is_restored_and_upgraded(self, backup: Path, tmp_path: Path) -> None:
        older = altered(backup, lambda members: as_of(members, ("reports", "0004_editing")))
        home = tmp_path / "other"
        home.mkdir()
        told = manage(home, None, "restore", str(older))
        assert told.count("✓") == len(CHECKS)


def as_of(members: dict[str, bytes], migration: tuple[str, str]) -> None:
    """What the software of that migration would have written: fewer tables and columns, the same rows."""
    manifest = json.loads(members["manifest.json"])
    loader = MigrationExecutor(connection).loader
    models = loader.project_state(migration).apps.get_models(include_auto_created=True)
    columns = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in models}
    later = {
        key for key in loader.graph.nodes if key[0] == "reports" and key not in loader.graph.forwards_plan(migration)
    }
    manifest["migrations"] = [row for row in manifest["migrations"] if tuple(row) not in later]
    for table in list(manifest["tables"]):
        member = f"rows/{table['name']}.jsonl"
        held = columns.get(table["name"], set())
        places = [n for n, column in enumerate(table["columns"]) if column["name"] in held]
        if table["name"].startswith("reports_") and not held:
            manifest["tables"].remove(table)
            del members[member], manifest["members"][member]
            continue
        if not table["name"].startswith("reports_"):
            continue
        table["columns"] = [table["columns"][n] for n in places]
        rows = [json.loads(line) for line in members[member].splitlines()]
        members[member] = b"".join(json.dumps([row[n] for n in places]).encode() + b"\n" for row in rows)
        manifest["members"][member] = listed(members[member])
    members["manifest.json"] = json.dumps(manifest).encode()


def listed(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
