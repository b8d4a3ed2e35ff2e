"""Why a category was given, and what the parser doubted, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models.reference import named_codes
from reports.views.passages import line_of
from reports.views.wording import ENGLISH, page_language

SOURCES = {
    "statement": gettext_lazy("标题"),
    "measure": gettext_lazy("措施"),
    "heading": gettext_lazy("上级标题"),
}


def category_evidence(evidence: Iterable[Mapping[str, Any]]) -> str:
    """`黑臭水体（标题）、排污（措施）`; of an assignment without terms: by an editor."""
    terms = [term["term"] + _("（%s）") % SOURCES.get(term.get("source", ""), "") for term in evidence]
    return _("、").join(terms) if terms else _("由编辑归类")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning of the parser in words; its place in the source and the beginning of that line, None without one."""

    words: str
    start: int | None
    line: int | None


class _Left(dict[str, Any]):
    """Parameters of a sentence; one that is missing leaves an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def doubts(warnings: Iterable[Mapping[str, Any]], source: str) -> list[Doubt]:
    """The warnings of a report in words (data/warnings.toml), each sentence at each place once."""
    sentences = named_codes("warnings")
    language = "en" if page_language() == ENGLISH else "zh"
    found: dict[Doubt, None] = {}
    for warning in warnings:
        entry = sentences.get(warning["code"], {})
        words = str(entry.get(language, warning["code"])).format_map(_Left(warning.get("params") or {}))
        start = warning.get("start")
        found[Doubt(words, start, None if start is None else line_of(source, start))] = None
    return list(found)
