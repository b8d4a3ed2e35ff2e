"""Stores one parsed document: finds its report, aligns the new parse with the stored rows, re-applies corrections,
and writes what differs. One transaction a report (DESIGN.md §5).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from reports.corrections.effective import effective
from reports.corrections.plan import compare
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.corrections.settle import settle
from reports.corrections.state import ReportState
from reports.corrections.writer import carry_out
from reports.importing import identify, originals, samples
from reports.importing.bodies import Bodies
from reports.importing.hashing import text_hash
from reports.importing.rows import Aligned, align_rows
from reports.importing.states import ParsedValues
from reports.importing.summary import describe, summary
from reports.importing.types import ParsedFile
from reports.models import (
    Correction,
    DocumentText,
    InspectionRound,
    Report,
    SourceDocument,
)
from reports.models.choices import CorrectionState, Origin, Outcome, Stage
from reports.models.identity import mint
from reports.search.sync import ContentChange, content_change

STAGE_ORDER = {Stage.CONCENTRATED: 0, Stage.UNKNOWN: 1, Stage.CONTINUED: 2, Stage.SPECIAL: 3}


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
        stored = _store(file, bodies, origin, change)
        if dry_run:
            transaction.set_rollback(True)
    if dry_run:
        bodies.forget()
    return stored


def _store(file: ParsedFile, bodies: Bodies, origin: str, change: ContentChange) -> Stored:
    values = file.values
    document = SourceDocument.objects.select_related("report").filter(sha256=file.sha256).first()
    if document is not None and document.report is not None:
        return _again(file, document, values, change)
    body = bodies.of(file.header, fallback=file.header.signed_by or file.header.title or file.name)
    round_ = identify.find_round(body, values.round)
    report = identify.find_report(round_, values, file.text) if round_ else None
    change.begin()
    if origin == Origin.REAL:
        samples.remove(change)
    if report is not None:
        return _further_document(file, report, values, change)
    if round_ is None:
        round_ = InspectionRound(body=body, authority_region=bodies.region(file.header.inspection.authority_region))
    return _new_report(file, round_, values, origin, change)


def _again(file: ParsedFile, document: SourceDocument, values: ParsedValues, change: ContentChange) -> Stored:
    """The same bytes again: only a newer reader or parser can change anything, and only in the primary document."""
    report = _locked(document.report_id)
    if report.withdrawn_at is not None or report.source_text.document_id != document.pk:
        return Stored(Outcome.UNCHANGED, report, document)
    text = _text_row(file, document)
    return _update(file, report, document, text, values, change)


def _locked(key: int | None) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("round", "source_text").get(pk__exact=key)


def _further_document(file: ParsedFile, report: Report, values: ParsedValues, change: ContentChange) -> Stored:
    """A copy or a new version of a report. A new version of the primary document's own address or file takes its
    place; a copy from elsewhere stands beside it."""
    primary = report.source_text.document
    document = _document_row(file, report)
    text = _text_row(file, document)
    if text._state.adding:
        text.save()
    change.touch(report)
    if not _same_place(file, primary):
        return Stored(Outcome.UPDATED, report, document, {"documents": 1})
    report = _locked(report.pk)
    stored = _update(file, report, document, text, values, change)
    return Stored(Outcome.UPDATED, report, document, {"documents": 1, **stored.changes}, stored.details)


def _same_place(file: ParsedFile, primary: SourceDocument) -> bool:
    if file.url and primary.url:
        return file.url == primary.url
    return file.name == primary.name


def _new_report(
    file: ParsedFile, round_: InspectionRound, values: ParsedValues, origin: str, change: ContentChange
) -> Stored:
    document = _document_row(file, None)
    text = _text_row(file, document)
    text.save()
    report_id = mint("report", text.sha256, taken=lambda each: Report.objects.filter(public_id=each).exists())
    if round_._state.adding:
        round_.public_id = mint(
            "round", report_id, taken=lambda each: InspectionRound.objects.filter(public_id=each).exists()
        )
        round_.save()
    report = Report.objects.create(
        public_id=report_id, round=round_, source_text=text, origin=origin, parser_version=file.version
    )
    document.report = report
    document.save(update_fields=["report"])
    stored = _update(file, report, document, text, values, change)
    return Stored(Outcome.CREATED, report, document, stored.changes, stored.details)


def _update(
    file: ParsedFile,
    report: Report,
    document: SourceDocument,
    text: DocumentText,
    values: ParsedValues,
    change: ContentChange,
) -> Stored:
    """Aligns, re-applies corrections, compares, and writes only when something differs."""
    stored = StoredReport.load(report)
    aligned = align_rows(stored, values, text.sha256)
    parsed = _parsed_state(report, values, aligned)
    corrections = corrections_of(report)
    shown = effective(parsed, as_operations(corrections))
    settled = _settled(corrections, parsed)
    extra = {
        "outline": _with_ids(file.outline, aligned.problem_ids),
        "warnings": file.warnings,
        "quality": file.header.quality,
        "parser_version": file.version,
    }
    if text._state.adding:
        change.touch(report)
        text.save()
    extra["source_text_id"] = text.pk
    plan = compare(stored, parsed, shown, extra)
    if not plan and not settled:
        return Stored(Outcome.UNCHANGED, report, document)
    change.touch(report)
    details = describe(plan, stored)
    if plan.round:
        for other in report.round.reports.exclude(pk=report.pk):
            change.touch(other)
    carry_out(plan, stored, aligned.successors)
    Correction.objects.bulk_update(settled, ["state", "conflict"])
    return Stored(Outcome.UPDATED, report, document, summary(plan, settled), details)


def tellings(reports: Sequence[Report]) -> list[Mapping[str, Any]]:
    """What each of a round's reports tells of it, in the order of stage, then date of publication."""
    return [
        told for _, told in sorted((_telling((report.parsed or {})) for report in reports), key=lambda each: each[0])
    ]


def _telling(parsed: Mapping[str, Any]) -> tuple[tuple[int, str, str], Mapping[str, Any]]:
    header = parsed.get("report", {})
    published = header.get("published") or header.get("signed")
    told = parsed.get("round", {})
    order = (STAGE_ORDER[Stage(header.get("stage", Stage.UNKNOWN))], published["date"] if published else "9999")
    return (*order, json.dumps(told, sort_keys=True)), told


def _parsed_state(report: Report, values: ParsedValues, aligned: Aligned) -> ReportState:
    others = [_telling(other.parsed) for other in report.round.reports.exclude(pk=report.pk) if other.parsed]
    own = _telling({"report": values.report, "round": values.round})
    ordered = [told for _, told in sorted([own, *others], key=lambda each: each[0])]
    problems = {
        key: {**problem, "measures": [aligned.measure_ids[index] for index in problem["measures"]]}
        for key, problem in zip(aligned.problem_ids, values.problems, strict=True)
    }
    return ReportState(
        report=values.report,
        round=identify.merged_round(ordered),
        problems=problems,
        measures=dict(zip(aligned.measure_ids, values.measures, strict=True)),
        told=values.round,
    )


def _settled(corrections: Sequence[Correction], parsed: ReportState) -> list[Correction]:
    """The corrections whose state or conflict the new parse changes, changed."""
    changed = []
    for correction in corrections:
        now = parsed.row(correction.target_type, correction.target)
        result = settle(correction.operation, correction.payload, correction.against, now)
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


def _document_row(file: ParsedFile, report: Report | None) -> SourceDocument:
    originals.keep(file.data, file.sha256)
    document, made = SourceDocument.objects.get_or_create(
        sha256=file.sha256,
        defaults={
            "report": report,
            "name": file.name[:500],
            "url": file.url[:2000],
            "source_name": file.source_name[:200],
            "fetched": file.given.fetched,
            "media_type": file.read.media_type,
            "encoding": file.read.encoding or "",
            "size": len(file.data),
            "note": file.given.note or "",
        },
    )
    if not made and report is not None:
        document.report = report
        document.save(update_fields=["report"])
    return document


def _text_row(file: ParsedFile, document: SourceDocument) -> DocumentText:
    """The row of the text; unsaved when no reader has read the document so before."""
    found = document.texts.filter(sha256=text_hash(file.text)).first()
    if found is not None:
        return found
    return DocumentText(
        document=document,
        reader=file.read.reader,
        reader_version=file.read.reader_version,
        text=file.text,
        sha256=text_hash(file.text),
        metadata=dict(file.read.metadata),
    )
