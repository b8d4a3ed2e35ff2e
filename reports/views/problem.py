"""One problem: its statement, what was done, the words of the source, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.links import link
from reports.models import Body, DocumentText, Problem, ProblemMeasure
from reports.models.choices import BodyLevel, Status
from reports.models.written import WrittenQuery, asked
from reports.search.reading import open_view
from reports.views import gone
from reports.views.citation import citations, permalink
from reports.views.continuing import beside
from reports.views.evidence import category_evidence
from reports.views.measures import ShownMeasure, measures_of, topics_of, views_of
from reports.views.names import ROUND_COLUMNS, problem_name
from reports.views.passages import passage
from reports.views.precedents import precedents

_OF_PLACE = ("code", "name", "parent")
_PLACES = ("region", "region__parent", "region__parent__parent")
_SHOWN_OF = {
    "": (
        "public_id", "text", "text_missing", "label", "number", "path", "position", "start", "end", "block_start",
        "block_end", "status", "status_words", "source_text", "continues", "retired_at",
    ),
    "report__": (
        "public_id", "title", "source", "published", "published_precision", "published_words", "signed_by", "signed",
        "signed_precision", "signed_words", "sort_date", "withdrawn_at", "source_text__text",
    ),
    "report__round__": (*ROUND_COLUMNS, "team", "start", "feedback"),
    "report__round__body__": (
        "public_id", "name", "level", "central", *(f"{place}__{each}" for place in _PLACES for each in _OF_PLACE)
    ),
}  # fmt: skip
_SHOWN = [f"{path}{column}" for path, columns in _SHOWN_OF.items() for column in columns]
"""What the page shows of the problem, its report, round, body and places. To ask for a hundred columns more would take
Django as long as the rest of the query; one that is missing here is read for itself, and no page is wrong.
"""
_NAMED = ("public_id", "label", "text", "report")
"""What another problem is named by, in a link to it."""


@require_safe
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _PROBLEM.first(public_id=public_id)
    if row is None:
        raise Http404
    report = row.report
    if report.withdrawn_at is not None:
        return gone.withdrawn(request, report)
    if row.retired_at is not None:
        return gone.retired(request, row)
    text = source_of(row).text
    url = permalink(request, link("problem", row.public_id))
    measures = measures_of([row.pk])[row.pk]
    topics = topics_of([row.pk])[row.pk]
    view = open_view()
    context: dict[str, Any] = {
        "problem": row,
        "problem_words": problem_name(row),
        "report": report,
        "round": report.round,
        "chain": report.round.body.region.chain() if report.round.body.region else [],
        "measures": views_of(measures, text),
        "categories": [(topic, category_evidence(topic.evidence)) for topic in topics],
        "status_known": row.status != Status.UNKNOWN,
        "passage": passage(row, text, measures, [fact for measure in measures for fact in measure.facts]),
        "precedents": precedents(row, [topic.code for topic in topics], request.GET.get("level", ""), view),
        "previous": _PREVIOUS.first(report=row.report_id, position=row.position),
        "following": _FOLLOWING.first(report=row.report_id, position=row.position),
        "shared_with": shared_with(row, measures),
        "beside": beside(row, view),
        "level_name": level_name(row.report.round.body),
        "permalink": url,
        "citations": citations(report, url, problem=row),
    }
    return render(request, "pages/problem.html", context)


_PROBLEM = WrittenQuery[Problem](
    lambda: (
        Problem.objects.select_related(
            "report__round__body__region__parent__parent", "report__round__authority_region", "report__source_text"
        )
        .only(*_SHOWN)
        .filter(public_id=asked("public_id"))
        .order_by()
    )
)


def _beside_in_report() -> QuerySet[Problem]:
    rows: QuerySet[Problem] = Problem.objects.live().filter(report=asked("report"))
    return rows.only(*_NAMED)


_PREVIOUS = WrittenQuery[Problem](
    lambda: _beside_in_report().filter(position__lt=asked("position")).order_by("-position")[:1]
)
_FOLLOWING = WrittenQuery[Problem](
    lambda: _beside_in_report().filter(position__gt=asked("position")).order_by("position")[:1]
)


def level_name(body: Body) -> str:
    """`县级`; bodies that govern no region are a level of their own."""
    return _("部门和单位") if body.level == BodyLevel.OTHER else str(body.get_level_display())


def source_of(row: Problem) -> DocumentText:
    """The text that the problem's spans count in: nearly always the report's own, which is at hand."""
    own = row.report.source_text
    if row.source_text_id in (None, own.pk):
        return own
    return row.source_text or own


def shared_with(row: Problem, measures: Sequence[ShownMeasure]) -> list[Problem]:
    """Other problems of the report that one or more of its measures stand under too."""
    return _SHARING.rows(problem=row.pk, measures=[measure.pk for measure in measures])


def _sharing() -> QuerySet[Problem]:
    links = ProblemMeasure.objects.filter(measure__pk__in=[asked("measures")]).exclude(problem=asked("problem"))
    rows: QuerySet[Problem] = Problem.objects.live().filter(pk__in=links.values("problem"))
    return rows.only(*_NAMED).order_by("position")


_SHARING = WrittenQuery[Problem](_sharing)
