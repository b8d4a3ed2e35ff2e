"""被巡视单位: one committee or body, its inspections and its problems by category."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Body, Category, ProblemCategory
from reports.search.keeping import state_now
from reports.views.charts import legend, width
from reports.views.matters import matters
from reports.views.rounds_of import axis, round_rows
from reports.views.wording import code_name


@require_safe
def body(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(Body.objects.select_related("region__parent__parent", "parent"), public_id=public_id)
    rounds = round_rows(Body.objects.filter(pk=row.pk))
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
        "children": list(row.children.order_by("name")),
        "legend": legend(),
    }
    return render(request, "pages/body.html", context)


def categories_of(reports: list[int]) -> list[tuple[Category, int, str]]:
    """The categories of these reports' problems, the most frequent first: (category, problems, width of its bar)."""
    held = ProblemCategory.objects.filter(problem__report__in=reports, problem__retired_at=None).order_by()
    counts = dict(held.values_list("category").annotate(n=Count("problem")))
    highest = max(counts.values(), default=0)
    rows = Category.objects.filter(pk__in=counts)
    return [(row, counts[row.pk], width(counts[row.pk], highest)) for row in sorted(rows, key=lambda c: -counts[c.pk])]
