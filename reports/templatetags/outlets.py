"""What leads from a page to its data: addresses of exports and feeds, linked data, Open Graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.exports.facts import ARCHIVE
from reports.models import ArchiveState, Problem, Report
from reports.search import ProblemQuery
from reports.views import linked_data

register = template.Library()


@register.filter
def as_parameters(query: ProblemQuery) -> str:
    """`?q=…&region=…` of a question, without what changes no export (page, page size, order); or nothing."""
    params = urlencode(query.with_(sort="", per_page=20).to_params())
    return f"?{params}" if params else ""


@register.simple_tag(takes_context=True)
def archive_data(context: dict[str, Any], kinds: Mapping[str, str] | None = None) -> SafeString:
    """The archive as a data set, for its first page, and with the `kinds` of its files for the page of data."""
    request: HttpRequest = context["request"]
    version = ArchiveState.objects.values_list("version", flat=True).get(pk=1)
    return linked_data.script([linked_data.dataset(request.build_absolute_uri, version, kinds or {})])


@register.simple_tag(takes_context=True)
def open_graph(context: dict[str, Any], title: str, description: str) -> SafeString:
    """A page of the site itself, for those who share its address."""
    request: HttpRequest = context["request"]
    return _open_graph(title, description, request.build_absolute_uri(request.path), kind="website")


@register.simple_tag(takes_context=True)
def report_data(context: dict[str, Any], report: Report) -> SafeString:
    """A report and where it stands: Open Graph and linked data."""
    absolute = context["request"].build_absolute_uri
    things = [linked_data.report_thing(report, absolute), linked_data.breadcrumbs(report, absolute)]
    return _open_graph(report.display_title, report.round.body.name, things[0]["url"]) + linked_data.script(things)


@register.simple_tag(takes_context=True)
def problem_data(context: dict[str, Any], problem: Problem) -> SafeString:
    """A problem, its report and where both stand: Open Graph and linked data."""
    absolute = context["request"].build_absolute_uri
    things = [
        linked_data.problem_thing(problem, absolute),
        linked_data.breadcrumbs(problem.report, absolute, problem=problem),
    ]
    return _open_graph(problem.statement, problem.report.display_title, things[0]["url"]) + linked_data.script(things)


def _open_graph(title: str, description: str, url: str, *, kind: str = "article") -> SafeString:
    properties = {"title": title, "description": description, "type": kind, "url": url, "site_name": ARCHIVE}
    named = [*properties.items(), ("locale", "zh_CN")]
    return format_html("{}", format_html_join("", '<meta property="og:{}" content="{}">', named))


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> SafeString:
    """The page's own address where it has no parameters but those that advertisers add (`utm_…`); else nothing."""
    request: HttpRequest | None = context.get("request")
    if request is None or any(not name.startswith("utm_") for name in request.GET):
        return SafeString("")
    return format_html('<link rel="canonical" href="{}">', request.build_absolute_uri(request.path))
