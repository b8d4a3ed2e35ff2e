"""The acts of an editor. One named function each, called by admin, commands and tests alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from reports.corrections.audit import Actor, ensure_alias, name_of, record
from reports.corrections.bodies import body_row, move_to, region_of
from reports.corrections.continuing import refusal
from reports.corrections.effective import InForce, effective, walk
from reports.corrections.masking import Mask
from reports.corrections.payloads import CorrectionError, check_request, completed
from reports.corrections.plan import compare
from reports.corrections.resting import resting_on
from reports.corrections.retelling import retell
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.corrections.settle import basis, parsed_fields
from reports.corrections.state import ReportState
from reports.corrections.structure import OBSTACLES
from reports.corrections.writer import carry_out
from reports.models import Correction, InspectionRound, Measure, Problem, Report
from reports.models.audit import Act
from reports.models.choices import CorrectionState, Operation, TargetType
from reports.search.sync import ContentChange, content_change

Target = Report | InspectionRound | Problem | Measure


class NothingChangedError(CorrectionError):
    """The correction says what is shown already: nothing is recorded."""


class RestedOnError(CorrectionError):
    """Later corrections rest on the one to be undone; `corrections` lists them."""

    def __init__(self, corrections: Sequence[Correction]) -> None:
        self.corrections = list(corrections)
        names = "、".join(f"#{each.pk} {each}" for each in corrections)
        super().__init__(
            f"后来的更正以它为基础，请先撤销：{names}。Later corrections rest on this one; undo them first: {names}."
        )


def apply(operation: str, target: Target, payload: Mapping[str, Any], *, reason: str, by: Actor = None) -> Correction:
    """Makes a correction: records it, writes what is shown now, and tells the index, in one transaction.

    `operation` is a code of `Operation`; `payload` for `set` maps fields of `SETTABLE` to values (categories: a list
    of at most three codes; continues: a public id), for the others see `structure` (what can be found out is
    completed); `by` is the user, or the name of a command's run.
    Raises CorrectionError for an unknown operation, field or value, for an empty reason and for what cannot be
    carried out, and NothingChangedError when that is shown already.
    """
    target_type = type_of(target)
    check_request(operation, target_type, payload, reason)
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
        kept = completed(operation, target_type, target.public_id, payload, before, report.source_text.text)
        _refuse_foreign_id(kept.get("id"), report)
        if isinstance(target, Problem) and (said := refusal(target, kept.get("continues"))):
            raise CorrectionError(said)
        # Words that were taken out of the report do not come back by hand, nor in the reason.
        mask = Mask.of(report)
        kept, reason = (mask.values(kept), mask.text(reason)) if mask else (kept, reason)
        made = InForce(operation, target_type, target.public_id, kept)
        (step,) = walk(before, [made])
        if step.obstacle is not None:
            said = OBSTACLES[step.obstacle]
            raise CorrectionError(f"不能这样更正：{said}。It cannot be carried out ({step.obstacle}).")
        if step.after.same_as(before):
            raise NothingChangedError("内容没有变化，未记录更正。Nothing has changed; no correction was recorded.")
        shown_before, shown_after = _audit(made, before, step.after)
        correction = Correction(
            report=report,
            operation=operation,
            target_type=target_type,
            target=target.public_id,
            target_label=str(target)[:200],
            payload=kept,
            against=basis(made, parsed),
            before=shown_before,
            after=shown_after,
            reason=reason.strip(),
            by=by if isinstance(by, User) else None,
            by_name=name_of(by),
        )
        change.touch(report)
        ensure_alias(by)
        correction.save()
        show(stored, parsed, step.after, change, _successors(made))
    return correction


def undo(correction: Correction, *, reason: str, by: Actor = None) -> Correction:
    """Takes a correction back: the row shows what it would show without it, later corrections staying in force.

    Raises CorrectionError when it is undone already, when its report is gone, for an empty reason and for a
    redaction, and RestedOnError when later corrections rest on it.
    """
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    with content_change() as change:
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.state == CorrectionState.UNDONE:
            raise CorrectionError("这条更正已经撤销。This correction has been undone already.")
        if correction.operation == Operation.REDACT:
            raise CorrectionError("遮盖不能撤销：文字已不再保存。A redaction cannot be undone: the words are gone.")
        if correction.report is None:
            raise CorrectionError("这条更正所属的通报已不存在。The report of this correction is gone.")
        stored = StoredReport.load(locked(correction.report))
        parsed = stored.parsed_state()
        if later := _resting(correction, stored.report, parsed):
            raise RestedOnError(later)
        change.touch(stored.report)
        ensure_alias(by)
        correction.state = CorrectionState.UNDONE
        correction.conflict = None
        correction.undone_at = timezone.now()
        correction.undone_by_name = name_of(by)
        correction.undone_reason = reason.strip()
        correction.save()
        show(stored, parsed, effective(parsed, as_operations(corrections_of(stored.report))), change)
    return correction


def resting(correction: Correction) -> list[Correction]:
    """The later corrections, not undone, that rest on this one: to be undone before it."""
    if correction.report is None or correction.state == CorrectionState.UNDONE:
        return []
    report = Report.objects.select_related("round", "source_text").get(pk=correction.report.pk)
    return _resting(correction, report, StoredReport.load(report).parsed_state())


def _resting(correction: Correction, report: Report, parsed: ReportState) -> list[Correction]:
    made = corrections_of(report)
    index = [each.pk for each in made].index(correction.pk)
    return [made[later] for later in resting_on(parsed, as_operations(made), index)]


def resolve(
    correction: Correction,
    how: str,
    *,
    reason: str,
    by: Actor = None,
    payload: Mapping[str, Any] | None = None,
    target: Target | None = None,
) -> Correction:
    """Decides a conflict. `keep`: the correction stays, against what the parse says now. `drop`: it is undone.
    `edit`: it is undone and made anew with `payload`, on `target` where its own row is gone.

    Returns the correction that stands (of a drop: the undone one). Raises CorrectionError when it is not in
    conflict, and for keeping one that cannot be carried out any more; see `apply` and `undo` too.
    """
    if how not in ("keep", "drop", "edit"):
        raise CorrectionError(f"没有“{how}”这种处理。There is no way {how!r} to resolve a conflict.")
    if correction.state != CorrectionState.CONFLICT:
        raise CorrectionError("这条更正没有待处理的冲突。This correction is not in conflict.")
    if how == "keep":
        return _keep(correction, reason, by)
    with content_change():
        undone = undo(correction, reason=reason, by=by)
        if how == "drop":
            return undone
        row = target or target_of(correction)
        if row is None:
            raise CorrectionError("原来的条目已不存在，请另选一条。Its row is gone; choose another.")
        return apply(correction.operation, row, payload or correction.payload, reason=reason, by=by)


def _keep(correction: Correction, reason: str, by: Actor) -> Correction:
    """The decision is in the log: who kept it, against what, and why."""
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    with content_change() as change:
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.report is None:
            raise CorrectionError("这条更正所属的通报已不存在。The report of this correction is gone.")
        report = locked(correction.report)
        parsed = StoredReport.load(report).parsed_state()
        made = corrections_of(report)
        steps = list(walk(parsed, as_operations(made)))
        index = [each.pk for each in made].index(correction.pk)
        if steps[index].obstacle is not None:
            raise CorrectionError(
                "它已无法执行，只能放弃或改写。It can no longer be carried out; drop it or edit it instead."
            )
        change.touch(report)
        ensure_alias(by)
        before, correction.against = correction.against, basis(steps[index].operation, parsed)
        correction.state, correction.conflict = CorrectionState.IN_FORCE, None
        correction.save(update_fields=["against", "state", "conflict"])
        record(
            Act.KEEP,
            (correction.target_type, correction.target),
            label=f"#{correction.pk} {correction}",
            report=report,
            before={"parsed": before, "correction": correction.payload},
            after={"parsed": correction.against, "correction": correction.payload},
            reason=Mask.of(report).text(reason),
            by=by,
        )
    return correction


def target_of(correction: Correction) -> Target | None:
    """The row that a correction is about; None when the archive no longer has it."""
    models: dict[str, Any] = {
        TargetType.REPORT: Report,
        TargetType.ROUND: InspectionRound,
        TargetType.PROBLEM: Problem,
        TargetType.MEASURE: Measure,
    }
    found: Target | None = models[correction.target_type].objects.filter(public_id=correction.target).first()
    return found


def show(
    stored: StoredReport,
    parsed: ReportState,
    shown: ReportState,
    change: ContentChange,
    successors: Mapping[str, str] | None = None,
) -> None:
    """Writes what is shown now; a round's facts are shown by every report of the round. A report that has come under
    another body joins or makes a round there."""
    plan = compare(stored, parsed, shown, {})
    if plan.body is not None:
        left = move_to(stored.report, body_row(plan.body, region_of(plan.body["region"])), parsed.told)
        for round_ in [stored.report.round, *([left] if left else [])]:
            retell(round_, change)
        return
    if plan.round:
        for report in stored.report.round.reports.exclude(pk=stored.report.pk):
            change.touch(report)
    carry_out(plan, stored, successors)


def _audit(made: InForce, before: ReportState, after: ReportState) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was shown and what is: of a `set` its fields, else every row that differs, and the order if it does."""
    if made.operation == "set":
        row = before.row(made.target_type, made.target) or {}
        return parsed_fields(row, made.payload), dict(made.payload)
    found: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for kind in ("problem", "measure"):
        rows = before.rows(kind), after.rows(kind)
        keys = [key for key in {**rows[0], **rows[1]} if rows[0].get(key) != rows[1].get(key)]
        for side, values in zip(found, rows, strict=True):
            side |= {key: values[key] for key in keys if key in values}
            if list(rows[0]) != list(rows[1]) and made.operation == "move":
                side["order"] = list(values)
    return found


def _successors(made: InForce) -> dict[str, str]:
    return {made.payload["with"]: made.target} if made.operation == "merge" else {}


def _refuse_foreign_id(given: str | None, report: Report) -> None:
    if given is None:
        return
    models: tuple[Any, ...] = (Problem, Measure)
    if any(model.objects.filter(public_id=given).exclude(report=report).exists() for model in models):
        raise CorrectionError("这个编号属于另一份通报。This public id belongs to another report.")


def type_of(target: Target) -> str:
    """The code of `TargetType` for a row. KeyError for a row that cannot be corrected."""
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
        return locked(target)
    if isinstance(target, InspectionRound):
        return locked(target.reports.order_by("pk")[0])
    return locked(target.report)


def locked(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("round", "source_text")
    return rows.get(pk=report.pk)
