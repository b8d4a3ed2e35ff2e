"""An index that is not there, old, or of another archive; rebuilding it; comparing it with the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import ArchiveState, Change, Problem
from reports.ops.startup import rebuild_index_if_unusable
from reports.search import ProblemQuery, applying, matching_ids, reading, search_problems, search_reports, standing
from reports.search.folder import IndexFolder, Readers, RebuildRunning
from reports.search.rebuild import rebuild_index
from reports.search.standing import index_folder
from reports.search.sync import apply_changes, archive_version, index_differences, index_state
from tests.search.archive import problem, stored

pytestmark = pytest.mark.django_db


def applied() -> int:
    generation = index_folder().current()
    assert generation is not None
    return generation.applied_version()


# An index that is not there, old, or of another archive


def test_an_empty_archive_needs_no_index() -> None:
    assert index_state() == "ready"
    results = search_problems(ProblemQuery(q="污水", years=("2021",)))
    assert (results.total, results.status.state, results.words) == (0, "ready", ("污水",))
    assert [(value.value, value.selected) for value in results.facets["year"]] == [("2021", True)]
    assert search_reports("污水").total == 0
    assert list(matching_ids(ProblemQuery())) == []
    assert list(index_differences()) == []


def test_a_new_archive_makes_its_index_and_a_large_one_asks_for_a_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(1)
    monkeypatch.setattr(applying, "_FROM_NOTHING", 0)
    assert not apply_changes()
    assert index_state() == "missing"
    results = search_problems(ProblemQuery())
    assert (results.total, results.status.state) == (0, "missing")
    assert [where for where, _, _ in index_differences()] == ["index"]
    assert rebuild_index() == 2
    assert search_problems(ProblemQuery()).total == 1


def test_a_lost_index_is_noticed(archive_home: Path) -> None:
    stored(1)
    apply_changes()
    generation = index_folder().current()
    assert generation is not None
    (generation.path / "meta.json").unlink()
    assert search_problems(ProblemQuery()).status.state == "missing"


@pytest.mark.parametrize("damage", ["meta.json", ".term"])
def test_a_damaged_index_is_noticed_at_start_and_rebuilt(
    damage: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a process that begins; one that has it open goes on with what it has."""
    stored(1)
    apply_changes()
    generation = index_folder().current()
    assert generation is not None
    for path in generation.path.iterdir():
        if path.name.endswith(damage):
            path.write_bytes(b"{")
    for module in (reading, standing):
        monkeypatch.setattr(module, "readers", Readers())
    assert index_state() == search_problems(ProblemQuery()).status.state == "missing"
    assert not apply_changes()
    assert "检索索引暂缺" in client.get("/problems/").content.decode()
    assert client.get("/readyz").status_code == 503
    assert rebuild_index_if_unusable()
    assert search_problems(ProblemQuery()).total == 1
    assert not rebuild_index_if_unusable()


def test_an_index_of_another_schema_is_noticed_and_rebuilt(archive_home: Path) -> None:
    stored(1)
    apply_changes()
    generation = index_folder().current()
    assert generation is not None
    generation.path.rename(generation.path.with_name("v0-000001"))
    (index_folder().root / "current").write_text("v0-000001", encoding="ascii")
    assert index_state() == search_problems(ProblemQuery()).status.state == "outdated"
    assert not apply_changes()
    rebuild_index()
    assert search_problems(ProblemQuery()).total == 1


def test_an_index_that_missed_forgotten_changes_is_noticed() -> None:
    stored(1)
    apply_changes()
    stored(2)
    stored(3)
    Change.objects.filter(version=2).delete()
    assert index_state() == search_problems(ProblemQuery()).status.state == "outdated"
    assert not apply_changes()


def test_an_index_ahead_of_its_database_is_noticed() -> None:
    stored(1)
    stored(2)
    apply_changes()
    ArchiveState.objects.update(version=1)
    Change.objects.filter(version=2).delete()
    assert index_state() == search_problems(ProblemQuery()).status.state == "outdated"


# Rebuilding


def test_a_rebuild_takes_the_old_index_s_place_and_what_changed_meanwhile() -> None:
    stored(1)
    apply_changes()
    old = index_folder().current()
    assert old is not None

    def meanwhile(documents: Any, total: int) -> Any:
        assert total == 2
        yield from documents
        stored(2)

    assert rebuild_index(meanwhile) == 2
    new = index_folder().current()
    assert new is not None
    assert new != old
    assert not old.path.exists()
    assert applied() == archive_version() == 2
    assert list(index_differences()) == []


def test_a_rebuild_that_dies_leaves_the_old_index_in_use() -> None:
    stored(1)
    apply_changes()

    def dies(documents: Any, total: int) -> Any:
        raise RuntimeError
        yield

    with pytest.raises(RuntimeError):
        rebuild_index(dies)
    assert search_problems(ProblemQuery()).total == 1
    rebuild_index()
    assert len([path for path in index_folder().root.iterdir() if path.is_dir()]) == 1


def test_one_rebuild_at_a_time(archive_home: Path) -> None:
    folder = IndexFolder(archive_home / "index")
    with folder.rebuilding(), pytest.raises(RebuildRunning):
        rebuild_index()


# Comparing


def test_differences_are_named() -> None:
    made = stored(1, "污水", "管网")
    apply_changes()
    changed, gone = made.problems.all()
    Problem.objects.filter(pk=changed.pk).update(text="黑臭水体")
    Problem.objects.filter(pk=gone.pk).update(retired_at=timezone.now())
    new = problem(made, 7, "雨水")
    where = {where for where, _, _ in index_differences()}
    assert where == {f"problem {changed.public_id}", f"problem (pk {gone.pk})", f"problem {new.public_id}"}
