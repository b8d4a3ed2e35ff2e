"""What a web page says about itself in its head: title, source, published, url, site, column."""

from __future__ import annotations

import re

from reports.readers.html_lines import Element, tidy
from reports.readers.html_rules import RULES

_LONGEST = 500
# The mark that browsers write at the head of a saved page: <!-- saved from url=(0039)https://example.cn/a.html -->
SAVED_FROM = re.compile(r"<!--\s{0,5}saved from url=\(\d{1,6}\)(\S{1,2000}?)\s{0,5}-->", re.I)


def page_metadata(root: Element) -> dict[str, str]:
    """Our names -> the page's words, tidied, for those of RULES["metadata"] that it states; never an empty value."""
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        value = tidy(meta.get("content") or "")[:_LONGEST]
        if name and value:
            stated.setdefault(name.strip().lower(), value)
    found: dict[str, str] = {}
    for ours, theirs in RULES["metadata"].items():
        value = next((stated[name] for name in theirs if name in stated), "")
        if value:
            found[ours] = value
    if "title" not in found:
        title = root.find(".//head/title")
        words = tidy("".join(title.itertext()))[:_LONGEST] if title is not None else ""
        if words:
            found["title"] = words
    canonical = next((link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"), None)
    if canonical and "url" not in found:
        found["url"] = canonical.strip()[:_LONGEST]
    return found
