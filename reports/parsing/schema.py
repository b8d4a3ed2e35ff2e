"""A `ParsedReport` as a JSON object of the gold annotation schema, for `parse_reports`, evaluation and the corpus."""

from __future__ import annotations

from typing import Any

from reports.parsing.refusal import refusal_sentence
from reports.parsing.types import ParsedDate, ParsedMeasure, ParsedProblem, ParsedReport


def to_json(report: ParsedReport, document: str) -> dict[str, Any]:
    """The object for one document; for a refused one `{"document", "refused", "reason"}`."""
    if report.refused is not None:
        return refused(document, report.refused, refusal_sentence(report.refused))
    region = report.region
    inspection = report.inspection
    return {
        "document": document,
        "title": report.title,
        "region": None
        if region is None
        else {"name": region.name, "code": region.code, "province": region.province, "prefecture": region.prefecture},
        "inspection": {
            "team": inspection.team,
            "kind": inspection.kind,
            "term": inspection.term,
            "round": inspection.round,
            "start": _iso(inspection.start),
            "end": _iso(inspection.end),
            "feedback": _iso(inspection.feedback),
        },
        "published": _iso(report.published),
        "source": report.source,
        "signed_by": report.signed_by,
        "signed": _iso(report.signed),
        "contact": {
            "phone": report.contact.phone,
            "address": report.contact.address,
            "postcode": report.contact.postcode,
            "email": report.contact.email,
        },
        "declared": {
            total.key: {"value": total.value, "start": total.span.start, "end": total.span.end}
            for total in report.declared
        },
        "problems": [_problem(problem, report.measures) for problem in report.problems],
        "text": report.text,
    }


def refused(document: str, code: str, reason: str) -> dict[str, str]:
    """The line for a document that could not be read or is no report."""
    return {"document": document, "refused": code, "reason": reason}


def _problem(problem: ParsedProblem, measures: tuple[ParsedMeasure, ...]) -> dict[str, Any]:
    return {
        "label": problem.label,
        "number": problem.number,
        "path": list(problem.path),
        "text": problem.text,
        "text_missing": problem.text_missing,
        "start": problem.span.start,
        "end": problem.span.end,
        "measures": [
            {"text": measures[i].text, "start": measures[i].span.start, "end": measures[i].span.end}
            for i in problem.measures
        ],
        "topics": [vote.code for vote in problem.categories],
    }


def _iso(date: ParsedDate | None) -> str | None:
    return date.iso() if date is not None else None
