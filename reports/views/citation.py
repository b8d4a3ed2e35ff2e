"""How to cite a report or a problem: a line after GB/T 7714-2025 for online documents ([EB/OL])."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from reports.models import Problem, Report
from reports.views.names import problem_name


def gb7714(report: Report, url: str, *, problem: Problem | None = None, today: dt.date | None = None) -> str:
    """`责任者. 题名[EB/OL]. (公布日期)[引用日期]. 网址.` What is unknown is left out; its marks are half-width."""
    author = report.signed_by or report.round.body.name
    title = report.display_title
    if problem is not None:
        name = problem_name(problem).replace(" ", "")
        title = f"{title}: {name}" if name else title
    published = report.published_date
    date = f"({published.iso()})" if published else ""
    return f"{author}. {title}[EB/OL]. {date}[{today or timezone.localdate()}]. {url}."


def permalink(request: HttpRequest, path: str) -> str:
    """The whole address, without parameters."""
    return request.build_absolute_uri(path)
