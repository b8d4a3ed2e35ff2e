"""`manage.py serve`, which `make run` calls: from nothing to a site, and nothing done twice."""

from __future__ import annotations

import hashlib
import re
import socket
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings

from reports.ops import startup
from tests import served_site
from tests.conftest import RunManage
from tests.served_site import ServedSite


def fetch(url: str) -> tuple[int, str, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}


def content_of(home: Path) -> dict[str, str]:
    """A hash of each file of the home; of the database, of the statements that would make it again."""
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and "sqlite3" not in path.name]
    content = {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with closing(sqlite3.connect(home / "archive.sqlite3")) as database:
        content["database"] = hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()
    return content


class TestFirstStart:
    def test_says_what_it_prepared_and_where_the_site_is(self, sample_site: ServedSite) -> None:
        assert re.search(r"[1-9]\d* sample reports are imported", sample_site.said)
        assert sample_site.url in sample_site.said

    def test_shows_the_samples(self, sample_site: ServedSite) -> None:
        status, page, _ = fetch(f"{sample_site.url}/problems/")
        assert status == 200
        assert "示例省" in page

    def test_serves_hashed_static_files_for_good(self, sample_site: ServedSite) -> None:
        _, page, _ = fetch(f"{sample_site.url}/")
        sheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
        assert sheet, "the page names no collected style sheet"
        status, _, headers = fetch(sample_site.url + sheet[1])
        assert status == 200
        assert "immutable" in headers["cache-control"]

    def test_keeps_everything_in_the_home(self, sample_site: ServedSite) -> None:
        assert {"archive.sqlite3", "index", "originals", "secret_key"} <= {
            path.name for path in sample_site.home.iterdir()
        }


def test_second_start_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served_site.serve(home):
        pass
    before = content_of(home)
    with served_site.serve(home) as site:
        assert fetch(f"{site.url}/problems/")[0] == 200
        assert "ready" not in site.said
        assert "imported" not in site.said
    assert content_of(home) == before


def test_a_taken_port_is_told_in_both_languages_and_nothing_is_prepared(run_manage: RunManage, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = run_manage("serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"make run PORT={port + 1}" in refused.stderr
    assert "端口" in refused.stderr
    assert not (tmp_path / "home" / "archive.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_an_impossible_port_is_refused(run_manage: RunManage, port: str) -> None:
    refused = run_manage("serve", f"--port={port}")
    assert refused.returncode == 1
    assert "65535" in refused.stderr


class TestStaticFiles:
    @pytest.fixture
    def sources(self, settings: LazySettings, tmp_path: Path) -> Path:
        settings.STATICFILES_DIRS = [tmp_path / "static"]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATIC_ROOT = tmp_path / "collected"
        (tmp_path / "static").mkdir()
        (tmp_path / "static" / "page.css").write_text("body{}")
        return tmp_path / "static"

    def test_are_collected_once(self, sources: Path, settings: LazySettings) -> None:
        assert startup.collect_static_if_changed()
        assert (settings.STATIC_ROOT / "page.css").is_file()
        assert not startup.collect_static_if_changed()

    def test_are_collected_again_after_a_change(self, sources: Path, settings: LazySettings) -> None:
        startup.collect_static_if_changed()
        (sources / "page.css").write_text("body{color:red}")
        assert startup.collect_static_if_changed()
        assert (settings.STATIC_ROOT / "page.css").read_text() == "body{color:red}"

    def test_are_collected_again_when_the_collection_is_gone(self, sources: Path, settings: LazySettings) -> None:
        startup.collect_static_if_changed()
        (settings.STATIC_ROOT / startup.STATIC_STAMP).unlink()
        assert startup.collect_static_if_changed()
