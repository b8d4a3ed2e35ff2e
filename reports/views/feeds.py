"""/feeds/reports.atom and /feeds/problems.atom: what is new in the archive, and in any question to it.

Fifty entries at most, whatever is asked: a feed tells of news, an export gives everything. Their ETag is that of every
page (conditional.py), so a reader that asks each minute costs two small queries. The texts are Chinese for everybody.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from reports.exports.facts import ARCHIVE
from reports.exports.rows import ProblemRow, problem_rows
from reports.exports.xml_text import xml_text
from reports.filters import ProblemFilterSet
from reports.models import ArchiveState, Category, Report
from reports.models.reference import named_codes
from reports.search import search_problems
from reports.views.facets import problems_url
from reports.views.names import round_name
from reports.views.question import chinese_question

MOST_ENTRIES = 50
LONGEST_TITLE = 120
RETRY_SECONDS = 60


class ArchiveFeed(Atom1Feed):
    """An Atom feed dated by its newest entry; without entries by the archive's last change, never by the clock."""

    def __init__(self, *args: Any, changed_at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed_at = changed_at

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=self.changed_at)


@require_safe
def reports_feed(request: HttpRequest) -> HttpResponse:
    """The reports that came into the archive last, the newest first."""
    with translation.override("zh-hans"):
        feed = _feed(request, f"{ARCHIVE}：新收录的通报", reverse("reports:reports"))
        rows = Report.objects.public().select_related("round__body", "round__authority_region").order_by("-pk")
        for report in rows.defer("parsed", "outline", "warnings", "round__parsed")[:MOST_ENTRIES]:
            _add_report(feed, report, request)
    return _answer(feed)


@require_safe
def problems_feed(request: HttpRequest) -> HttpResponse:
    """The problems of the question that /problems/ takes, last published first; 503 while there is no usable index."""
    cleaned = ProblemFilterSet(request.GET, measure_types=tuple(named_codes("measure_types")))
    query = cleaned.query().with_(sort="new", per_page=MOST_ENTRIES)
    results = search_problems(query, facets=())
    if results.status.state != "ready":
        refusal = {"error": "检索索引暂不可用。The search index is not available.", "state": results.status.state}
        return JsonResponse(refusal, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    plain = query.with_(sort="", per_page=20)
    names = dict(Category.objects.values_list("code", "name_zh"))
    with translation.override("zh-hans"):
        title = f"{ARCHIVE}：{chinese_question(plain) or '全部问题'}"
        feed = _feed(request, title, problems_url(plain), urlencode(plain.to_params()))
        for row in problem_rows(hit.pk for hit in results.hits):
            _add_problem(feed, row, names, request)
    return _answer(feed)


def _feed(request: HttpRequest, title: str, page: str, params: str = "") -> ArchiveFeed:
    """An empty feed about a page of the site. Its own address holds what was understood of the parameters."""
    changed_at = ArchiveState.objects.values_list("changed_at", flat=True).get(pk=1)
    return ArchiveFeed(
        title=xml_text(title),
        link=request.build_absolute_uri(page),
        description="巡视整改通报的档案：逐条检索问题与整改措施，条条可回到原文。",
        language="zh-Hans",
        author_name=ARCHIVE,
        feed_url=request.build_absolute_uri(request.path + (f"?{params}" if params else "")),
        changed_at=changed_at or dt.datetime.fromtimestamp(0, dt.UTC),
    )


def _add_report(feed: ArchiveFeed, report: Report, request: HttpRequest) -> None:
    told = [report.round.body.name, round_name(report.round), f"{report.counted_problems} 个问题"]
    if report.published_date:
        told.append(f"{report.published_date}公布")
    feed.add_item(
        title=xml_text(report.display_title),
        link=(address := request.build_absolute_uri(reverse("reports:report", args=[report.public_id]))),
        description=xml_text(format_html("<p>{}</p>", " · ".join(told))),
        unique_id=address,
        author_name=xml_text(report.signed_by or report.round.body.name),
        pubdate=report.imported_at,
        updateddate=report.imported_at,
    )


def _add_problem(feed: ArchiveFeed, row: ProblemRow, names: dict[str, str], request: HttpRequest) -> None:
    problem, report = row.problem, row.report
    feed.add_item(
        title=xml_text(Truncator(problem.statement).chars(LONGEST_TITLE)),
        link=(address := request.build_absolute_uri(reverse("reports:problem", args=[problem.public_id]))),
        description=xml_text(_told(row)),
        unique_id=address,
        author_name=xml_text(report.signed_by or report.round.body.name),
        categories=[names.get(code, code) for code in row.topics],
        pubdate=_published(report),
        updateddate=report.imported_at,
    )


def _published(report: Report) -> dt.datetime:
    """The beginning of the day on which the report was published, by which the entries are ordered; where that is
    unknown, when the archive first had it."""
    if report.published_date is None:
        return report.imported_at
    return dt.datetime.combine(report.published_date.date, dt.time(), timezone.get_default_timezone())


def _told(row: ProblemRow) -> SafeString:
    """Whose problem it is, its whole statement and the measures, as HTML."""
    place = " · ".join([row.report.round.body.name, round_name(row.report.round), row.problem.get_status_display()])
    measures = format_html_join("", "<li>{}</li>", ((measure.text,) for measure in row.measures))
    listed = format_html("<ul>{}</ul>", measures) if row.measures else ""
    return format_html("<p>{}</p><p>{}</p>{}", place, row.problem.statement, listed)


def _answer(feed: ArchiveFeed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
