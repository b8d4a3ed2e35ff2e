"""Requests that nobody would make who means well: addresses, parameters and headers, as hypothesis strategies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</script><script>alert(1)</script>",
    "]]><x/>",
    "javascript:alert(1)",
    "\r\nX-Injected: 1\r\n\r\n",
    "\x00",
    "\ud800",
    "\u202e\u200b\ufeff\u2028",
    "' OR 1=1 --",
    "1; DROP TABLE reports_report",
    "../../../../etc/passwd",
    "..\\..\\",
    "%00%0d%0a",
    "{{7*7}}{% debug %}${7*7}%s%n%(x)s{0.__class__}",
    "=HYPERLINK(1)",
    "//example.org",
    "https://example.org/",
    "9" * 400,
    "-1",
    "0",
    "1e999",
    "NaN",
    "\u0660\u0661\u0662",
    "\u00b2",
    "整" * 3000,
    "(" * 500,
    '"' * 501,
    "a OR " * 300 + "b",
    "NOT -((-整改 OR) AND",
    '-"黑臭水体" OR 镇村 (十二届 12届) -',
    "黑臭*水体? ~2^9 [a TO z] statement:整改",
    "🏛️" * 50,
    "true",
    "null",
    "[]",
)
MEANT = (
    "整改", "990000", "990121", "990000-county", "central", "county", "2021", "1999", "unknown", "env", "conduct", "none",
    "completed", "followup", "xunshi", "11", "3", "money", "accountability", "new", "old", "relevance", "1", "2", "50",
    "region", "category", "status", "measure_type", "count", "row", "col", "all", "text", "measure", "within", "csv",
    "dark", "large", "en", "青禾县", "qinghe", "qhx", "most", "name",
)  # fmt: skip
"""Values that some parameter takes: what is asked goes further when part of it is understood."""
PARAMETERS = (
    "q", "scope", "region", "level", "year", "year_from", "year_to", "published_year", "category", "status", "kind",
    "verb", "authority", "term", "round", "measure_type", "flag", "report", "once", "sort", "page", "per_page", "rows",
    "row", "col", "show", "every", "a", "b", "c", "ending", "stage", "whole", "document", "theme", "size", "language",
    "next", "cursor", "limit", "facets", "near", "wider", "style", "format",
)  # fmt: skip
HEADERS = ("Accept", "Accept-Language", "Cookie", "If-None-Match", "If-Modified-Since", "Range", "X-Forwarded-For")
PLACEHOLDER = re.compile(r"<(?:(\w+):)?\w+>")


@dataclass(frozen=True)
class Asked:
    """One request: a path and a query string as they stand on the line, and headers."""

    method: str
    path: str
    query: str
    headers: dict[str, str] = field(default_factory=dict)


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of the site but the admin's, such as `problems/<slug:public_id>/`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route.replace("^", "").replace("\\Z", "").replace("$", "")
        elif pattern.app_name != "admin":
            yield from routes(pattern, route)


def words(known: list[str]) -> st.SearchStrategy[str]:
    """A value: an attack, something meant, one of the archive's own ids, any text, or several of these in a row."""
    one = st.one_of(
        st.sampled_from(ATTACKS), st.sampled_from(MEANT), st.sampled_from(known), st.text(st.characters(), max_size=30)
    )
    return st.one_of(one, st.lists(one, min_size=2, max_size=4).map(" ".join))


def encoded(text: str) -> str:
    """Percent-encoded, lone surrogates as the three bytes that no UTF-8 has."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


@st.composite
def requests(draw: st.DrawFn, known: list[str]) -> Asked:
    """A request to any view; `known` are ids of rows that exist."""
    value = words(known)
    route = draw(st.sampled_from(sorted(set(routes()))))

    def segment(place: re.Match[str]) -> str:
        ids = st.sampled_from(known)
        if place[1] == "int":
            return str(draw(st.integers(0, 10**20)))
        text = draw(st.one_of(ids, ids, value))
        return encoded(text).replace("/", "%2F") if place[1] != "path" else encoded(text)

    path = "/" + PLACEHOLDER.sub(segment, route)
    pairs = draw(st.lists(st.tuples(st.sampled_from(PARAMETERS), value), max_size=5))
    query = "&".join(f"{name}={encoded(text)}" for name, text in pairs)
    query += draw(st.sampled_from(("", "", "", "&&==&", "&%", "&q=%ff%fe", "&" + encoded("<x>") + "=1", ";a=b", "&q")))
    headers = draw(st.dictionaries(st.sampled_from(HEADERS), value.map(encoded), max_size=2))
    return Asked(draw(st.sampled_from(("GET", "GET", "GET", "HEAD", "POST", "OPTIONS"))), path, query, headers)
