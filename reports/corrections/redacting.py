"""Redacting: words are taken out of a report, of everything kept beside it, and of its later texts (design.md §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models

from reports.corrections import ledger
from reports.corrections.audit import Actor, ensure_alias, name_of
from reports.corrections.effective import effective, walk
from reports.corrections.masking import BLOCK, Mask, digest, squeeze
from reports.corrections.payloads import CorrectionError
from reports.corrections.rows import StoredReport, as_operations, corrections_of, fingerprint
from reports.corrections.services import locked, show
from reports.corrections.structure import CONTEXT, split_point
from reports.models import (
    AuditEntry,
    Correction,
    DocumentText,
    ErrorReport,
    ImportRecord,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    Redaction,
    Report,
    Upload,
)
from reports.models.choices import CorrectionState, Operation, TargetType
from reports.search.sync import content_change

SHORTEST = 2
"""One character alone would be blocked out all over the report."""

CUT = frozenset({"details", "target_label", "object_repr"})
"""Columns whose texts are cut off at a length: half of the words may stand at the end, or before an ellipsis."""

KEPT = frozenset({"public_id", "sha256", "fingerprint", "digest", "password"})
"""Columns that hold no words."""


def redact(
    report: Report, *, reason: str, words: str | None = None, span: tuple[int, int] | None = None, by: Actor = None
) -> Correction:
    """Puts ■ for each character of the words, wherever the report, its texts, its corrections and its records have
    them, and withholds its originals. A keyed hash and the length are kept, for later texts of the report.

    The words are given, or are those of `span` in the report's source text. Cannot be undone. Raises
    CorrectionError for an empty reason, for a span outside the text, for words that the report does not hold, and
    for fewer than SHORTEST characters.
    """
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    with content_change() as change:
        report = locked(report)
        taken = _words(report, words, span)
        texts = list(DocumentText.objects.filter(document__report=report))
        if not any(taken in squeeze(text.text) for text in texts):
            raise CorrectionError("通报的原文里没有这些文字。The texts of the report do not hold these words.")
        change.touch(report)
        ensure_alias(by)
        points = _split_points(report)
        redaction, _created = Redaction.objects.get_or_create(
            report=report,
            digest=digest(taken, report),
            length=len(taken),
            defaults={"reason": reason.strip(), "by_name": name_of(by)},
        )
        record = Correction.objects.create(
            report=report,
            operation=Operation.REDACT,
            target_type=TargetType.REPORT,
            target=report.public_id,
            target_label=str(report)[:200],
            payload={"length": redaction.length, "digest": redaction.digest},
            reason=reason.strip(),
            by=by if isinstance(by, User) else None,
            by_name=name_of(by),
        )
        mask = Mask.of(report)
        hashes = _mask_texts(mask, texts)
        report.documents.update(withheld=True)
        _mask_rows(mask, report, taken)
        _mask_tellings(mask, report)
        _mend_payloads(corrections_of(report), hashes)
        report = locked(report)
        _mend_splits(report, points)
        stored = StoredReport.load(report)
        parsed = stored.parsed_state()
        show(stored, parsed, effective(parsed, as_operations(corrections_of(report))), change)
        for other in report.round.reports.exclude(pk=report.pk):
            change.touch(other)
        ledger.note(report)
        record.refresh_from_db()
    return record


def note_missing(report: Report, text: str) -> None:
    """After a later text of the report came: a redaction whose words it does not hold waits for an editor."""
    missing = {each.digest for each in Mask.of(report).missing(text)}
    for record in report.corrections.filter(operation=Operation.REDACT):
        waits = record.payload["digest"] in missing
        state = CorrectionState.CONFLICT if waits else CorrectionState.IN_FORCE
        if record.state != state:
            record.state, record.conflict = state, {"obstacle": "words_gone"} if waits else None
            record.save(update_fields=["state", "conflict"])


def _words(report: Report, words: str | None, span: tuple[int, int] | None) -> str:
    if span is not None:
        start, end = span
        if not 0 <= start < end <= len(report.source_text.text):
            raise CorrectionError("所划的范围不在原文之内。The span does not lie inside the text.")
        words = report.source_text.text[start:end]
    taken = squeeze(words or "")
    if len(taken) < SHORTEST or set(taken) == {BLOCK}:
        raise CorrectionError("至少要两个字。At least two characters are needed.")
    return taken


def _mask_texts(mask: Mask, texts: Iterable[DocumentText]) -> dict[str, str]:
    """Returns the new hash of each text by its old one."""
    hashes = {}
    for row in texts:
        old, row.text, row.metadata = row.sha256, mask.text(row.text), mask.values(row.metadata)
        row.sha256 = hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest()
        row.save(update_fields=["text", "metadata", "sha256"])
        hashes[old] = row.sha256
    return hashes


def _mask_rows(mask: Mask, report: Report, taken: str) -> None:
    """Every string of every row that is kept beside the report, what is retired or undone too."""
    sources: dict[int | None, str] = dict(
        DocumentText.objects.filter(document__report=report).values_list("pk", "text")
    )
    for row in _rows_beside(report):
        source = sources.get(getattr(row, "source_text_id", report.source_text_id))
        changed = _mask_row(mask, row, source, taken)
        if isinstance(row, (Problem, Measure)) and "text" in changed:
            row.fingerprint = fingerprint(row.text)
            changed.append("fingerprint")
        if changed:
            type(row)._default_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in changed})


def _mask_tellings(mask: Mask, report: Report) -> None:
    """What the other reports of the round say of it: the round's facts are theirs together."""
    for other in report.round.reports.exclude(pk=report.pk):
        told = mask.values((other.parsed or {}).get("round", {}))
        if other.parsed and told != other.parsed["round"]:
            Report.objects.filter(pk=other.pk).update(parsed={**other.parsed, "round": told})


def _rows_beside(report: Report) -> Iterator[Any]:
    yield report
    yield report.round
    for rows in (report.problems, report.measures, report.documents, report.declared_totals):
        yield from rows.all()
    yield from MeasureFact.objects.filter(measure__report=report)
    yield from ProblemCategory.objects.filter(problem__report=report)
    yield from Correction.objects.filter(models.Q(report=report) | models.Q(target=report.round.public_id))
    yield from Redaction.objects.filter(report=report)
    yield from ImportRecord.objects.filter(report=report)
    yield from AuditEntry.objects.filter(report=report)
    yield from ErrorReport.objects.filter(report=report)
    # What waits may be a new version of the report; of what is imported, the records name it.
    yield from Upload.objects.filter(models.Q(run__records__report=report) | models.Q(run=None)).distinct()
    for model, keys in _admin_rows(report).items():
        yield from LogEntry.objects.filter(content_type__app_label="reports", content_type__model=model).filter(
            object_id__in=[str(key) for key in keys]
        )


def _admin_rows(report: Report) -> dict[str, list[int]]:
    """The rows whose pages in the admin keep a log that names them by their text."""
    return {
        "report": [report.pk],
        "problem": list(report.problems.values_list("pk", flat=True)),
        "measure": list(report.measures.values_list("pk", flat=True)),
    }


def _mask_row(mask: Mask, row: Any, source: str | None, taken: str) -> list[str]:
    """Masks the row's columns of text and JSON; the names of those that changed. Nothing is saved."""
    changed = []
    for column in row._meta.concrete_fields:
        if column.name in KEPT or not isinstance(column, (models.CharField, models.TextField, models.JSONField)):
            continue
        before = getattr(row, column.attname)
        if column.name == "text" and hasattr(row, "start"):
            after = mask.values({"text": before, "start": row.start, "end": row.end}, source)["text"]
        else:
            after = mask.values(before, source)
        if column.name in CUT:
            after = _without_cut_words(after, taken)
        if after != before:
            setattr(row, column.attname, after)
            changed.append(column.attname)
    return changed


def _without_cut_words(value: Any, taken: str) -> Any:
    """`…对贾雨` and `对贾雨…: 冲突` with blocks for what is there of 贾雨村; one character alone stays."""
    if isinstance(value, list):
        return [_without_cut_words(each, taken) for each in value]
    if not isinstance(value, str):
        return value
    for length in range(len(taken) - 1, SHORTEST - 1, -1):
        value = value.replace(f"{taken[:length]}…", f"{BLOCK * length}…")
        if value.endswith(taken[:length]):
            value = value[:-length] + BLOCK * length
    return value


def _split_points(report: Report) -> dict[int, int]:
    """Where each split of the report divides its text now, by the key of its correction."""
    made = corrections_of(report)
    steps = walk(StoredReport.load(report).parsed_state(), as_operations(made))
    points = {}
    for correction, step in zip(made, steps, strict=True):
        if correction.operation == Operation.SPLIT and step.obstacle is None:
            row = step.before.rows(correction.target_type)[correction.target]
            points[correction.pk] = split_point(row["text"], correction.payload)
    return points


def _mend_payloads(made: Iterable[Correction], hashes: dict[str, str]) -> None:
    """Spans that an editor drew count in the text that has taken the old one's place."""
    for correction in made:
        if correction.payload.get("source") in hashes:
            correction.payload = {**correction.payload, "source": hashes[correction.payload["source"]]}
            correction.save(update_fields=["payload"])


def _mend_splits(report: Report, points: dict[int, int]) -> None:
    """The words around a split are taken from the masked text: half a word would not be found, and would be told."""
    made = corrections_of(report)
    parsed = StoredReport.load(report).parsed_state()
    for index, correction in enumerate(made):
        if correction.operation != Operation.SPLIT:
            continue
        state = effective(parsed, as_operations(made[:index]))
        row = state.row(correction.target_type, correction.target)
        point, around = points.get(correction.pk), {"before": "", "after": BLOCK}
        if point is not None and row is not None and row["text"]:
            around = {"before": row["text"][max(0, point - CONTEXT) : point], "after": row["text"][point:][:CONTEXT]}
            correction.payload = {**correction.payload, "at": point, "cut": _moved(correction.payload, point)}
        correction.payload = {**correction.payload, **around}
        correction.save(update_fields=["payload"])


def _moved(payload: Any, point: int) -> int:
    return int(payload["cut"] + point - payload["at"])
