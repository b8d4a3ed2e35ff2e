"""Withdrawals and redactions that are newer than a backup stay in force when it is restored (design.md §5).

They are read from the database that the backup replaces. Where that is lost, they are read from the ledger, which
every withdrawal and redaction is written to beside the archive.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.corrections.ledger import Buried, Hidden, entries
from reports.corrections.masking import digest, squeeze
from reports.corrections.redacting import redact
from reports.corrections.withdrawing import withdraw
from reports.models import DocumentText, Report, SourceDocument, Tombstone


@dataclass(frozen=True, slots=True)
class Later:
    """What was taken out of the archive: whole reports and files by hash, and words by keyed hash."""

    buried: tuple[Buried, ...]
    hidden: tuple[Hidden, ...]


def taken_out() -> Later:
    """All that the database and the ledger know to be taken out."""
    buried: list[Buried] = []
    hidden: list[Hidden] = []
    for entry in entries():
        if isinstance(entry, Buried):
            buried.append(entry)
        else:
            hidden.append(entry)
    return Later(tuple(dict.fromkeys(buried)), tuple(dict.fromkeys(hidden)))


def apply_later(later: Later) -> tuple[int, int, list[str]]:
    """Takes out of the restored archive what is not out yet. Returns how many reports and how many words, and the
    public ids of the reports whose words could not be found: their redaction needs the secret it was made with.
    """
    withdrawn = words = 0
    not_found = []
    for each in later.buried:
        report = Report.objects.filter(public_id=each.report, withdrawn_at=None).first() if each.whole else None
        if report is not None:
            withdraw(report, reason=each.reason, by=each.by_name)
            withdrawn += 1
        _bury(each)
    for hidden in later.hidden:
        report = Report.objects.filter(public_id=hidden.report).first()
        if report is None or report.redactions.filter(digest=hidden.digest, length=hidden.length).exists():
            continue
        found = _words(report, hidden)
        if found is None:
            not_found.append(hidden.report)
            continue
        redact(report, reason=hidden.reason, words=found, by=hidden.by_name)
        words += 1
    return withdrawn, words, not_found


def _bury(each: Buried) -> None:
    report = Report.objects.filter(public_id=each.report).first()
    defaults = {"report": report, "reason": each.reason, "by_name": each.by_name}
    Tombstone.objects.get_or_create(sha256=each.sha256, defaults=defaults)
    SourceDocument.objects.filter(sha256=each.sha256, withheld=False).update(withheld=True)


def _words(report: Report, hidden: Hidden) -> str | None:
    """The words that were taken out, found again in the report's texts by their keyed hash."""
    for text in DocumentText.objects.filter(document__report=report).values_list("text", flat=True):
        squeezed = squeeze(text)
        for start in range(len(squeezed) - hidden.length + 1):
            words = squeezed[start : start + hidden.length]
            if digest(words, report) == hidden.digest:
                return words
    return None
