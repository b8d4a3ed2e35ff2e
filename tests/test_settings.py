"""The settings mean local use by themselves, refuse half a production, and set SQLite up as design.md §8 says."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.conftest import ROOT, RunManage
from xunshi_site import environment

SECRET = "k3Yx9-mW2qLr7TzB5vNc8HsDf4GjPa6UeXo1iQwZtRyVbKnM0uS"
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "archive.example.org",
    "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
}


class TestSQLite:
    pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

    @pytest.mark.parametrize(
        ("pragma", "value"),
        [("journal_mode", "wal"), ("busy_timeout", 20_000), ("synchronous", 1), ("foreign_keys", 1)],
    )
    def test_a_connection_has(self, pragma: str, value: str | int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value

    @pytest.mark.django_db(transaction=True)
    def test_a_transaction_holds_the_write_lock_from_its_start(self) -> None:
        """Otherwise two transactions that read first and write later could both begin, and one would fail half way."""
        import sqlite3

        from django.db import transaction

        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
        try:
            with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()


@pytest.mark.parametrize(("said", "prepares"), [({}, 2), ({"DATABASE_PREPARES": "0"}, 0)])
def test_primary_and_replicas_prepare_what_is_asked_often_unless_told_not_to(
    run_manage: RunManage, said: dict[str, str], prepares: int
) -> None:
    told = run_manage(
        "shell",
        "--command",
        "from django.conf import settings; print([each['OPTIONS'] for each in settings.DATABASES.values()])",
        DATABASE_URL="postgresql://db1/archive",
        DATABASE_REPLICA_URLS="postgresql://db2/archive",
        **said,
    )
    assert told.stdout.count("{") == 2, told.stderr
    assert told.stdout.count("'prepare_threshold': 5") == prepares


class TestProduction:
    def test_deployment_check_is_clean(self, run_manage: RunManage) -> None:
        checked = run_manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
        assert checked.returncode == 0, checked.stderr
        assert "no issues" in checked.stdout

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"SECRET_KEY": ""}, "SECRET_KEY"),
            ({"SECRET_KEY": "short"}, "SECRET_KEY"),
            ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
            ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
            ({"TRUSTED_PROXIES": ""}, "TRUSTED_PROXIES"),
            ({"TRUSTED_PROXIES": "proxy.example.org"}, "TRUSTED_PROXIES"),
            ({"INSIDE_ADDRESSES": "10.0.0.1/8"}, "INSIDE_ADDRESSES"),
            ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
            ({"CACHE_URL": "memcached://127.0.0.1"}, "CACHE_URL"),
            ({"RATE_LIMITS": "everything=1"}, "RATE_LIMITS"),
            ({"DEBUG": "1"}, "DEBUG"),
            ({"PRODUCTION": "maybe"}, "PRODUCTION"),
        ],
        ids=[
            "no secret", "short secret", "one letter", "no hosts", "no proxies", "a proxy's name", "half a network",
            "no such format", "no such store", "no such class", "debug", "neither yes nor no",
        ],
    )  # fmt: skip
    def test_refuses_in_one_line(self, run_manage: RunManage, change: dict[str, str], named: str) -> None:
        refused = run_manage("check", **(PRODUCTION | change))
        assert refused.returncode == 1
        assert named in refused.stderr
        assert len(refused.stderr.splitlines()) == 1

    def test_forms_are_accepted_from_the_sites_own_names_over_https_only(self) -> None:
        assert environment.trusted_origins(["archive.example.org", ".example.net", "*"]) == [
            "https://archive.example.org",
            "https://example.net",
            "https://*.example.net",
        ]


class TestLocalUse:
    def test_needs_no_variable_and_keeps_everything_in_the_home(self, run_manage: RunManage, tmp_path: Path) -> None:
        told = run_manage("diffsettings", "--output", "unified")
        assert told.returncode == 0, told.stderr
        assert "+ DEBUG" not in told.stdout
        home = tmp_path / "home"
        assert f"+ INDEX_DIR = {home / 'index'!r}" in told.stdout
        assert f"+ ORIGINALS_DIR = {home / 'originals'!r}" in told.stdout
        assert str(home / "archive.sqlite3") in told.stdout

    def test_secret_is_made_once_and_readable_by_its_owner_alone(self, tmp_path: Path) -> None:
        made = environment.secret_key(tmp_path, production=False)
        assert len(made) >= environment.SECRET_LENGTH
        assert environment.secret_key(tmp_path, production=False) == made
        assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
        assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600

    def test_a_home_that_cannot_be_made_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("ARCHIVE_HOME", str(tmp_path / "file" / "home"))
        with pytest.raises(ImproperlyConfigured, match="ARCHIVE_HOME"):
            environment.folder("ARCHIVE_HOME", tmp_path)


class TestWebProcesses:
    """What gunicorn's configuration hands on to its processes by their environment; commands do not load it."""

    @staticmethod
    def given(name: str) -> str:
        code = f"import os, xunshi_site.gunicorn as g; print(os.environ[{name!r}]); g.on_exit(None)"
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    def test_ask_postgresql_to_end_long_statements_and_keep_the_operator_s_options(self, monkeypatch) -> None:
        monkeypatch.setenv("PGOPTIONS", "-c jit=off")
        assert self.given("PGOPTIONS") == "-c statement_timeout=15s -c jit=off"

    def test_have_a_folder_for_their_metrics_that_goes_with_them(self) -> None:
        assert not Path(self.given("PROMETHEUS_MULTIPROC_DIR")).exists()

    @pytest.mark.postgres
    @pytest.mark.django_db
    def test_are_heard_by_postgresql(self, monkeypatch) -> None:
        import psycopg

        monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=50ms")
        parameters = connection.get_connection_params()
        known = {
            name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters
        }
        with psycopg.connect(**known) as other, pytest.raises(psycopg.errors.QueryCanceled):
            other.execute("SELECT pg_sleep(5)")
        assert issubclass(psycopg.errors.QueryCanceled, psycopg.OperationalError)  # which gets a 503


class TestLanguage:
    @pytest.mark.parametrize(
        ("accepted", "shown"), [("", "zh-hans"), ("zh-CN,zh;q=0.9", "zh-hans"), ("en-GB", "en"), ("fr", "zh-hans")]
    )
    def test_follows_the_browser_and_falls_back_to_chinese(self, client, accepted: str, shown: str) -> None:
        answer = client.get("/healthz", headers={"accept-language": accepted})
        assert answer.headers["Content-Language"] == shown

    @pytest.mark.django_db
    def test_can_be_chosen(self, client) -> None:
        client.post("/language/setlang/", {"language": "en", "next": "/healthz"})
        assert client.get("/healthz", headers={"accept-language": "zh-CN"}).headers["Content-Language"] == "en"
