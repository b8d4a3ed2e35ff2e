"""被巡视单位: one committee or body, its inspections and its problems by category."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.models import Body, Category, ProblemCategory
from reports.models.reference_tables import category_rows
from reports.models.written import WrittenQuery, asked
from reports.search.keeping import state_now
from reports.views.charts import legend, width
from reports.views.matters import matters
from reports.views.rounds_of import axis, rounds_of_body
from reports.views.wording import code_name


@require_safe
def body(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _BODY.first(public_id=public_id)
    if row is None:
        raise Http404
    rounds = rounds_of_body(row.pk)
    context: dict[str, Any] = {
        "body": row,
        "kind": code_name("body_kinds", row.kind) if row.kind else "",
        "chain": row.region.chain() if row.region else [],
        "rounds": rounds,
        "axis": axis(rounds),
        "problems_total": sum(held.problems for held in rounds),
        "first_year": min((held.round.year for held in rounds if held.round.year), default=None),
        "categories": categories_of([held.counting.pk for held in rounds if held.counting]),
        "matters": matters(rounds, state_now()),
        "children": _CHILDREN.rows(body=row.pk),
        "legend": legend(),
    }
    return render(request, "pages/body.html", context)


def categories_of(reports: list[int]) -> list[tuple[Category, int, str]]:
    """The categories of these reports' problems, the most frequent first: (category, problems, width of its bar)."""
    counts = dict(_COUNTS.rows(reports=reports))
    highest = max(counts.values(), default=0)
    rows = [row for row in category_rows().values() if row.pk in counts]
    return [(row, counts[row.pk], width(counts[row.pk], highest)) for row in sorted(rows, key=lambda c: -counts[c.pk])]


_BODY = WrittenQuery[Body](
    lambda: Body.objects.select_related("region__parent__parent", "parent").filter(public_id=asked("public_id"))
)
_CHILDREN = WrittenQuery[Body](lambda: Body.objects.filter(parent=asked("body")).order_by("name"))
_COUNTS = WrittenQuery[tuple[int, int]](
    lambda: (
        ProblemCategory.objects.filter(problem__report__pk__in=[asked("reports")], problem__retired_at=None)
        .order_by()
        .values_list("category")
        .annotate(n=Count("problem"))
    )
)
