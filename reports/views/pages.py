"""Pages of words: what this is, how to search, and what robots may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.models import Category, Problem, Report


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {
        "reports_total": Report.objects.public().count(),
        "problems_total": Problem.objects.public().count(),
        "focuses": list(Category.objects.filter(parent=None).order_by("position")),
    }
    return render(request, "pages/about.html", context)


@require_safe
def help_search(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help_search.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read reports and problems; the endless combinations of filters are no use to them."""
    lines = ["User-agent: *", f"Disallow: {reverse('reports:problems')}?", f"Disallow: {reverse('reports:reports')}?"]
    lines += [f"Disallow: {reverse('reports:rounds')}?", f"Disallow: {reverse('reports:preferences')}"]
    lines += [f"Disallow: {reverse('admin:index')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
