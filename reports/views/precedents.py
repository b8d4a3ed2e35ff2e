"""How others fixed it: problems elsewhere that share the telling words of one, and what was done about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reports.models import Measure, Problem, Report
from reports.models.reference import named_codes
from reports.search import highlight
from reports.search.similar import Similar, SimilarQuery, find_similar, shared_words
from reports.views.hits import for_lists, place_names
from reports.views.marking import found, render
from reports.views.wording import code_name

ALL_LEVELS = "all"
MOST_SHOWN = 8
OF_ONE_REPORT = 2
"""So many at most of one report: a report that repeats itself must not fill the list."""
MEASURES_OF_A_TYPE = 4
MEASURE_LENGTH = 110


@dataclass(frozen=True, slots=True)
class Precedent:
    """A similar problem, what it shares with the one on the page marked in it and named in `words`."""

    problem: Problem
    statement: SafeString
    words: list[str]
    places: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    measure: Measure
    text: str
    problem: Problem
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


def precedents(problem: Problem, topics: Sequence[str], asked: str) -> Precedents:
    """What other places show; `asked` is the parameter `level` of the address: `all`, or anything else for the
    same level. Empty for a problem without a statement. Six queries, ten when nothing is found at the level.
    """
    level = "" if asked == ALL_LEVELS else problem.report.round.body.level
    if not problem.text:
        return Precedents([], [], [], level)
    own = Report.objects.filter(round=problem.report.round_id).values_list("public_id", flat=True)
    query = SimilarQuery(problem.text, tuple(own), tuple(topics), level)
    rows = _rows(problem, find_similar(query))
    widened = bool(level) and not rows
    if widened:
        rows = _rows(problem, find_similar(SimilarQuery(query.statement, query.reports, query.categories)))
    return Precedents(rows, list(_practices(rows)), _words(rows), level, widened and bool(rows))


def _rows(problem: Problem, similar: Similar) -> list[Precedent]:
    if not similar.hits:
        return []
    known = {row.pk: row for row in for_lists(Problem.objects.public().filter(pk__in=[hit.pk for hit in similar.hits]))}
    alike = [known[hit.pk] for hit in similar.hits if hit.pk in known and similar.alike(known[hit.pk].statement)]
    # The engine's order holds among equals: its score also knows the topic.
    alike.sort(key=lambda row: -round(similar.likeness(row.statement), 1))
    made: list[Precedent] = []
    of_report: Counter[int] = Counter()
    for row in alike:
        words = shared_words(problem.statement, row.statement, similar.weights)
        if not words or of_report[row.report_id] == OF_ONE_REPORT:
            continue
        of_report[row.report_id] += 1
        statement = render(row.statement, found(highlight(row.statement, words)))
        made.append(Precedent(row, statement, words, place_names(row.report.round.body)))
        if len(made) == MOST_SHOWN:
            break
    return made


def _words(rows: Sequence[Precedent]) -> list[str]:
    """What the similarity rests on: the words most often shared."""
    counted = Counter(word for row in rows for word in row.words)
    return [word for word, _ in counted.most_common(6)]


def _practices(rows: Sequence[Precedent]) -> Iterable[Practice]:
    """Their measures by type, in the order of the table of types; a measure of two types stands under both."""
    by_type: dict[str, list[Step]] = {}
    for row in rows:
        for link in row.problem.measure_links.all():
            text = link.measure.text or ""
            short = text if len(text) <= MEASURE_LENGTH else text[:MEASURE_LENGTH] + "…"
            step = Step(link.measure, short, row.problem, row.places[-1] if row.places else "")
            for code in link.measure.types:
                by_type.setdefault(code, []).append(step)
    for code in named_codes("measure_types"):
        if steps := by_type.get(code):
            yield Practice(code_name("measure_types", code), len(steps), steps[:MEASURES_OF_A_TYPE])
