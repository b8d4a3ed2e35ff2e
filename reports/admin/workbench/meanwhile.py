"""Two editors at one row: what the first one did since the second opened it, and the three states of every value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reports.admin.workbench.fields import Values, changed
from reports.models import Correction, Report
from reports.views.history import Words


@dataclass(frozen=True, slots=True)
class Opened:
    """When a form was opened: the newest correction of the report then, and the moment. Stands in the form."""

    newest: int
    moment: dt.datetime

    @classmethod
    def now(cls, report: Report) -> Opened:
        newest = Correction.objects.filter(report=report).aggregate(newest=Max("pk"))["newest"]
        return cls(newest or 0, timezone.now())

    @classmethod
    def read(cls, words: str) -> Opened:
        """The inverse of `str`. ValueError for anything else."""
        newest, _bar, moment = words.partition("|")
        found = parse_datetime(moment)
        if found is None:
            raise ValueError(words)
        return cls(int(newest), found)

    def __str__(self) -> str:
        return f"{self.newest}|{self.moment.isoformat()}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that somebody else changed, in words: when the form was opened, now, and as this editor has it.
    `both`: this editor changed it too."""

    label: str
    was: str
    now: str
    mine: str
    both: bool


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What happened to a row since a form was opened. `corrections` may be empty: then an import changed it."""

    corrections: list[Correction]
    differences: list[Difference]


class ChangedMeanwhileError(Exception):
    """The row is not as it was when the form was opened; nothing has been done. `now` are its values (None: gone)."""

    def __init__(self, now: Values | None) -> None:
        super().__init__("changed meanwhile")
        self.now = now


def corrections_since(report: Report, public_id: str, opened: Opened) -> list[Correction]:
    """The report's corrections that were made or undone since and that are about the row, oldest first."""
    since = Q(pk__gt=opened.newest) | Q(undone_at__gt=opened.moment)
    return [
        each
        for each in Correction.objects.filter(since, report=report).order_by("pk")
        if public_id == each.target or public_id in each.before or public_id in each.after
    ]


def meanwhile(
    report: Report,
    kind: str,
    public_id: str,
    opened: Opened,
    *,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    mine: Mapping[str, Any],
) -> Meanwhile:
    """What a second editor is told. `mine` are the values that he changed."""
    words = Words()

    def said(name: str, value: Any) -> str:
        return words.value(kind, name, value) or "—"

    differences = [
        Difference(
            words.name(kind, name),
            said(name, was.get(name)),
            said(name, value),
            said(name, mine.get(name, was.get(name))),
            name in mine,
        )
        for name, value in changed(was, now).items()
    ]
    return Meanwhile(corrections_since(report, public_id, opened), differences)
