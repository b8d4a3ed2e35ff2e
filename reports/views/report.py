"""One report: to read problem by problem, as its whole source text, and as the file that was received."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.models import Body, InspectionRound, Measure, Problem, Report, SourceDocument
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
    rows = (
        with_place(Report.objects.all())
        .select_related(
            "round__body__region__parent__parent",
            "round__authority_region",
            "round__authority_body",
            "source_text__document",
        )
        .defer("parsed", "outline", "round__parsed")
    )
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    row = found(public_id)
    if row.withdrawn_at is not None:
        return gone.withdrawn(request, row)
    text = row.source_text.text
    problems = _PROBLEMS.rows(report=row.pk)
    keys = [problem.pk for problem in problems]
    measures = row.measures.live().count()
    totals = Totals(row, list(row.declared_totals.all()), problems, measures, source=text)
    statuses: dict[str, int] = {}
    for problem in problems:
        statuses[problem.status] = statuses.get(problem.status, 0) + 1
    most = None if request.GET.get("whole") else FIRST_CHARACTERS
    url = permalink(request, reverse("reports:report", args=[row.public_id]))
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
        "documents": list(row.documents.order_by("pk").prefetch_related("texts")),
        "length": len(text),
        "corrected": row.corrections.filter(
            state__in=[CorrectionState.IN_FORCE, CorrectionState.CONFLICT]
        ).count(),
        "sisters": list(row.round.reports.public().exclude(pk=row.pk).order_by("sort_date", "public_id")),
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


def other_rounds(current: InspectionRound) -> list[tuple[InspectionRound, Report]]:
    """Earlier and later rounds of the same body, newest first, each with a report to read."""
    body = current.body
    same = Q(pk=body.pk)
    if body.region is not None and body.level != BodyLevel.OTHER:
        same |= Q(region=body.region, level=body.level)
    reports = Report.objects.public().only("public_id", "sort_date", "round")
    rows = (
        # Of these bodies, found first: SQLite would otherwise look at every round there is.
        InspectionRound.objects.filter(body__in=Body.objects.filter(same).order_by().values("pk"))
        .exclude(pk=current.pk)
        .select_related("body", "authority_region")
        .defer("parsed")
        .prefetch_related(Prefetch("reports", reports))
    )
    told = []
    for row in rows.order_by("-year", "public_id")[:MOST_ROUNDS]:
        if held := list(row.reports.all()):
            told.append((row, max(held, key=lambda report: str(report.sort_date or ""))))
    return told


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
