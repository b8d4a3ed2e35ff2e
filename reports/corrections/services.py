"""The acts of an editor. One named function each, called by admin, commands and tests alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from reports.corrections.effective import OPERATIONS, effective
from reports.corrections.fields import SETTABLE
from reports.corrections.plan import compare
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.corrections.settle import parsed_fields
from reports.corrections.state import ReportState
from reports.corrections.writer import carry_out
from reports.models import Category, Correction, InspectionRound, Measure, Problem, Report
from reports.models.choices import CorrectionState, Status, TargetType
from reports.search.sync import content_change

Actor = User | AnonymousUser | str | None
"""Who acts: a user, or the name of a command's run."""

Target = Report | InspectionRound | Problem | Measure


class CorrectionError(Exception):
    """A correction that cannot be made; the message says why, in Chinese and English."""


class NothingChangedError(CorrectionError):
    """The correction says what is shown already: nothing is recorded."""


def apply(operation: str, target: Target, payload: Mapping[str, Any], *, reason: str, by: Actor = None) -> Correction:
    """Makes a correction: records it, writes what is shown now, and tells the index, in one transaction.

    `operation` is a code of `Operation` that `effective` knows; `payload` for `set` maps fields of `SETTABLE` to
    values (categories: a list of at most three codes); `by` is the user, or the name of a command's run.
    Raises CorrectionError for an unknown operation, field or value and for an empty reason, and
    NothingChangedError when the row shows that already.
    """
    target_type = _target_type(target)
    _check(operation, target_type, payload, reason)
    with content_change() as change:
        report = _locked_report(target)
        stored = StoredReport.load(report)
        parsed = stored.parsed_state()
        operations = as_operations(corrections_of(report))
        before = effective(parsed, operations)
        row = before.row(target_type, target.public_id)
        if row is None:
            raise CorrectionError("这一条已不在通报中，不能更正。This row is no longer part of its report.")
        if operation == "set" and parsed_fields(row, payload) == dict(payload):
            raise NothingChangedError("内容没有变化，未记录更正。Nothing has changed; no correction was recorded.")
        correction = Correction(
            report=report,
            operation=operation,
            target_type=target_type,
            target=target.public_id,
            target_label=str(target)[:200],
            payload=dict(payload),
            against=parsed_fields(parsed.row(target_type, target.public_id) or {}, payload),
            before=parsed_fields(row, payload) if operation == "set" else dict(row),
            after=dict(payload),
            reason=reason.strip(),
            by=by if isinstance(by, User) else None,
            by_name=_name_of(by),
        )
        after = effective(parsed, [*operations, *as_operations([correction])])
        change.touch(report)
        correction.save()
        _show(stored, parsed, after, change)
    return correction


def undo(correction: Correction, *, reason: str, by: Actor = None) -> Correction:
    """Takes a correction back: the row shows what it would show without it, later corrections staying in force.

    Raises CorrectionError when it is undone already, when its report is gone, and for an empty reason.
    """
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    with content_change() as change:
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.state == CorrectionState.UNDONE:
            raise CorrectionError("这条更正已经撤销。This correction has been undone already.")
        if correction.report is None:
            raise CorrectionError("这条更正所属的通报已不存在。The report of this correction is gone.")
        stored = StoredReport.load(_locked(correction.report))
        parsed = stored.parsed_state()
        change.touch(stored.report)
        correction.state = CorrectionState.UNDONE
        correction.undone_at = timezone.now()
        correction.undone_by_name = _name_of(by)
        correction.undone_reason = reason.strip()
        correction.save()
        _show(stored, parsed, effective(parsed, as_operations(corrections_of(stored.report))), change)
    return correction


def _show(stored: StoredReport, parsed: ReportState, shown: ReportState, change: Any) -> None:
    """Writes what is shown now; a round's facts are shown by every report of the round."""
    plan = compare(stored, parsed, shown, {})
    if plan.round:
        for report in stored.report.round.reports.exclude(pk=stored.report.pk):
            change.touch(report)
    carry_out(plan, stored)


def _name_of(by: Actor) -> str:
    """The name that the log keeps: it outlives the account."""
    if isinstance(by, str):
        return by
    return by.get_username() if by else ""


def _target_type(target: Target) -> str:
    kinds: dict[type, str] = {
        Report: TargetType.REPORT,
        InspectionRound: TargetType.ROUND,
        Problem: TargetType.PROBLEM,
        Measure: TargetType.MEASURE,
    }
    return kinds[type(target)]


def _locked_report(target: Target) -> Report:
    """The target's report, locked: of a round, its first."""
    if isinstance(target, Report):
        return _locked(target)
    if isinstance(target, InspectionRound):
        return _locked(target.reports.order_by("pk")[0])
    return _locked(target.report)


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("round").get(pk=report.pk)


def _check(operation: str, target_type: str, payload: Mapping[str, Any], reason: str) -> None:
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    if operation not in OPERATIONS:
        raise CorrectionError(f"没有“{operation}”这种更正。There is no operation {operation!r}.")
    if operation != "set":
        return
    unknown = set(payload) - SETTABLE[target_type]
    if unknown or not payload:
        names = "、".join(sorted(unknown)) or "…"
        raise CorrectionError(f"不能改写这些字段：{names}。These fields cannot be set: {names}.")
    if "status" in payload and payload["status"] not in Status.values:
        raise CorrectionError(f"没有“{payload['status']}”这种整改状态。There is no status {payload['status']!r}.")
    if target_type == TargetType.MEASURE and "text" in payload and not payload["text"]:
        raise CorrectionError("措施的文本不能为空；要去掉它，请用删除。A measure needs a text; delete it instead.")
    _check_categories(payload.get("categories"))


def _check_categories(codes: Any) -> None:
    if codes is None:
        return
    if len(codes) > 3 or len(set(codes)) != len(codes):
        raise CorrectionError("一个问题最多归入三个不同的类别。A problem has at most three different categories.")
    known = set(Category.objects.filter(code__in=codes, parent__isnull=False).values_list("code", flat=True))
    if missing := [code for code in codes if code not in known]:
        raise CorrectionError(f"没有这些类别：{'、'.join(missing)}。There are no such topics: {', '.join(missing)}.")
