"""Measures as a list, with what they name marked in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from reports.models import Measure, MeasureFact, Problem, ProblemCategory, ProblemMeasure
from reports.parsing.lines import reading_form
from reports.parsing.markers import marker_at
from reports.views.marking import fact_marks, render
from reports.views.wording import code_name

_OF_MEASURES = tuple(f"measure__{column}" for column in ("public_id", "text", "start", "end", "types"))
_OF_TOPICS = ("evidence", *(f"category__{column}" for column in ("code", "name_zh", "name_en")))


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure to be shown; `types` are names in the reader's language. `numbered`: its text begins with an enumerator
    of its own (一是, (1)), beside which the list needs none."""

    measure: Measure
    text: SafeString
    types: list[str]
    numbered: bool = False


LONGEST_ENUMERATOR = 24
"""Characters at the beginning of a text that are looked at."""


def with_measures(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Problems with live measures, their facts and categories, in four further queries."""
    live = ProblemMeasure.objects.filter(measure__retired_at=None)
    links = live.select_related("measure").only("problem", *_OF_MEASURES).order_by("position")
    facts = MeasureFact.objects.only("measure", "kind", "text", "start", "end").order_by("start")
    categories = ProblemCategory.objects.select_related("category").only("problem", *_OF_TOPICS).order_by("position")
    return problems.prefetch_related(
        Prefetch("measure_links", links.prefetch_related(Prefetch("measure__facts", facts))),
        Prefetch("category_links", categories),
    )


def measure_views(problem: Problem, source: str | None) -> list[MeasureView]:
    """The problem's measures in order. `source` is the text that their spans count in."""
    return views_of((link.measure for link in problem.measure_links.all()), source)


def views_of(measures: Iterable[Measure], source: str | None) -> list[MeasureView]:
    """Measures, with their facts at hand, as they are shown: facts marked in the text, types in words."""
    return [
        MeasureView(
            measure=measure,
            text=render(measure.text or "", fact_marks(measure, measure.facts.all(), source)),
            types=[code_name("measure_types", code) for code in measure.types],
            numbered=numbered(measure.text or ""),
        )
        for measure in measures
    ]


def numbered(text: str) -> bool:
    """Whether a measure begins with an enumerator, by the parser's own table of them."""
    return marker_at(reading_form(text[:LONGEST_ENUMERATOR])) is not None
