"""Withdrawing: a report, or a file of one, is gone from every outlet at once, and stays out (design.md §5)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from reports.corrections import ledger
from reports.corrections.audit import Actor, name_of, record
from reports.corrections.payloads import CorrectionError
from reports.corrections.services import locked
from reports.models import DocumentText, Report, SourceDocument, Tombstone
from reports.models.audit import Act
from reports.search.sync import content_change


def withdraw(report: Report, *, reason: str, by: Actor = None) -> Report:
    """Takes a report out: its pages answer 410 with `reason`, which readers see. Its files and their texts are not
    imported again. Raises CorrectionError for an empty reason, and when it is withdrawn already.
    """
    if not reason.strip():
        raise CorrectionError("请写明向读者说明的理由。Say why; readers will see it.")
    with content_change() as change:
        report = locked(report)
        if report.withdrawn_at is not None:
            raise CorrectionError("这份通报已经撤下。This report has been withdrawn already.")
        change.touch(report)
        report.withdrawn_at, report.withdrawn_reason = timezone.now(), reason.strip()
        report.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        for other in report.round.reports.exclude(pk=report.pk):
            change.touch(other)
        for document in report.documents.all():
            _bury(document, report, reason, by)
        _log(report, {"withdrawn": True}, reason, by)
        ledger.note(report)
    return report


def withdraw_document(document: SourceDocument, *, reason: str, by: Actor = None) -> SourceDocument:
    """Takes one file out: it is offered no longer and not imported again. The file that the report is read from takes
    the report along. Raises CorrectionError as `withdraw` does, and for a file that belongs to no report.
    """
    report = document.report
    if report is None:
        raise CorrectionError("这份文件不属于任何通报。This file belongs to no report.")
    if report.source_text.document_id == document.pk:
        withdraw(report, reason=reason, by=by)
        document.refresh_from_db()
        return document
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    with content_change() as change:
        change.touch(locked(report))
        _bury(document, report, reason, by)
        _log(report, {"withdrawn_document": document.sha256}, reason, by)
        ledger.note(report)
    return document


def _log(report: Report, after: dict[str, Any], reason: str, by: Actor) -> None:
    record(
        Act.WITHDRAW,
        ("report", report.public_id),
        label=report.display_title,
        report=report,
        before=dict.fromkeys(after),
        after=after,
        reason=reason,
        by=by,
    )


def _bury(document: SourceDocument, report: Report, reason: str, by: Actor) -> None:
    document.withheld = True
    document.save(update_fields=["withheld"])
    texts = DocumentText.objects.filter(document=document).values_list("sha256", flat=True)
    for sha256 in {document.sha256, *texts}:
        Tombstone.objects.get_or_create(
            sha256=sha256, defaults={"report": report, "reason": reason.strip(), "by_name": name_of(by)}
        )
