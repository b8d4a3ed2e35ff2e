"""The one write door: changes to content, their versions, and how the index takes them up (design.md §6, Version).

    with content_change() as change:
        change.touch(report)
        report.title = "…"
        report.save()

The database is the truth. What changed is written to `Change` in the same transaction, and applied to the index by
whoever committed it (`search.applying`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from reports.models import ArchiveState, Body, Change, InspectionRound, Measure, Problem, Report
from reports.models.bulk import insert
from reports.search.applying import (
    after_commit,
    apply_changes,
    batched_index_updates,
    ensure_fresh,
    look_for_others,
)
from reports.search.comparison import index_differences
from reports.search.fresh import Draft, FreshReport, drafts
from reports.search.standing import archive_version, index_state
from reports.search.stream import field_text

__all__ = [
    "ContentChange",
    "Draft",
    "FreshReport",
    "apply_changes",
    "archive_version",
    "batched_index_updates",
    "content_change",
    "drafts",
    "ensure_fresh",
    "field_text",
    "index_differences",
    "index_state",
    "look_for_others",
]


@dataclass(slots=True)
class ContentChange:
    """What one transaction changes. Rows named here are written to the index anew, or dropped from it.

    `before`: the archive's version when the transaction locked it.
    """

    before: int
    version: int | None = None
    fresh: list[FreshReport] = field(default_factory=list)
    _reports: dict[str, bool] = field(default_factory=dict)
    _problems: dict[str, bool] = field(default_factory=dict)

    def begin(self) -> int:
        """Raises the archive's version, once; to be called before the first write that differs. Returns the version."""
        if self.version is None:
            self.version = self.before + 1
            ArchiveState.write(self.version)
        return self.version

    def touch(self, *rows: models.Model) -> None:
        """Rows that change what readers see: a report (with all its problems), a problem, a measure (its problems),
        a round or a body (their reports). TypeError for anything else.
        """
        self._name(rows, removed=False)

    def remove(self, *rows: models.Model) -> None:
        """Rows that readers no longer see from the commit on. To be called before a row is deleted."""
        self._name(rows, removed=True)

    def _name(self, rows: tuple[models.Model, ...], *, removed: bool) -> None:
        self.begin()
        for row in rows:
            if isinstance(row, Problem):
                self._problems[row.public_id] = removed
            elif isinstance(row, Measure):
                self._problems |= dict.fromkeys(_ids(Problem.objects.filter(measures=row)), removed)
            else:
                self._reports |= dict.fromkeys(_reports_of(row), removed)

    def created(self, fresh: FreshReport) -> None:
        """A report that this transaction stores for the first time, with all its rows: the index need not read it."""
        self.touch(fresh.report)
        self.fresh.append(fresh)

    @property
    def only_fresh(self) -> list[FreshReport]:
        """The new reports, when nothing else was changed; else none."""
        alone = self._fresh_ids() == self._reports.keys() and not self._problems
        return self.fresh if alone else []

    def _fresh_ids(self) -> set[str]:
        return {fresh.report.public_id for fresh in self.fresh}

    def settle(self) -> None:
        """Writes the changes, stamped with the version; for `content_change`, at the transaction's end.

        What is not shown when the transaction ends counts as removed, so that searches leave it out at once. A
        version without any change is given back: every version has one, which tells a gap in what is known.
        """
        if self.version is None:
            return
        changes = [
            {
                "version": self.version,
                "kind": kind,
                "public_id": public_id,
                "removed": removed or public_id not in shown,
            }
            for kind, named, shown in (
                (Change.Kind.REPORT, self._reports, self._shown(Report, self._reports)),
                (Change.Kind.PROBLEM, self._problems, self._shown(Problem, self._problems)),
            )
            for public_id, removed in named.items()
        ]
        if changes:
            insert(Change, changes)
            if self.only_fresh:
                ArchiveState.note_only_added(self.version)
        else:
            ArchiveState.objects.filter(pk=1).update(version=self.version - 1)

    def _shown(self, model: Any, named: Mapping[str, bool]) -> set[str]:
        """Those that readers see. A report that is new is not asked for."""
        fresh = self._fresh_ids() & named.keys()
        asked = named.keys() - fresh
        return fresh | set(_ids(model.objects.public().filter(public_id__in=asked)) if asked else ())


def _ids(rows: models.QuerySet[Any]) -> list[str]:
    return list(rows.order_by().values_list("public_id", flat=True).distinct())


def _reports_of(row: models.Model) -> list[str]:
    match row:
        case Report():
            return [row.public_id]
        case InspectionRound():
            return _ids(Report.objects.filter(round=row))
        case Body():
            return _ids(Report.objects.filter(round__body=row))
    raise TypeError(f"no content of the index: {type(row).__name__}")


_current: ContextVar[ContentChange | None] = ContextVar("content_change", default=None)


@contextmanager
def content_change(*, defer: bool = False) -> Iterator[ContentChange]:
    """A transaction that changes content: locks the archive's state first, so that the order of versions is the order
    of commits, then lets the block write, then tells the index. Inside another such block it joins that one.

    With `defer` the index is left to the caller (`apply_changes`); for many at once see `batched_index_updates`.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic(savepoint=False):
            yield outer
        return
    with transaction.atomic():
        change = ContentChange(ArchiveState.lock())
        token = _current.set(change)
        try:
            yield change
        finally:
            _current.reset(token)
        if change.version is None or transaction.get_rollback():
            return
        change.settle()
        if not defer:
            version, fresh = change.version, change.only_fresh
            transaction.on_commit(lambda: after_commit(version, fresh), robust=True)
