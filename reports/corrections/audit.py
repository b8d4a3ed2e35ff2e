"""The log of acts that are no corrections, and services for those of them that belong nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from reports.models import AuditEntry, EditorAlias, Report
from reports.models.audit import Act
from reports.search.sync import content_change

Actor = User | AnonymousUser | str | None
"""Who acts: a user, or the name of a command's run."""


def name_of(by: Actor) -> str:
    """The name that the log keeps: it outlives the account."""
    if isinstance(by, str):
        return by
    return by.get_username() if by else ""


def ensure_alias(by: Actor) -> None:
    """Gives a user the alias under which readers see what they correct, unless they have one. To be called while the
    content is locked. Runs of commands have none."""
    if isinstance(by, User):
        EditorAlias.ensure(by.get_username())


def record(
    act: Act,
    target: tuple[str, str],
    *,
    label: str,
    report: Report | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    by: Actor = None,
) -> AuditEntry:
    """Adds to the log. `target`: the kind of the row and its public id, or what else names it for good."""
    return AuditEntry.objects.create(
        act=act,
        target_type=target[0],
        target=target[1],
        target_label=label[:200],
        report=report,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason.strip(),
        by_name=name_of(by),
    )


def mark_reviewed(reports: Iterable[Report], reviewed: bool, *, by: Actor) -> int:
    """Marks reports as reviewed, or as waiting for it; returns how many were not so marked before."""
    count = 0
    with content_change() as change:
        for report in Report.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in reports]):
            if (report.reviewed_at is not None) == reviewed:
                continue
            change.touch(report)  # its page says when it was reviewed
            before = report.reviewed_at
            report.reviewed_at = timezone.now() if reviewed else None
            report.save(update_fields=["reviewed_at"])
            record(
                Act.REVIEW,
                ("report", report.public_id),
                label=report.display_title,
                report=report,
                before={"reviewed_at": before and before.isoformat()},
                after={"reviewed_at": report.reviewed_at and report.reviewed_at.isoformat()},
                by=by,
            )
            count += 1
    return count
