"""Two web hosts with one database: each has a copy of the index of its own, and follows what the other changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from reports.models import Change, Report
from reports.search import ProblemQuery, search_problems
from reports.search.rebuild import rebuild_index
from reports.search.sync import apply_changes, content_change, index_differences
from tests.search.archive import stored

pytestmark = pytest.mark.django_db

OnHost = Callable[[str], Any]


@pytest.fixture
def on_host(settings: LazySettings, tmp_path: Path) -> OnHost:
    """`with on_host("b"):` is what a process of that host does."""

    @contextmanager
    def host(name: str) -> Iterator[None]:
        before = settings.INDEX_DIR
        settings.INDEX_DIR = tmp_path / name / "index"
        try:
            yield
        finally:
            settings.INDEX_DIR = before

    return host


def total() -> int:
    return search_problems(ProblemQuery()).total


def let_time_pass() -> None:
    Change.objects.update(changed_at=timezone.now() - dt.timedelta(seconds=3))


def test_a_host_follows_what_another_one_stores(on_host: OnHost) -> None:
    with on_host("a"):
        stored(1)
        apply_changes()
    with on_host("b"):
        rebuild_index()
    with on_host("a"):
        stored(2)
        apply_changes()
        assert total() == 2
    with on_host("b"):
        assert total() == 1, "its copy has not been told yet"
        let_time_pass()
        assert total() == 2, "a page has brought it up to date"
        assert list(index_differences()) == []


def test_what_is_withdrawn_on_one_host_is_gone_from_all_at_once(on_host: OnHost) -> None:
    with on_host("a"):
        report = stored(1)
        apply_changes()
    with on_host("b"):
        rebuild_index()
        assert total() == 1
    with on_host("a"):
        with content_change() as change:
            change.touch(report)
            Report.objects.filter(pk=report.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="试验")
        apply_changes()
    with on_host("b"):
        assert total() == 0


def test_a_timer_brings_a_host_up_to_date_that_nobody_asks(on_host: OnHost) -> None:
    with on_host("a"):
        stored(1)
        apply_changes()
    with on_host("b"):
        rebuild_index()
    with on_host("a"):
        for number in range(2, 30):
            stored(number)
        apply_changes()
    with on_host("b"):
        call_command("sync_index", verbosity=0)
        assert total() == 29
        assert list(index_differences()) == []


def test_a_host_that_was_away_for_longer_than_changes_are_kept_says_that_it_must_rebuild(on_host: OnHost) -> None:
    with on_host("b"):
        stored(1)
        apply_changes()
    with on_host("a"):
        rebuild_index()
        stored(2)
        stored(3)
        apply_changes()
        Change.objects.update(changed_at=timezone.now() - dt.timedelta(days=31))
        call_command("sync_index", verbosity=0)
        assert total() == 3
    with on_host("b"):
        assert search_problems(ProblemQuery()).status.state == "outdated"
        rebuild_index()
        assert total() == 3
