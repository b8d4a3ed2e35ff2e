"""rebuild_index and sync_index, as an operator calls them."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports.models import Change
from reports.search import ProblemQuery, applying, search_problems
from reports.search.folder import IndexFolder
from reports.search.standing import index_folder
from tests.search.archive import stored

pytestmark = pytest.mark.django_db


def told(command: str, **options: object) -> str:
    output, progress = StringIO(), StringIO()
    call_command(command, stdout=output, stderr=progress, **options)
    return output.getvalue()


def test_rebuild_index_makes_an_index_and_says_how_many_documents_it_holds() -> None:
    stored(1)
    assert "2" in told("rebuild_index")
    assert search_problems(ProblemQuery()).total == 1
    assert told("rebuild_index", verbosity=0) == ""


def test_rebuild_index_refuses_beside_another_one(archive_home: Path) -> None:
    with IndexFolder(archive_home / "index").rebuilding(), pytest.raises(CommandError, match="Another process"):
        told("rebuild_index")


def test_sync_index_applies_what_waits() -> None:
    stored(1)
    assert "1 / 1" in told("sync_index").replace("档案 ", "")
    assert search_problems(ProblemQuery()).total == 1


def test_sync_index_forgets_old_applied_changes_only() -> None:
    stored(1)
    stored(2)
    told("sync_index")
    Change.objects.filter(version=1).update(changed_at=timezone.now() - dt.timedelta(days=31))
    stored(3)
    generation = index_folder().current()
    assert generation is not None
    with generation.writer():  # what is not applied stays, however old
        Change.objects.filter(version=3).update(changed_at=timezone.now() - dt.timedelta(days=31))
        assert "Another process" in told("sync_index")
    assert list(Change.objects.values_list("version", flat=True)) == [2, 3]
    told("sync_index", keep_days=0)
    assert not Change.objects.exists()
    assert search_problems(ProblemQuery()).total == 3


def test_sync_index_says_that_a_rebuild_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(1)
    monkeypatch.setattr(applying, "_FROM_NOTHING", 0)
    with pytest.raises(CommandError, match="rebuild_index"):
        told("sync_index")


def test_sync_index_gives_a_new_archive_its_index() -> None:
    assert "0" in told("sync_index")
    stored(1)
    told("sync_index")
    assert search_problems(ProblemQuery()).total == 1
