"""One report: to read problem by problem, as its whole source text, and as the file that was received."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.links import link
from reports.models import (
    Body,
    Correction,
    DeclaredTotal,
    DocumentText,
    InspectionRound,
    Measure,
    Problem,
    Report,
    SourceDocument,
)
from reports.models.choices import BodyLevel, CorrectionState
from reports.models.written import WrittenQuery, asked
from reports.views import gone
from reports.views.charts import split
from reports.views.citation import citations, permalink
from reports.views.continuing import found_beside
from reports.views.evidence import doubts
from reports.views.headings import sections, shortened
from reports.views.hits import with_place
from reports.views.measures import measures_of, topics_of
from reports.views.names import round_name
from reports.views.passages import marked_lines, passage, source_marks
from reports.views.problem import source_of
from reports.views.totals import Totals

MOST_ROUNDS = 12
FIRST_CHARACTERS = 20_000
"""So many characters of measures a report's page has at first: with them it weighs less than 60 kB compressed. Few
reports are longer; their later measures come when they are scrolled to, or with `?whole=1`."""


def found(public_id: str) -> Report:
    """The report with its place, texts and document. Raises Http404."""
    row = _REPORT.first(public_id=public_id)
    if row is None:
        raise Http404
    return row


_REPORT = WrittenQuery[Report](
    lambda: (
        with_place(Report.objects.filter(public_id=asked("public_id")))
        .select_related(
            "round__body__region__parent__parent",
            "round__authority_region",
            "round__authority_body",
            "source_text__document",
        )
        .defer("parsed", "outline", "round__parsed")
        .order_by()
    )
)


@require_safe
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    row = found(public_id)
    if row.withdrawn_at is not None:
        return gone.withdrawn(request, row)
    text = row.source_text.text
    problems = _PROBLEMS.rows(report=row.pk)
    keys = [problem.pk for problem in problems]
    totals = Totals(row, _TOTALS.rows(report=row.pk), problems, _MEASURES.first(report=row.pk) or 0, source=text)
    statuses: dict[str, int] = {}
    for problem in problems:
        statuses[problem.status] = statuses.get(problem.status, 0) + 1
    most = None if request.GET.get("whole") else FIRST_CHARACTERS
    url = permalink(request, link("report", row.public_id))
    region = row.round.body.region
    context: dict[str, Any] = {
        "report": row,
        "round": row.round,
        "round_words": round_name(row.round),
        "chain": region.chain() if region else [],
        "problems": problems,
        "sections": (
            shown := sections(
                problems, measures_of(keys), topics_of(keys), text, most=most, beside=found_beside(problems)
            )
        ),
        "deferred": any(entry.deferred for section in shown for entry in section.entries),
        "totals": totals.rows(),
        "says": totals.sentences(),
        "statuses": split(statuses),
        "doubts": doubts(row.warnings, text),
        "documents": documents_of(row),
        "length": len(text),
        "corrected": _CORRECTED.first(report=row.pk) or 0,
        "sisters": sisters(row),
        "other_rounds": other_rounds(row.round),
        "permalink": url,
        "citations": citations(row, url),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "pages/report.html", context)


_PROBLEMS = WrittenQuery[Problem](
    lambda: (
        Problem.objects.live()
        .filter(report=asked("report"))
        .only(
            "public_id", "text", "label", "number", "run", "path", "status", "position", "report", "block_start",
            "block_end", "continues",
        )
        .order_by("position")
    )
)  # fmt: skip


_TOTALS = WrittenQuery[DeclaredTotal](lambda: DeclaredTotal.objects.filter(report=asked("report")).order_by("pk"))


def _number(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    """How many of the rows are a report's; none where it has none."""
    of_report = rows.filter(report=asked("report")).order_by().values("report")
    numbers: QuerySet[Any, int] = of_report.annotate(number=Count("pk")).values_list("number", flat=True)
    return numbers


_MEASURES = WrittenQuery[int](lambda: _number(Measure.objects.live()))
_CORRECTED = WrittenQuery[int](
    lambda: _number(Correction.objects.filter(state__in=[CorrectionState.IN_FORCE, CorrectionState.CONFLICT]))
)


def documents_of(report: Report) -> list[tuple[SourceDocument, list[DocumentText]]]:
    """The copies received, each with the readings of it: by whom, not what was read. Two queries."""
    documents = _DOCUMENTS.rows(report=report.pk)
    readings: dict[int, list[DocumentText]] = {document.pk: [] for document in documents}
    for reading in _READINGS.rows(documents=list(readings)):
        readings[reading.document_id].append(reading)
    return [(document, readings[document.pk]) for document in documents]


_DOCUMENTS = WrittenQuery[SourceDocument](lambda: SourceDocument.objects.filter(report=asked("report")).order_by("pk"))
_READINGS = WrittenQuery[DocumentText](
    lambda: DocumentText.objects.filter(document__pk__in=[asked("documents")]).only(
        "document", "reader", "reader_version"
    )
)


def sisters(report: Report) -> list[Report]:
    """The other public reports of the same round, in order of time."""
    found = _SISTERS.rows(round=report.round_id, report=report.pk)
    for row in found:
        row.round = report.round
    return found


_SISTERS = WrittenQuery[Report](
    lambda: (
        Report.objects.public()
        .filter(round=asked("round"))
        .exclude(pk=asked("report"))
        .only("public_id", "round", "title", "stage", "sort_date")
        .order_by("sort_date", "public_id")
    )
)


def other_rounds(current: InspectionRound) -> list[tuple[InspectionRound, Report]]:
    """Earlier and later rounds of the same body, newest first, each with a report to read."""
    body = current.body
    if body.region is None or body.level == BodyLevel.OTHER:
        rows = _ROUNDS_OF_BODY.rows(body=body.pk, current=current.pk)
    else:
        rows = _ROUNDS_OF_PLACE.rows(body=body.pk, current=current.pk, region=body.region.pk, level=body.level)
    held: dict[int, list[Report]] = {row.pk: [] for row in rows}
    for report in _REPORTS.rows(rounds=list(held)):
        held[report.round_id].append(report)
    return [(row, max(held[row.pk], key=lambda report: str(report.sort_date or ""))) for row in rows if held[row.pk]]


def _other_rounds(same: Q) -> QuerySet[InspectionRound]:
    # Of these bodies, found first: SQLite would otherwise look at every round there is.
    rows = InspectionRound.objects.filter(body__in=Body.objects.filter(same).order_by().values("pk"))
    others = rows.exclude(pk=asked("current")).select_related("body", "authority_region").defer("parsed")
    return others.order_by("-year", "public_id")[:MOST_ROUNDS]


_ROUNDS_OF_BODY = WrittenQuery[InspectionRound](lambda: _other_rounds(Q(pk=asked("body"))))
_ROUNDS_OF_PLACE = WrittenQuery[InspectionRound](
    lambda: _other_rounds(Q(pk=asked("body")) | Q(region=asked("region"), level=asked("level")))
)
_REPORTS = WrittenQuery[Report](
    lambda: Report.objects.public().filter(round__pk__in=[asked("rounds")]).only("public_id", "sort_date", "round")
)


@require_safe
def source(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole text that the parse counts in, its problems lit, with an anchor for each (`#p-…`)."""
    row = found(public_id)
    if row.withdrawn_at is not None:
        return gone.withdrawn(request, row)
    problems = list(row.problems.live().order_by("position"))
    measures = list(Measure.objects.live().filter(report=row).only("public_id", "start", "end"))
    context = {
        "report": row,
        "chain": row.round.body.region.chain() if row.round.body.region else [],
        "lines": marked_lines(row.source_text.text, source_marks(problems, measures)),
        "outline": [(problem, shortened(problem.statement)) for problem in problems],
        "length": len(row.source_text.text),
    }
    return render(request, "pages/source.html", context)


@require_safe
def source_passage(request: HttpRequest, public_id: str, problem_id: str) -> HttpResponse:
    """One problem's passage alone, for the script that opens it beside the problem; nothing but that blockquote."""
    row = found(public_id)
    if row.withdrawn_at is not None:
        return gone.withdrawn(request, row)
    problem = get_object_or_404(row.problems.live(), public_id=problem_id)
    measures = measures_of([problem.pk])[problem.pk]
    facts = [fact for measure in measures for fact in measure.facts]
    shown = passage(problem, source_of(problem).text, measures, facts)
    if shown is None:
        raise Http404
    response = render(request, "parts/passage.html", {"passage": shown})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def original(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file as received, for saving only: never shown by the browser, whatever it holds.

    `?document=` names one of several by its SHA-256; without it the one that the parse rests on.
    """
    row = found(public_id)
    if row.withdrawn_at is not None:
        return gone.withdrawn(request, row)
    wanted = request.GET.get("document", "")
    document: SourceDocument | None = row.source_text.document
    if wanted:
        document = row.documents.filter(sha256=wanted).first() if wanted.isascii() and wanted.isalnum() else None
    if document is None or document.withheld or not document.path.is_file():
        raise Http404(_("这份原件不提供下载。"))
    response = FileResponse(
        document.path.open("rb"), as_attachment=True, filename=document.name.rsplit("/", 1)[-1] or "original",
        content_type="application/octet-stream",
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
