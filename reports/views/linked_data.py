"""What pages say of themselves to machines, in the words of schema.org: Dataset, Report, BreadcrumbList.

A page carries it as a block of data (`application/ld+json`), which no browser runs: a strict Content-Security-Policy
lets it stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from reports.exports.facts import ARCHIVE, CAUTION
from reports.links import link
from reports.models import Problem, Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTEXT = "https://schema.org"
LANGUAGE = "zh-Hans"
FILES = {"csv": "text/csv", "jsonl": "application/x-ndjson", "xlsx": XLSX}
DESCRIPTION = "各地公布的巡视整改通报\uff0c分成一条条问题和整改措施\uff0c可检索、可引用、可对照原文。"
# As Django's json_script: nothing in the data can end the element or begin a comment.
_IN_HTML = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Address = Callable[[str], str]
Thing = dict[str, Any]


def script(things: Iterable[Thing]) -> SafeString:
    """The element that holds these things, safe inside any page."""
    graph = {"@context": CONTEXT, "@graph": [_without_nothing(thing) for thing in things]}
    data = json.dumps(graph, ensure_ascii=False).translate(_IN_HTML)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')


def dataset(absolute: Address, version: int, files: Mapping[str, str]) -> Thing:
    """The archive as a whole, with its exports and the `files` (name -> media type) of the full data set."""
    downloads = [(kind, reverse(f"reports:export_{ending}")) for ending, kind in FILES.items()]
    downloads += [(kind, reverse("reports:dataset_file", args=[name])) for name, kind in files.items()]
    return {
        "@type": "Dataset",
        "@id": absolute(link("home")),
        "name": ARCHIVE,
        "description": DESCRIPTION + CAUTION,
        "url": absolute(link("data")),
        "license": absolute(link("data")) + "#terms",
        "creator": {"@type": "Organization", "name": ARCHIVE},
        "keywords": ["巡视", "巡察", "整改", "inspection", "rectification"],
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "version": str(version),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": absolute(path)} for kind, path in downloads
        ],
    }


def report_thing(report: Report, absolute: Address) -> Thing:
    """A report: title, who signed it, when it was published, what it is about."""
    body, published = report.round.body, report.published_date
    address = absolute(link("report", report.public_id))
    return {
        "@type": "Report",
        "@id": address,
        "name": report.display_title,
        "url": address,
        "inLanguage": LANGUAGE,
        "author": {"@type": "Organization", "name": report.signed_by or body.name},
        "publisher": {"@type": "Organization", "name": report.source} if report.source else None,
        "datePublished": published.iso() if published else None,
        "about": {"@type": "Organization", "name": body.name},
        "spatialCoverage": {"@type": "Place", "name": body.region.full_name} if body.region else None,
        "isPartOf": _archive(absolute),
    }


def problem_thing(problem: Problem, absolute: Address) -> Thing:
    """A problem, as a part of its report."""
    address = absolute(link("problem", problem.public_id))
    return {
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "text": problem.text,
        "position": problem.number,
        "inLanguage": LANGUAGE,
        "isPartOf": report_thing(problem.report, absolute),
    }


def breadcrumbs(report: Report, absolute: Address, *, problem: Problem | None = None) -> Thing:
    """Province, prefecture, county, body, report and the problem, as far as there are such."""
    body = report.round.body
    steps = [(place.name, "region", place.code) for place in (body.region.chain() if body.region else [])]
    steps += [(body.name, "body", body.public_id), (report.display_title, "report", report.public_id)]
    if problem is not None:
        steps.append((problem.statement, "problem", problem.public_id))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": absolute(link(view, key)),
            }
            for place, (name, view, key) in enumerate(steps, 1)
        ],
    }


def _archive(absolute: Address) -> Thing:
    home = absolute(link("home"))
    return {"@type": "Dataset", "@id": home, "name": ARCHIVE, "description": DESCRIPTION, "url": home}


def _without_nothing(thing: Thing) -> Thing:
    """Without what is unknown, at every depth."""
    return {
        name: _without_nothing(value) if isinstance(value, dict) else value
        for name, value in thing.items()
        if value not in (None, "")
    }
