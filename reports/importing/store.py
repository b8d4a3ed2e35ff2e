"""Stores one parsed document: finds its report, aligns the new parse with the stored rows, re-applies corrections,
and writes what differs. In a transaction of its own, or in that of the files stored with it (design.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from reports.corrections import rounds
from reports.corrections.bodies import corrected_round, move_to, names_another, shown_body
from reports.corrections.effective import effective
from reports.corrections.masking import Mask
from reports.corrections.plan import Plan, compare
from reports.corrections.redacting import note_missing
from reports.corrections.retelling import retell
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.corrections.settle import settle_all
from reports.corrections.state import ReportState
from reports.corrections.writer import carry_out, insert_declared
from reports.importing import identify, originals, samples
from reports.importing.bodies import Bodies
from reports.importing.documents import new_document, text_row
from reports.importing.duplicates import look_alike
from reports.importing.fresh import FreshRows, clashes, fresh_rows, insert, mint_id
from reports.importing.provenance import told_otherwise
from reports.importing.rows import Aligned, align_rows, with_ids
from reports.importing.states import ParsedValues
from reports.importing.summary import describe, describe_document, describe_header, summary
from reports.importing.types import ParsedFile
from reports.models import (
    Correction,
    DocumentText,
    InspectionRound,
    Report,
    SourceDocument,
    Tombstone,
)
from reports.models.bulk import holds_any, in_use, insert_row, looked_up
from reports.models.choices import CorrectionState, Operation, Origin, Outcome
from reports.search.sync import ContentChange, content_change


@dataclass(slots=True)
class Stored:
    """What became of a file. `changes` counts rows created, changed and retired, by table; `header` names columns.
    `details` says the same field by field, of a dry run.
    """

    outcome: str
    report: Report
    document: SourceDocument
    changes: dict[str, Any] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)


def store(file: ParsedFile, bodies: Bodies, *, origin: str = Origin.REAL, dry_run: bool = False) -> Stored:
    """Brings one parsed file into the archive. A dry run does the same and rolls it back."""
    with content_change() as change:
        stored = _store(file, bodies, origin, change, keep=not dry_run)
        if dry_run:
            transaction.set_rollback(True)
    if dry_run:
        bodies.forget()
    return stored


class WithdrawnError(Exception):
    """The text of the file was withdrawn, in whatever bytes it comes; the message says why it was."""


def _store(file: ParsedFile, bodies: Bodies, origin: str, change: ContentChange, *, keep: bool) -> Stored:
    # By the hash alone, in plain SQL: most files of a large import are new.
    held = _with_hash(SourceDocument, file.sha256, "id")
    document = SourceDocument.objects.get(pk=held[0]) if held else None
    if document is not None and document.report is not None:
        return _again(file, document, bodies, change)
    rows = file.rows or fresh_rows(file)
    if buried := _with_hash(Tombstone, rows.text_sha256, "reason"):
        raise WithdrawnError(buried[0])
    round_, report, double = _identified(file, rows.longest, bodies)
    change.begin()
    if origin == Origin.REAL and not bodies.without_samples:
        samples.remove(change)
        bodies.without_samples = True
    fresh = document is None
    with originals.keeping(file.data, file.sha256) if fresh and keep else nullcontext():
        document = document or new_document(file)
        if report is not None:
            return _further_document(file, report, document, bodies, change)
        text = text_row(file, document, rows.text_sha256, fresh=fresh)
        stored = _new_report(file, rows, round_, text, origin, bodies, change)
    if double is not None:
        stored.changes["possible_duplicate"] = double.public_id
    return stored


def _identified(
    file: ParsedFile, longest: Sequence[str], bodies: Bodies
) -> tuple[InspectionRound, Report | None, Report | None]:
    """The round that the file is of, perhaps a new one; the report that it is a copy or new version of; and another
    one that it merely looks like, for an editor to judge: their bodies or dates differ.

    A text that lost its body is taken for a copy of the report that it looks like unless something contradicts.
    """
    if file.header.body is None:
        double = look_alike(longest, file.text)
        if double is not None and identify.may_be_copy(double, file.values.round, file.values.report):
            return double.round, double, None
    value = file.values.report["body"]
    known = corrected_round(value, file.values.round) if holds_any(Correction) else None
    if known is not None and (report := identify.find_report(known, file.values, file.text)) is not None:
        return known, report, None
    body = bodies.of(value, file.header)
    round_ = rounds.find_round(body, file.values.round)
    report = identify.find_report(round_, file.values, file.text) if round_ else None
    if report is None and file.header.body is not None:
        double = look_alike(longest, file.text)
    if round_ is None:
        round_ = InspectionRound(body=body, authority_region=bodies.region(file.header.inspection.authority_region))
    return round_, report, double if report is None else None


def _again(file: ParsedFile, document: SourceDocument, bodies: Bodies, change: ContentChange) -> Stored:
    """The same bytes again: only a newer reader or parser, or a manifest that says otherwise where they are from, can
    change anything, and only in the primary document."""
    report = _locked(report_of=document)
    if report.withdrawn_at is not None or report.source_text.document_id != document.pk:
        return Stored(Outcome.UNCHANGED, report, document)
    told = told_otherwise(document, file.given)
    details = describe_document(document, told)
    for column, value in told.items():
        setattr(document, column, value)
    if told:
        document.save(update_fields=list(told))
        change.touch(report)
    file = _without_redacted_words(file, document, report)
    _put_under_its_body(file, report, bodies, change)
    stored = _update(file, report, document, text_row(file, document), change)
    if not told:
        return stored
    changes = {"documents": {"changed": 1}, **stored.changes}
    return replace(stored, outcome=Outcome.UPDATED, changes=changes, details=[*details, *stored.details])


def _put_under_its_body(file: ParsedFile, report: Report, bodies: Bodies, change: ContentChange) -> None:
    """A parse may name another body than the last one did. What an editor said of it stays."""
    value = shown_body(report, file.values.report["body"])
    if names_another(value, report.round.body):
        change.touch(report)
        left = move_to(report, bodies.of(value, file.header), file.values.round)
        if left is not None:
            retell(left, change)


def _locked(**which: Any) -> Report:
    key = which.get("pk") or which["report_of"].report_id
    return Report.objects.select_for_update(of=("self",)).select_related("round__body", "source_text").get(pk=key)


def _further_document(
    file: ParsedFile, report: Report, document: SourceDocument, bodies: Bodies, change: ContentChange
) -> Stored:
    """A copy or a new version of a report. A new version of the primary document's own address or file takes its
    place; a copy from elsewhere stands beside it."""
    primary = report.source_text.document
    in_place = _same_place(file, primary)
    file = _without_redacted_words(file, document, report)
    document.report = report
    document.save(update_fields=["report"])
    text = text_row(file, document)
    change.touch(report)
    if not in_place:
        if text._state.adding:
            text.save()
        return Stored(Outcome.UPDATED, report, document, {"documents": 1})
    report = _locked(pk=report.pk)
    if file.header.body is None:  # it was taken for a copy without: the report's own body stands
        file.values.report["body"] = (report.parsed or {}).get("report", {}).get("body", file.values.report["body"])
    _put_under_its_body(file, report, bodies, change)
    stored = _update(file, report, document, text, change)
    return Stored(Outcome.UPDATED, report, document, {"documents": 1, **stored.changes}, stored.details)


def _same_place(file: ParsedFile, primary: SourceDocument) -> bool:
    if file.url and primary.url:
        return file.url == primary.url
    return file.name == primary.name


def _new_report(
    file: ParsedFile,
    rows: FreshRows,
    round_: InspectionRound,
    text: DocumentText,
    origin: str,
    bodies: Bodies,
    change: ContentChange,
) -> Stored:
    document = text.document
    if text._state.adding:
        insert_row(text)
    rows = _with_free_ids(file, rows)
    if round_._state.adding:
        round_.public_id = rounds.mint_id(rows.report_id)
    report = Report(public_id=rows.report_id, round=round_, source_text=text, origin=origin)
    plan, settled = _planned_header(file, rows, report, text)
    details = describe_header(plan, StoredReport(report))
    # Saved with their values at once: a row is written one time, not made empty and then changed.
    _assign(round_, plan.round)
    if round_._state.adding:
        insert_row(round_)
    elif plan.round:
        round_.save(update_fields=list(plan.round))
        change.touch(round_)
    _assign(report, plan.report)
    report.round = round_
    insert_row(report)
    SourceDocument.objects.filter(pk=document.pk).update(report=report)
    if plan.declared:
        insert_declared(report, plan.declared)
    change.created(insert(rows, report, bodies.category_keys))
    if settled:
        Correction.objects.bulk_update(settled, ["state", "conflict"])
    changes = {**rows.summary(), **summary(plan, settled)}
    return Stored(Outcome.CREATED, report, document, changes, details)


def _with_free_ids(file: ParsedFile, rows: FreshRows) -> FreshRows:
    """The rows, made anew while their public ids are taken: by another report of the same text, or by chance."""
    report_id = mint_id(rows.text_sha256, taken=lambda each: bool(in_use(Report, [each])))
    taken: set[str] = set()
    while report_id != rows.report_id or (found := clashes(rows)):
        taken |= found if report_id == rows.report_id else set()
        rows = fresh_rows(file, report_id, taken)
    return rows


def _planned_header(
    file: ParsedFile, rows: FreshRows, report: Report, text: DocumentText
) -> tuple[Plan, list[Correction]]:
    """What a new report and its round are to say: the round may be held already, with other reports and corrections."""
    told = ReportState(
        report=file.values.report,
        round=_merged_round(report, file.values),
        told=file.values.round,
        source=rows.text_sha256,
    )
    corrections = [] if report.round._state.adding else corrections_of(report)
    shown = effective(told, as_operations(corrections))
    columns = {
        **_extra_columns(file, text, rows.problem_ids),
        "counted_problems": rows.counted,
        "parsed": {
            "report": file.values.report,
            "round": file.values.round,
            "problems": rows.problem_ids,
            "measures": rows.measure_ids,
        },
    }
    return compare(StoredReport(report), told, shown, columns), _settled(corrections, told)


def _assign(row: Any, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _update(
    file: ParsedFile, report: Report, document: SourceDocument, text: DocumentText, change: ContentChange
) -> Stored:
    """Compares the new parse with the stored rows, and writes only when something differs."""
    if text._state.adding:
        change.touch(report)
        text.save()
    plan, stored, aligned, settled = _planned(file, report, text)
    if not plan and not settled:
        return Stored(Outcome.UNCHANGED, report, document)
    change.touch(report)
    details = describe(plan, stored, settled)
    if plan.round:
        change.touch(report.round)
    carry_out(plan, stored, aligned.successors)
    Correction.objects.bulk_update(settled, ["state", "conflict"])
    return Stored(Outcome.UPDATED, report, document, summary(plan, settled), details)


def _planned(
    file: ParsedFile, report: Report, text: DocumentText
) -> tuple[Plan, StoredReport, Aligned, list[Correction]]:
    """Aligns the parse with the report's rows and re-applies its corrections: what is to be written."""
    stored = StoredReport.load(report)
    aligned = align_rows(stored, file.values, text.sha256)
    parsed = ReportState(
        report=file.values.report,
        round=_merged_round(report, file.values),
        problems=with_ids(file.values.problems, aligned.problem_ids, aligned.measure_ids),
        measures=dict(zip(aligned.measure_ids, file.values.measures, strict=True)),
        told=file.values.round,
        source=text.sha256,
    )
    corrections = corrections_of(report)
    shown = effective(parsed, as_operations(corrections))
    columns = _extra_columns(file, text, aligned.problem_ids)
    return compare(stored, parsed, shown, columns), stored, aligned, _settled(corrections, parsed)


def _merged_round(report: Report, values: ParsedValues) -> dict[str, Any]:
    """What this parse and the other reports of the round tell of it."""
    in_round: Iterable[Report] = [] if report.round._state.adding else report.round.reports.exclude(pk=report.pk)
    told = [{"report": values.report, "round": values.round}, *(other.parsed for other in in_round)]
    return rounds.merged_round(rounds.tellings(told))


def _extra_columns(file: ParsedFile, text: DocumentText, problem_ids: Sequence[str]) -> dict[str, Any]:
    """Columns of the report beside its values."""
    return {
        "outline": _with_ids(file.outline, problem_ids),
        "warnings": file.warnings,
        "quality": file.header.quality,
        "parser_version": file.version,
        "source_text_id": text.pk,
    }


def _settled(corrections: Sequence[Correction], parsed: ReportState) -> list[Correction]:
    """The corrections whose state or conflict the new parse changes, changed."""
    changed = []
    for correction, result in zip(corrections, settle_all(corrections, parsed), strict=True):
        if correction.operation == Operation.REDACT:  # settled by the words of the text: `note_missing`
            continue
        if (result.state, result.conflict) != (correction.state, correction.conflict):
            correction.state = CorrectionState(result.state)
            correction.conflict = dict(result.conflict) if result.conflict else None
            changed.append(correction)
    return changed


def _with_ids(outline: list[dict[str, Any]], problem_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Outline blocks name problems by public id."""
    return [
        {**block, "problem": None if block["problem"] is None else problem_ids[block["problem"]]} for block in outline
    ]


def _without_redacted_words(file: ParsedFile, document: SourceDocument, report: Report) -> ParsedFile:
    """The file with the report's redactions carried out before anything of it is stored; its original is withheld."""
    mask = Mask.of(report)
    if not mask:
        return file
    note_missing(report, file.text)
    document.withheld = True
    document.name, document.source_name, document.url, document.note = (
        mask.text(words) for words in (document.name, document.source_name, document.url, document.note)
    )
    document.save()
    text = mask.text(file.text)
    return replace(
        file,
        read=replace(file.read, text=text, metadata=mask.values(dict(file.read.metadata))),
        values=ParsedValues(
            report=mask.values(file.values.report, text),
            round=mask.values(file.values.round, text),
            problems=mask.values(file.values.problems, text),
            measures=mask.values(file.values.measures, text),
        ),
        outline=mask.values(file.outline, text),
        warnings=mask.values(file.warnings, text),
        rows=None,
    )


def _with_hash(model: type[SourceDocument | Tombstone], sha256: str, give: str) -> list[Any]:
    return looked_up(model, "sha256", [sha256], give=give)
