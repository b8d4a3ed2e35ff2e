"""Measures as a list, with what they name marked in place. As plain values: a report's page has hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from reports.models import MeasureFact, ProblemCategory, ProblemMeasure
from reports.models.written import WrittenQuery, asked
from reports.parsing.lines import reading_form
from reports.parsing.markers import marker_at
from reports.views.marking import fact_marks, render
from reports.views.wording import type_names


@dataclass(frozen=True, slots=True)
class ShownFact:
    """What a measure names: the columns of a `MeasureFact` that are shown."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """The columns of a `Measure` that are shown, with its facts in the order of the text; `pk` is its key."""

    pk: int
    public_id: str
    text: str | None
    start: int | None
    end: int | None
    types: list[str]
    facts: list[ShownFact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A category of a problem, with the terms that decided it."""

    code: str
    name_zh: str
    name_en: str
    evidence: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure to be shown; `types` are names in the reader's language. `numbered`: its text begins with an enumerator
    of its own (一是, (1)), beside which the list needs none."""

    public_id: str
    text: SafeString
    types: list[str]
    numbered: bool = False


LONGEST_ENUMERATOR = 24
"""Characters at the beginning of a text that are looked at."""


def measures_of(problems: Sequence[int]) -> dict[int, list[ShownMeasure]]:
    """The live measures of the problems of these keys, in order, with their facts. Two queries."""
    found: dict[int, list[ShownMeasure]] = {problem: [] for problem in problems}
    measures: dict[int, ShownMeasure] = {}
    for problem, pk, *columns in _MEASURES.rows(problems=list(problems)):
        measure = measures.get(pk)
        if measure is None:
            measure = measures[pk] = ShownMeasure(pk, *columns)
        found[problem].append(measure)
    for pk, *columns in _FACTS.rows(measures=list(measures)):
        measures[pk].facts.append(ShownFact(*columns))
    return found


def topics_of(problems: Sequence[int]) -> dict[int, list[ShownTopic]]:
    """The categories of the problems of these keys, in order. One query."""
    found: dict[int, list[ShownTopic]] = {problem: [] for problem in problems}
    for problem, *columns in _TOPICS.rows(problems=list(problems)):
        found[problem].append(ShownTopic(*columns))
    return found


_MEASURES = WrittenQuery[tuple[Any, ...]](
    lambda: (
        ProblemMeasure.objects.filter(problem__pk__in=[asked("problems")], measure__retired_at=None)
        .order_by("position")
        .values_list(
            "problem_id", "measure_id",
            *(f"measure__{column}" for column in ("public_id", "text", "start", "end", "types")),
        )
    )
)  # fmt: skip
_FACTS = WrittenQuery[tuple[Any, ...]](
    lambda: (
        MeasureFact.objects.filter(measure__pk__in=[asked("measures")])
        .order_by("start")
        .values_list("measure_id", "kind", "text", "start", "end")
    )
)
_TOPICS = WrittenQuery[tuple[Any, ...]](
    lambda: (
        ProblemCategory.objects.filter(problem__pk__in=[asked("problems")])
        .order_by("position")
        .values_list("problem_id", "category__code", "category__name_zh", "category__name_en", "evidence")
    )
)


def views_of(measures: Iterable[ShownMeasure], source: str | None) -> list[MeasureView]:
    """Measures as they are shown: facts marked in the text, types in words. `source` is the text that their spans
    count in.
    """
    names = type_names()
    return [
        MeasureView(
            public_id=measure.public_id,
            text=render(measure.text or "", fact_marks(measure, measure.facts, source)),
            types=[names.get(code, code) for code in measure.types],
            numbered=numbered(measure.text or ""),
        )
        for measure in measures
    ]


def numbered(text: str) -> bool:
    """Whether a measure begins with an enumerator, by the parser's own table of them."""
    return marker_at(reading_form(text[:LONGEST_ENUMERATOR])) is not None
