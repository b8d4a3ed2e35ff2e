"""A file of the index that is gone, cut or altered: noticed, told, logged, and mended by a rebuild; never a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from reports.models import Report
from reports.search import ProblemQuery, index_state, reading, search_problems, standing
from reports.search.damage import damaged_file
from reports.search.folder import Readers
from reports.search.guarded import EngineFailed, GuardedSearcher
from reports.search.rebuild import rebuild_index
from reports.search.standing import index_folder
from reports.search.sync import apply_changes, index_differences
from tests.search.archive import problem, stored

pytestmark = pytest.mark.django_db

PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
SEARCHING = ("/", "/problems/", "/problems/?q=%E6%B1%A1%E6%B0%B4", "/reports/?q=%E6%B1%A1%E6%B0%B4", "/statistics/")
REFUSING = (
    "/problems/export.csv", "/problems/export.jsonl?q=%E6%B1%A1%E6%B0%B4", "/feeds/problems.atom", "/api/v1/problems",
    "/api/v1/search?q=%E6%B1%A1%E6%B0%B4", "/readyz",
)  # fmt: skip


def gone(path: Path) -> None:
    path.unlink()


def replace(path: Path, content: bytes) -> None:
    """Whoever has the file open keeps the old one: a process dies of a file that is cut in place while it reads it."""
    path.unlink()
    path.write_bytes(content)


def cut(path: Path) -> None:
    replace(path, path.read_bytes()[:-20])


def altered(path: Path) -> None:
    """Other bytes of the same number, and the footer as it was."""
    content = path.read_bytes()
    replace(path, bytes(byte ^ 0xFF for byte in content[:-120]) + content[-120:])


@pytest.fixture
def report() -> Report:
    made = stored(1, "污水直排入河。", "污水管网未接通。")
    stored(2, "污水处理厂停运。")
    apply_changes()
    return made


def files(part: str) -> list[Path]:
    generation = index_folder().current()
    assert generation is not None
    found = sorted(generation.path.glob(f"*.{part}"))
    assert found
    return found


def of_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = Readers()
    for module in (reading, standing):
        monkeypatch.setattr(module, "readers", readers)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("damage", [gone, cut])
def test_a_process_that_begins_notices_a_file_that_is_gone_or_cut(
    report: Report,
    part: str,
    damage: Callable[[Path], None],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    damage(files(part)[0])
    of_a_new_process(monkeypatch)
    with caplog.at_level(logging.ERROR):
        for address in SEARCHING:
            answer = client.get(address)
            assert answer.status_code == 200
            assert "检索索引暂缺" in answer.text
    assert [record.getMessage() for record in caplog.records if f".{part}" in record.getMessage()], "logged"
    assert len(caplog.records) == 1, "and once"
    assert client.get(f"/problems/{report.problems.all()[0].public_id}/").status_code == 200
    for address in REFUSING:
        assert client.get(address).status_code == 503
    rebuild_index()
    assert index_state() == "ready"
    assert search_problems(ProblemQuery(q="污水")).total == 3


@pytest.mark.parametrize("part", ["idx", "pos", "term", "store", "fast"])
def test_what_is_met_in_the_middle_of_a_question_is_told_on_the_same_page(
    report: Report, part: str, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Bytes are not looked at when a file is opened; the question that stumbles over them finds out."""
    for path in files(part):
        altered(path)
    of_a_new_process(monkeypatch)
    met = [client.get(address) for address in ("/problems/?q=%E6%B1%A1%E6%B0%B4", "/problems/export.csv")]
    assert [answer.status_code for answer in met] == [200, 503]
    assert "检索索引暂缺" in met[0].text
    assert client.get("/readyz").status_code == 503
    assert len([record for record in caplog.records if record.name == "reports.search.folder"]) == 1
    rebuild_index()
    assert search_problems(ProblemQuery(q="污水")).total == 3


def test_another_commit_gets_another_chance(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files("pos")[0]
    content = path.read_bytes()
    path.unlink()
    of_a_new_process(monkeypatch)
    assert index_state() == "missing"
    path.write_bytes(content)
    assert index_state() == "missing"
    problem(report, 9, "污水")
    with (path.parent / "meta.json").open("a", encoding="ascii") as listed:
        listed.write("\n")
    assert search_problems(ProblemQuery(q="污水")).total == 3


def test_a_page_made_without_an_index_is_neither_kept_nor_marked(
    report: Report, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_CACHE = 8
    files("pos")[0].unlink()
    of_a_new_process(monkeypatch)
    answer = client.get("/problems/")
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "private, no-cache"
    rebuild_index()
    assert "检索索引暂缺" not in client.get("/problems/").text


def test_a_fault_of_the_question_is_not_the_index_s(report: Report) -> None:
    view = reading.open_view()
    assert not isinstance(view, reading.IndexStatus)
    with pytest.raises(ValueError, match="no such field"):
        view.searcher.fast_field_values("no such field", view.searcher.search(reading.Query.all_query()).hits[0][1:])
    assert index_state() == "ready"


def test_a_panic_of_the_engine_becomes_an_exception_that_can_be_answered() -> None:
    """The engine's panics are no Exceptions: they would pass by everything that answers for a failure."""

    class PanicException(BaseException):
        pass

    class Panicking:
        def search(self, query: object) -> None:
            raise PanicException("index out of bounds")

    with pytest.raises(EngineFailed, match="out of bounds"):
        GuardedSearcher(Panicking(), lambda: False).search(object())  # type: ignore[arg-type]


def test_check_archive_reads_every_byte(report: Report) -> None:
    """Where nothing stumbles over it, too: lengths of fields only move the order by relevance."""
    assert list(index_differences()) == []
    path = files("fieldnorm")[0]
    altered(path)
    assert [(where, path.name in zh) for where, zh, _ in index_differences()] == [("index", True)]


def test_files_are_sound_while_segments_are_merged(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of segments that is out of date when their files are looked for is read again."""
    generation = index_folder().current()
    assert generation is not None
    listed = (generation.path / "meta.json").read_bytes()
    name = files("pos")[0].stem
    outdated = [listed.replace(f"{name[:8]}-".encode(), b"00000000-")]
    assert outdated[0] != listed
    monkeypatch.setattr(Path, "read_bytes", lambda path: outdated.pop() if outdated else listed)
    assert damaged_file(generation.path, set()) is None
