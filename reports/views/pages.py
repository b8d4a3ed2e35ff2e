"""Pages of words: what this is, how to search, and how it looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.exports.accuracy import accuracy
from reports.models import Category, Problem, Report
from reports.models.choices import Status
from reports.views.charts import split


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {
        "reports_total": Report.objects.public().count(),
        "problems_total": Problem.objects.public().count(),
        "accuracy": accuracy(),
        "focuses": list(Category.objects.filter(parent=None).order_by("position")),
    }
    return render(request, "pages/about.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The design system on one page: tokens, type and parts as every page has them."""
    sample = {status: number for number, status in enumerate(Status.values[:4], 2)}
    return render(request, "pages/styleguide.html", {"split": split(sample)})


@require_safe
def help_search(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help_search.html")
