"""What search engines and browsers ask for: robots.txt, the sitemap, the description of the search box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from reports.exports.facts import ARCHIVE
from reports.models import Body, Category, Problem, Region, Report
from reports.models.choices import Origin

PER_CHUNK = 20_000
"""Addresses in one file of the sitemap; the protocol allows 50,000 and 50 MB."""
LAST_CHUNK = 1_000_000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    "home",
    "problems",
    "reports",
    "regions",
    "categories",
    "rounds",
    "statistics",
    "coverage",
    "data",
    "api_docs",
    "about",
    "help_search",
)
CLOSED = ("reports:problems", "reports:reports", "reports:rounds", "reports:problems_feed")
"""Pages with endless combinations of parameters, which are no use to robots."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read reports and problems and how to take data, not every combination of filters nor the data."""
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}?" for name in CLOSED)]
    lines += [f"Disallow: {reverse('reports:problems')}export.", f"Disallow: {reverse('reports:statistics_csv')}"]
    lines += [f"Disallow: {reverse('reports:data')}files/", f"Allow: {reverse('reports:openapi')}"]
    lines += [f"Disallow: {reverse('reports:api:api-root')}", f"Disallow: {reverse('reports:preferences')}"]
    lines += [f"Disallow: {reverse('admin:index')}", ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('reports:sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index over the sitemap's files. Fictional reports (samples, benchmarks) are in none of them."""
    parts = [("pages", 0)]
    parts += [(kind, number) for kind in ROWS for number in _chunks(ROWS[kind]())]
    paths = (reverse("reports:sitemap_part", args=part) for part in parts)
    return _xml(request, "sitemapindex", "sitemap", paths)


@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One file: the site's own pages, or the reports, problems or bodies whose keys are in one range."""
    if kind == "pages" and number == 0:
        return _xml(request, "urlset", "url", _own_pages())
    if kind not in ROWS or number > LAST_CHUNK:
        raise Http404
    ids = _chunk(ROWS[kind](), number).order_by("pk").values_list("public_id", flat=True)
    paths = [reverse(f"reports:{kind}", args=[public_id]) for public_id in ids]
    if not paths:
        raise Http404
    return _xml(request, "urlset", "url", paths)


def _reports() -> QuerySet[Any]:
    return Report.objects.public().filter(origin=Origin.REAL)


def _problems() -> QuerySet[Any]:
    return Problem.objects.public().filter(report__origin=Origin.REAL)


def _bodies() -> QuerySet[Any]:
    """Those that there is a report of."""
    return Body.objects.filter(rounds__reports__in=_reports()).distinct()


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {"report": _reports, "problem": _problems, "body": _bodies}


def _chunks(rows: QuerySet[Any]) -> Iterator[int]:
    """The numbers of the ranges of keys in which there is something: no cost grows with the rows in a range."""
    last = rows.aggregate(last=Max("pk"))["last"]
    return (number for number in range(0 if last is None else last // PER_CHUNK + 1) if _chunk(rows, number).exists())


def _chunk(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    return rows.filter(pk__gte=number * PER_CHUNK, pk__lt=(number + 1) * PER_CHUNK)


def _own_pages() -> Iterator[str]:
    """Pages of the site itself, of the categories, and of the places that it holds a report of."""
    yield from (reverse(f"reports:{name}") for name in PAGES)
    for code in Category.objects.order_by("position").values_list("code", flat=True):
        yield reverse("reports:category", args=[code])
    held = Region.objects.filter(bodies__rounds__reports__in=_reports()).distinct()
    for code in held.order_by("code").values_list("code", flat=True):
        yield reverse("reports:region", args=[code])


def _xml(request: HttpRequest, root: str, entry: str, paths: Iterable[str]) -> HttpResponse:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{SITEMAP}">']
    lines += [f"<{entry}><loc>{escape(request.build_absolute_uri(path))}</loc></{entry}>" for path in paths]
    return HttpResponse("\n".join([*lines, f"</{root}>\n"]), content_type="application/xml; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description with which a browser adds the archive to its search boxes (OpenSearch 1.1)."""
    site = request.build_absolute_uri
    problems, feed = site(reverse("reports:problems")), site(reverse("reports:problems_feed"))
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{ARCHIVE}</ShortName>
<Description>检索巡视整改通报里的问题与整改措施</Description>
<InputEncoding>UTF-8</InputEncoding>
<Language>zh-CN</Language>
<Image type="image/svg+xml">{escape(site(_icon()))}</Image>
<Url type="text/html" template="{escape(problems)}?q={{searchTerms}}"/>
<Url type="application/atom+xml" template="{escape(feed)}?q={{searchTerms}}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{escape(site(request.path))}"/>
</OpenSearchDescription>
"""
    return HttpResponse(text, content_type="application/opensearchdescription+xml; charset=utf-8")


def _icon() -> str:
    """The icon's address; the plain one while no file was collected yet."""
    try:
        return static("icon.svg")
    except ValueError:
        return "/static/icon.svg"
