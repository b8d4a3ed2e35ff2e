"""The write door: versions, changes, and an index that follows the commits (design.md §6, Version)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reports.models import ArchiveState, Change, Problem, Report
from reports.search import ProblemQuery, applying, matching_ids, search_problems, search_reports
from reports.search.fresh import FreshReport
from reports.search.reading import open_view
from reports.search.standing import index_folder
from reports.search.sync import (
    apply_changes,
    archive_version,
    batched_index_updates,
    content_change,
    ensure_fresh,
    index_differences,
)
from tests.search.archive import problem, report, stored

pytestmark = pytest.mark.django_db


def found(q: str = "", **filters: Any) -> set[str]:
    return {hit.public_id for hit in search_problems(ProblemQuery(q=q, per_page=50, **filters)).hits}


def applied() -> int:
    generation = index_folder().current()
    assert generation is not None
    return generation.applied_version()


# Versions and changes


def test_a_transaction_that_changes_nothing_raises_no_version() -> None:
    with content_change():
        pass
    assert archive_version() == 0


def test_a_version_that_changed_nothing_is_given_back() -> None:
    with content_change() as change:
        assert change.begin() == 1
    assert archive_version() == 0
    assert not Change.objects.exists()


def test_a_version_is_raised_once_and_stamps_its_changes() -> None:
    made = stored(1)
    with content_change() as change:
        assert change.begin() == change.begin() == 2
        change.touch(made)
        change.touch(made, made.problems.get())
    assert archive_version() == 2
    assert set(Change.objects.filter(version=2).values_list("kind", "public_id", "removed")) == {
        ("report", made.public_id, False),
        ("problem", made.problems.get().public_id, False),
    }
    assert ArchiveState.objects.get().changed_at is not None


def test_a_failed_transaction_leaves_neither_version_nor_change() -> None:
    made = stored(1)

    def fails() -> None:
        with content_change() as change:
            change.touch(made)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with content_change() as change:
        change.touch(made)
        transaction.set_rollback(True)
    assert archive_version() == 1
    assert Change.objects.count() == 1


def test_an_inner_door_joins_the_outer_one() -> None:
    made = stored(1)
    with content_change() as outer, content_change() as inner:
        inner.touch(made)
        assert outer is inner
    assert archive_version() == 2


def test_a_measure_stands_for_its_problems_and_a_round_or_body_for_its_reports() -> None:
    made, other = stored(1), stored(2)
    row = problem(made, 5, "管网", "修管网")
    with content_change() as change:
        change.touch(row.measures.get(), other.round, made.round.body)
    assert set(Change.objects.filter(version=3).values_list("public_id", flat=True)) == {
        row.public_id,
        made.public_id,
        other.public_id,
    }
    with content_change() as change, pytest.raises(TypeError):
        change.touch(ArchiveState.objects.get())


def test_what_is_not_shown_at_the_end_counts_as_removed() -> None:
    made = stored(1, "污水", "管网")
    retired, kept = made.problems.all()
    with content_change() as change:
        change.touch(retired, kept)
        Problem.objects.filter(pk=retired.pk).update(retired_at=timezone.now())
    assert dict(Change.objects.filter(version=2).values_list("public_id", "removed")) == {
        retired.public_id: True,
        kept.public_id: False,
    }


# From the commit to the index


def test_a_commit_reaches_the_index(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = stored(1, "污水直排", "管网老化")
    assert found("污水") == {made.problems.get(position=0).public_id}
    with django_capture_on_commit_callbacks(execute=True), content_change() as change:
        row = made.problems.get(position=0)
        change.touch(row)
        row.text = "黑臭水体"
        row.save()
    assert found("污水") == set()
    assert found("黑臭水体") == {row.public_id}
    assert applied() == archive_version() == 2
    assert list(index_differences()) == []


def test_a_deferred_change_waits_for_its_maker(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), content_change(defer=True) as change:
        change.touch(report(1))
    assert index_folder().current() is None
    assert apply_changes()
    assert search_reports("全文").total == 1


def test_applying_twice_changes_nothing() -> None:
    stored(1, "污水", "管网")
    assert apply_changes()
    generation = index_folder().current()
    assert generation is not None
    generation.set_applied_version(0)
    assert apply_changes()
    assert search_problems(ProblemQuery()).total == 2
    assert list(index_differences()) == []


def test_a_deleted_report_leaves_the_index_with_its_problems() -> None:
    made, other = stored(1), stored(2)
    apply_changes()
    with content_change() as change:
        change.remove(made)
        made.delete()
    apply_changes()
    assert found() == {other.problems.get().public_id}
    assert search_reports("").total == 1
    assert list(index_differences()) == []


def test_many_versions_are_applied_in_batches_of_whole_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    made = [stored(number) for number in range(1, 6)]
    with content_change() as change:  # one version with more changes than a batch takes
        change.touch(*made)
    assert apply_changes()
    assert applied() == 6
    assert search_problems(ProblemQuery()).total == 5
    assert list(index_differences()) == []


def test_a_page_takes_one_batch_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        stored(number)
    assert not apply_changes(most=2)
    assert applied() == 2
    assert not apply_changes(most=2)
    assert apply_changes(most=2)


def test_an_import_reaches_the_index_in_batches_and_at_its_end(django_capture_on_commit_callbacks: Any) -> None:
    with batched_index_updates(seconds=3600):
        with django_capture_on_commit_callbacks(execute=True):
            stored(1)
        assert index_folder().current() is None
    assert search_problems(ProblemQuery()).total == 1
    with batched_index_updates(seconds=0):
        for number in range(2, 12):
            with django_capture_on_commit_callbacks(execute=True):
                stored(number)
            assert search_problems(ProblemQuery()).total == number
    assert list(index_differences()) == []


def test_an_import_that_fails_leaves_nothing_unapplied(django_capture_on_commit_callbacks: Any) -> None:
    def fails() -> None:
        with batched_index_updates(seconds=3600):
            with django_capture_on_commit_callbacks(execute=True):
                stored(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert applied() == 1


# Reading beside the writer


def test_who_finds_the_writer_taken_leaves_it_and_the_page_goes_on() -> None:
    first = stored(1)
    apply_changes()
    generation = index_folder().current()
    assert generation is not None
    with generation.writer():
        second = stored(2)
        assert not apply_changes()
        assert found() == {first.problems.get().public_id}
    assert apply_changes()
    assert found() == {first.problems.get().public_id, second.problems.get().public_id}


def test_removed_rows_are_left_out_before_the_index_knows() -> None:
    withdrawn, kept = stored(1, "污水", "污水"), stored(2, "污水", "污水")
    apply_changes()
    retired = kept.problems.first()
    assert retired is not None
    with content_change() as change:
        change.touch(withdrawn, retired)
        Report.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="试验")
        Problem.objects.filter(pk=retired.pk).update(retired_at=timezone.now())
    left = kept.problems.exclude(pk=retired.pk).get()
    results = search_problems(ProblemQuery(q="污水"))
    assert [hit.pk for hit in results.hits] == [left.pk]
    assert results.total == 1
    assert [value.count for value in results.facets["status"]] == [1]
    assert list(matching_ids(ProblemQuery())) == [left.pk]
    assert search_reports("").keys == (kept.pk,)
    assert results.version == 2
    assert not results.lagging


def test_a_page_applies_what_has_waited_too_long_and_says_when_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    stored(1)
    apply_changes()
    stored(2)
    assert not ensure_fresh(), "young changes are left to their maker"
    assert search_problems(ProblemQuery()).total == 1
    Change.objects.update(changed_at=timezone.now() - dt.timedelta(seconds=3))
    generation = index_folder().current()
    assert generation is not None
    with generation.writer():
        results = search_problems(ProblemQuery())
    assert (results.total, results.lagging, results.version) == (1, True, 1)
    assert ensure_fresh(), "a writer that was taken a moment ago is not tried for by each page"
    assert applied() == 1
    monkeypatch.setattr(applying, "BUSY_SECONDS", 0.0)
    results = search_problems(ProblemQuery())
    assert (results.total, results.lagging, results.version) == (2, False, 2)


class TestVersionsThatOnlyAdd:
    """`ArchiveState.edited`: the version since which nothing that readers may have seen was changed."""

    def test_new_reports_leave_it_where_it_was(self) -> None:
        edited = self.edited()
        for number in range(1, 4):
            self.add(number)
        assert (self.edited(), archive_version()) == (edited, edited + 3)

    def test_any_other_change_raises_it_and_later_reports_do_not(self) -> None:
        row = self.add(1)
        with content_change() as change:
            change.touch(row)
        assert self.edited() == archive_version()
        self.add(2)
        self.add(3)
        assert self.edited() == archive_version() - 2

    def test_a_new_report_beside_a_change_counts_as_one(self) -> None:
        row = self.add(4)
        with content_change() as change:
            fresh = report(10)
            change.created(FreshReport(fresh, "", [], []))
            change.touch(row)
        assert self.edited() == archive_version()

    def test_a_version_that_was_raised_by_other_means_counts_as_a_change(self) -> None:
        self.add(5)
        ArchiveState.objects.update(version=F("version") + 1)
        assert self.edited() == archive_version()

    def test_what_is_found_is_kept_while_new_reports_wait_and_no_longer_than_a_change_does(self) -> None:
        row = self.add(6)
        apply_changes()
        state = open_view().state  # type: ignore[union-attr]
        assert state is not None
        self.add(7)
        assert open_view().state == state  # type: ignore[union-attr]
        with content_change(defer=True) as change:
            change.touch(row)
        assert open_view().state is None  # type: ignore[union-attr]

    @staticmethod
    def add(number: int) -> Report:
        """A new report, as an import stores it, that the index does not hold yet."""
        with content_change(defer=True) as change:
            row = report(number)
            change.created(FreshReport(row, "", [], []))
        return row

    @staticmethod
    def edited() -> int:
        return ArchiveState.objects.get().edited
