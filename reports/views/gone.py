"""410: what stood at an address and why it is gone (design.md §5)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.models import Problem, Report


def withdrawn(request: HttpRequest, report: Report) -> HttpResponse:
    """A withdrawn report, and everything that belonged to it: one sentence, none of its words."""
    return render(request, "pages/withdrawn.html", {"report": report}, status=410)


def retired(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that a later reading of the report no longer finds, or that an editor took out: what it was, and what
    came nearest to it."""
    successor, steps = problem.successor, 0
    while successor is not None and successor.retired_at is not None and steps < 10:
        successor, steps = successor.successor, steps + 1
    if successor is not None and successor.retired_at is not None:
        successor = None
    context = {"problem": problem, "successor": successor, "by_editor": taken_out(problem)}
    return render(request, "pages/retired.html", context, status=410)


def taken_out(problem: Problem) -> bool:
    """Whether a correction took the row out: the last parse still has it, or no parse ever had."""
    parsed = problem.report.parsed or {}
    return problem.parsed is None or problem.public_id in parsed.get("problems", [])
