"""Corrections as a data file: JSON lines that another installation takes up.

A line names its report by public id and by the hash of its source text, its row by public id and fingerprint: two
archives that read the same files with the same parser have the same ids; where they have not, the fingerprint finds
the row. The lines of a file stand in the order in which the corrections were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.corrections.masking import Mask
from reports.corrections.payloads import CorrectionError, check_request
from reports.corrections.rows import StoredReport, corrections_of
from reports.corrections.services import NothingChangedError, Target, apply, locked
from reports.corrections.settle import settle_all
from reports.models import Correction, Measure, Problem, Report
from reports.models.choices import CorrectionState, Operation, TargetType
from reports.search.sync import content_change

FORMAT = 1


def exported() -> Iterator[dict[str, Any]]:
    """Every correction that is not undone, oldest first. Redactions are not among them: they hold no words to share."""
    rows = Correction.objects.exclude(state=CorrectionState.UNDONE).exclude(operation=Operation.REDACT)
    for each in rows.filter(report__withdrawn_at=None, report__isnull=False).select_related("report__source_text"):
        assert each.report is not None
        row = _row(each.target_type, each.target)
        yield {
            "format": FORMAT,
            "report": each.report.public_id,
            "source": each.report.source_text.sha256,
            "operation": each.operation,
            "target_type": each.target_type,
            "target": each.target,
            "fingerprint": getattr(row, "fingerprint", ""),
            "payload": each.payload,
            "against": each.against,
            "reason": each.reason,
            "made": each.created_at.isoformat(),
        }


def imported(lines: Iterable[Mapping[str, Any]], *, by: str = "import_corrections") -> Counter[str]:
    """Makes the corrections of a file; counts by what became of them.

    `made`, `known` (this archive has it, undone or not: nothing happens), `unchanged` (it shows that already),
    `conflict` (queued: its parse here is another, or it cannot be carried out here), `not_found` (no such report),
    `refused` (not what a correction may say). Doing it twice is the same as once. CorrectionError for a line that is
    no correction.
    """
    found: Counter[str] = Counter()
    for line in lines:
        if not isinstance(line, Mapping) or line.get("format") != FORMAT:
            raise CorrectionError("不是更正数据。This is no line of corrections.")
        found[_take(line, by)] += 1
    return found


def _take(line: Mapping[str, Any], by: str) -> str:
    report = _report(line)
    if report is None:
        return "not_found"
    row = _target(line, report)
    target = row.public_id if row is not None else line["target"]
    same = {"operation": line["operation"], "target_type": line["target_type"], "target": target}
    if any(each.payload == line["payload"] for each in Correction.objects.filter(**same)):
        return "known"
    if row is None:
        return _kept_waiting(line, report, target, by)
    try:
        with content_change():
            made = apply(line["operation"], row, line["payload"], reason=line["reason"], by=by)
            if made.against == line["against"]:
                return "made"
            return _queued(made, line["against"])
    except NothingChangedError:
        return "unchanged"
    except CorrectionError:
        return _kept_waiting(line, report, target, by)


def _kept_waiting(line: Mapping[str, Any], report: Report, target: str, by: str) -> str:
    """What cannot be carried out on this archive's parse waits with what stands in its way: it is not lost, a later
    parse may allow it, and an editor may decide."""
    try:
        check_request(line["operation"], line["target_type"], line["payload"], line["reason"])
    except CorrectionError:
        return "refused"
    with content_change() as change:
        report = locked(report)
        mask = Mask.of(report)
        made = Correction(
            report=report,
            operation=line["operation"],
            target_type=line["target_type"],
            target=target,
            target_label=str(_row(line["target_type"], target) or target)[:200],
            payload=mask.values(line["payload"]),
            against=mask.values(line["against"]),
            reason=mask.text(line["reason"]),
            by_name=by,
        )
        settled = settle_all([*corrections_of(report), made], StoredReport.load(report).parsed_state())[-1]
        if settled.state == CorrectionState.IN_FORCE:
            return "refused"  # it could be carried out, and is forbidden for another reason
        change.touch(report)
        made.state, made.conflict = CorrectionState(settled.state), dict(settled.conflict) if settled.conflict else None
        made.save()
    return "conflict" if made.state == CorrectionState.CONFLICT else "unchanged"


def _queued(made: Correction, against: Mapping[str, Any]) -> str:
    """Made against another parse than this archive's: in force, and waiting for an editor."""
    assert made.report is not None
    report = Report.objects.select_related("round", "source_text").get(pk=made.report.pk)
    made.against = dict(against)
    held = [made if each.pk == made.pk else each for each in corrections_of(report)]
    settled = settle_all(held, StoredReport.load(report).parsed_state())[held.index(made)]
    made.state, made.conflict = CorrectionState(settled.state), dict(settled.conflict) if settled.conflict else None
    made.save(update_fields=["against", "state", "conflict"])
    return "conflict" if made.state == CorrectionState.CONFLICT else "made"


def _report(line: Mapping[str, Any]) -> Report | None:
    rows = Report.objects.filter(withdrawn_at=None)
    found = rows.filter(public_id=line["report"]).first()
    return found or rows.filter(source_text__sha256=line["source"]).first()


def _target(line: Mapping[str, Any], report: Report) -> Target | None:
    kind = line["target_type"]
    if kind == TargetType.REPORT:
        return report
    if kind == TargetType.ROUND:
        return report.round
    rows: Any = report.problems if kind == TargetType.PROBLEM else report.measures
    found: Problem | Measure | None = rows.filter(public_id=line["target"]).first()
    if found is None and line.get("fingerprint"):
        alike = list(rows.live().filter(fingerprint=line["fingerprint"])[:2])
        found = alike[0] if len(alike) == 1 else None
    return found


def _row(target_type: str, target: str) -> Problem | Measure | None:
    models: dict[str, Any] = {TargetType.PROBLEM: Problem, TargetType.MEASURE: Measure}
    model = models.get(target_type)
    return model.objects.filter(public_id=target).first() if model else None
