"""How others fixed it: problems elsewhere that share the telling words of one, and what was done about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.models import Problem, ProblemMeasure, Report
from reports.models.choices import Status
from reports.models.problem import TEXT_MISSING
from reports.models.reference import named_codes
from reports.models.written import WrittenQuery, asked
from reports.search import highlight
from reports.search.query import IndexStatus
from reports.search.similar import Similar, SimilarQuery, find_similar, shared_words
from reports.search.view import View
from reports.views.marking import found, render
from reports.views.wording import code_name

ALL_LEVELS = "all"
MOST_SHOWN = 8
OF_ONE_REPORT = 2
"""So many at most of one report: a report that repeats itself must not fill the list."""
MEASURES_OF_A_TYPE = 4
MEASURE_LENGTH = 110
_REGION = "report__round__body__region"
_COLUMNS = (
    "pk", "public_id", "text", "status", "report__round__year", "report__round__body__central",
    f"{_REGION}__parent__parent__name", f"{_REGION}__parent__name", f"{_REGION}__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Precedent:
    """A similar problem, what it shares with the one on the page marked in it and named in `words`.

    `measures` are (public id, text, codes of types) of those that are shown, in order.
    """

    public_id: str
    statement: SafeString
    status: str
    year: int | None
    places: list[str]
    words: list[str]
    measures: list[tuple[str, str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """A measure taken elsewhere; `measure` and `problem` are public ids."""

    measure: str
    text: str
    problem: str
    place: str


@dataclass(frozen=True, slots=True)
class Practice:
    """The measures of one type; `count` is of all, `steps` the first of them."""

    name: str
    count: int
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Precedents:
    """`level` is the level asked for (empty: all). `widened`: nothing was found at the level, this is from all."""

    rows: list[Precedent]
    practices: list[Practice]
    words: list[str]
    level: str
    widened: bool = False


def precedents(
    problem: Problem, topics: Sequence[str], wanted: str, view: View | IndexStatus | None = None
) -> Precedents:
    """What other places show; `wanted` is the parameter `level` of the address: `all`, or anything else for the
    same level, `view` what the page is answered from. Empty for a problem without a statement. Six queries, nine when
    nothing is found at the level.
    """
    level = "" if wanted == ALL_LEVELS else problem.report.round.body.level
    if not problem.text:
        return Precedents([], [], [], level)
    own = _OF_ROUND.rows(round=problem.report.round_id)
    query = SimilarQuery(problem.text, tuple(own), tuple(topics), level)
    rows = _rows(problem, find_similar(query, view))
    widened = bool(level) and not rows
    if widened:
        rows = _rows(problem, find_similar(SimilarQuery(query.statement, query.reports, query.categories), view))
    return Precedents(rows, list(_practices(rows)), _words(rows), level, widened and bool(rows))


def _rows(problem: Problem, similar: Similar) -> list[Precedent]:
    """The best of what was found: the statements of all are compared, and only those shown are read whole."""
    if not similar.hits:
        return []
    found_rows = _STATEMENTS.rows(keys=[hit.pk for hit in similar.hits])
    known = {pk: (text or "", report) for pk, text, report in found_rows}
    alike = [
        (likeness, hit.pk, *known[hit.pk])
        for hit in similar.hits
        if hit.pk in known and (likeness := similar.likeness_if_alike(known[hit.pk][0])) is not None
    ]
    # The engine's order holds among equals: its score also knows the topic.
    alike.sort(key=lambda each: -round(each[0], 1))
    chosen: dict[int, list[str]] = {}
    of_report: Counter[int] = Counter()
    for _likeness, pk, statement, report in alike:
        if len(chosen) == MOST_SHOWN:
            break
        if of_report[report] < OF_ONE_REPORT and (words := shared_words(problem.statement, statement, similar.weights)):
            of_report[report] += 1
            chosen[pk] = words
    return _shown(chosen)


def _shown(chosen: Mapping[int, list[str]]) -> list[Precedent]:
    """The problems of these keys, in this order, each with the words that it shares. As plain values: a page has eight
    problems with some thirty measures. Two queries.
    """
    rows = {}
    for pk, *values in _PROBLEMS.rows(keys=list(chosen)):
        rows[pk] = _precedent(chosen[pk], *values)
    for pk, public_id, text, types in _MEASURES.rows(problems=list(rows)):
        rows[pk].measures.append((public_id, text or "", types))
    return [rows[pk] for pk in chosen if pk in rows]


_OF_ROUND = WrittenQuery[str](
    lambda: Report.objects.filter(round=asked("round")).order_by().values_list("public_id", flat=True)
)
_STATEMENTS = WrittenQuery[tuple[int, str | None, int]](
    lambda: Problem.objects.public().filter(pk__in=[asked("keys")]).order_by().values_list("pk", "text", "report_id")
)
_PROBLEMS = WrittenQuery[tuple[Any, ...]](
    lambda: Problem.objects.filter(pk__in=[asked("keys")]).order_by().values_list(*_COLUMNS)
)
_MEASURES = WrittenQuery[tuple[int, str, str | None, list[str]]](
    lambda: (
        ProblemMeasure.objects.filter(problem__pk__in=[asked("problems")], measure__retired_at=None)
        .order_by("position")
        .values_list("problem_id", "measure__public_id", "measure__text", "measure__types")
    )
)


def _precedent(
    words: list[str], public_id: str, text: str | None, status: str, year: int | None, central: bool, *above: str | None
) -> Precedent:
    statement = text or TEXT_MISSING
    marked = render(statement, found(highlight(statement, words)))
    places = [name for name in above if name] or ([_("中央单位")] if central else [])
    return Precedent(public_id, marked, str(Status(status).label), year, places, words)


def _words(rows: Sequence[Precedent]) -> list[str]:
    """What the similarity rests on: the words most often shared."""
    counted = Counter(word for row in rows for word in row.words)
    return [word for word, _number in counted.most_common(6)]


def _practices(rows: Sequence[Precedent]) -> Iterable[Practice]:
    """Their measures by type, in the order of the table of types; a measure of two types stands under both."""
    by_type: dict[str, list[Step]] = {}
    for row in rows:
        for public_id, text, types in row.measures:
            short = text if len(text) <= MEASURE_LENGTH else text[:MEASURE_LENGTH] + "…"
            step = Step(public_id, short, row.public_id, row.places[-1] if row.places else "")
            for code in types:
                by_type.setdefault(code, []).append(step)
    for code in named_codes("measure_types"):
        if steps := by_type.get(code):
            yield Practice(code_name("measure_types", code), len(steps), steps[:MEASURES_OF_A_TYPE])
