"""When the index cannot be written: nothing is lost, the page goes on, and the next attempt makes it good."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from reports.models import Change
from reports.search import ProblemQuery, search_problems
from reports.search.folder import Generation
from reports.search.sync import apply_changes, batched_index_updates, index_differences
from tests.search.archive import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From here on the version of an index cannot be written: it dies between its commit and that."""

    def fails(self: Generation, version: int) -> None:
        raise OSError("No space left on device")

    stored(1)
    apply_changes()
    monkeypatch.setattr(Generation, "set_applied_version", fails)
    return monkeypatch


def test_a_commit_stands_although_its_index_failed(
    full_disk: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        stored(2)
    assert Change.objects.filter(version=2).exists()
    full_disk.undo()


def test_a_page_goes_on_and_says_that_it_lags(full_disk: pytest.MonkeyPatch) -> None:
    stored(2)
    Change.objects.update(changed_at=timezone.now() - dt.timedelta(seconds=3))
    results = search_problems(ProblemQuery())
    assert results.lagging
    assert results.total in (1, 2)  # the commit may be seen, the version is not


def test_what_was_committed_without_its_version_is_applied_again(full_disk: pytest.MonkeyPatch) -> None:
    stored(2)
    with pytest.raises(OSError, match="No space"):
        apply_changes()
    full_disk.undo()
    assert apply_changes()
    assert search_problems(ProblemQuery()).total == 2
    assert list(index_differences()) == []


def test_an_import_goes_on_with_a_new_writer(
    full_disk: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    with batched_index_updates(seconds=0):
        with django_capture_on_commit_callbacks(execute=True):
            stored(2)
        full_disk.undo()
        with django_capture_on_commit_callbacks(execute=True):
            stored(3)
        assert search_problems(ProblemQuery()).total == 3
    assert list(index_differences()) == []
