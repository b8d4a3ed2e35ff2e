"""/api/: how programs ask, with examples that the tests run, made of the OpenAPI document itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.api import service
from reports.api.refusals import SENTENCES
from reports.search.walking import DEEPEST
from reports.views.wording import ENGLISH, page_language

EXAMPLES = {"curl": "search.sh", "Python": "all_pages.py", "R": "facets.R"}
"""Language -> file of reports/api/examples."""
ELSEWHERE = "https://archive.example.org/"
"""The site that the examples speak of; on a page it is the page's own."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API, what it gives, and the parameters that it takes."""

    path: str
    summary: str
    parameters: list[str]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    site = request.build_absolute_uri("/")
    operations = _operations()
    context: dict[str, Any] = {
        "root": request.build_absolute_uri(reverse("reports:api:api-root")),
        "operations": operations,
        "parameters": _parameters(),
        "refusals": [(status, code, _of_page(zh, en)) for code, (status, zh, en) in SENTENCES.items()],
        "examples": [(language, example(name).replace(ELSEWHERE, site)) for language, name in EXAMPLES.items()],
        "deepest": DEEPEST,
    }
    return render(request, "pages/api.html", context)


def _of_page(chinese: str, english: str) -> str:
    return english if page_language() == ENGLISH else chinese


def _operations() -> list[Operation]:
    """Every address of the OpenAPI document, in its order."""
    return [
        Operation(
            path,
            _of_page(*found["get"]["summary"].split(" · ", 1)),
            [each["name"] for each in found["get"].get("parameters", ()) if each["in"] == "query"],
        )
        for path, found in service.api.document["paths"].items()
    ]


def _parameters() -> list[tuple[str, str, list[str]]]:
    """(name, meaning, values that mean something) of every parameter, each once."""
    told = {}
    for found in service.api.document["paths"].values():
        for each in found["get"].get("parameters", ()):
            if each["in"] == "query":
                words = each["schema"].get("items", each["schema"])
                meaning = _of_page(*each["description"].split(" · ", 1))
                told[each["name"]] = (each["name"], meaning, words.get("examples", []))
    return list(told.values())


@lru_cache
def example(name: str) -> str:
    """The text of an example."""
    return (Path(service.__file__).parent / "examples" / name).read_text(encoding="utf-8").strip()
