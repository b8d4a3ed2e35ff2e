"""Problems as they stand in lists: place and round above, statement, the measure that answers best, notes beside.

A page of fifty hits is made in a few milliseconds: rows are read as plain values of the columns shown, in three
queries, and a template finds every address and word ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.links import link
from reports.models import Body, Problem, ProblemCategory, ProblemMeasure, Report
from reports.models.choices import BodyLevel, Status
from reports.models.problem import TEXT_MISSING
from reports.models.written import WrittenQuery, asked
from reports.search import highlight, snippet
from reports.search.highlighting import Snippet, Span
from reports.views.marking import found, render
from reports.views.names import ROUND_COLUMNS, RoundFacts, name_of_label, name_of_round
from reports.views.wording import ENGLISH, page_language

EXCERPT = 76
"""About two lines of an excerpt, in characters."""
LONGEST_STATEMENT = 160

_OWN_COLUMNS = ("pk", "public_id", "text", "label", "path", "status", "report__public_id")
_BODY_COLUMNS = ("public_id", "name", "level", "region__code", "region__name", "region__parent__short")
_COLUMNS = (
    *_OWN_COLUMNS,
    *(f"report__round__body__{column}" for column in _BODY_COLUMNS),
    *(f"report__round__{column}" for column in ROUND_COLUMNS),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A category of a problem: its code, and its name in both languages."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ListedBody:
    """The body inspected, with its region (empty for a central body) and the short name of what contains that."""

    public_id: str
    name: str
    level: str
    region: str | None
    region_name: str | None
    above: str | None


@dataclass(frozen=True, slots=True)
class HitRow:
    """What a list shows of a problem. `measures` are the texts of its shown measures, in order."""

    public_id: str
    statement: str
    label: str
    path: list[str]
    status: str
    report: str
    body: ListedBody
    round: RoundFacts
    measures: list[str] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Of a measure, named in `title`: `措施 2`."""

    title: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class HitView:
    """A problem of a list with its words marked. `excerpt` is its best measure, None when it has none.

    `links` lead to its place, body and report. `where` says in which fields the words were found and how often, in
    words; `path` are the headings above, with their marks, when the words stand there. `more` says how many measures
    there are beside.
    """

    url: str
    year: int | None
    links: list[Link]
    name: str
    statement: SafeString
    excerpt: Excerpt | None
    more: str
    categories: list[Link]
    status: str
    where: str = ""
    path: SafeString | None = None


def in_order(primary_keys: Sequence[int]) -> list[HitRow]:
    """The problems of these keys in this order; one that has gone since the index was read is left out. 3 queries."""
    rows = {pk: _row(*values) for pk, *values in _PROBLEMS.rows(keys=list(primary_keys))}
    for problem, text in _MEASURES.rows(problems=list(rows)):
        rows[problem].measures.append(text or "")
    for problem, *names in _TOPICS.rows(problems=list(rows)):
        rows[problem].topics.append(Topic(*names))
    return [rows[key] for key in primary_keys if key in rows]


_PROBLEMS = WrittenQuery[tuple[Any, ...]](
    lambda: Problem.objects.public().filter(pk__in=[asked("keys")]).order_by().values_list(*_COLUMNS)
)
_MEASURES = WrittenQuery[tuple[int, str | None]](
    lambda: (
        ProblemMeasure.objects.filter(problem__pk__in=[asked("problems")], measure__retired_at=None)
        .order_by("problem_id", "position")
        .values_list("problem_id", "measure__text")
    )
)
_TOPICS = WrittenQuery[tuple[Any, ...]](
    lambda: (
        ProblemCategory.objects.filter(problem__pk__in=[asked("problems")])
        .order_by("problem_id", "position")
        .values_list("problem_id", "category__code", "category__name_zh", "category__name_en")
    )
)


def _row(public_id: str, text: str | None, label: str, path: list[str], status: str, report: str, *rest: Any) -> HitRow:
    body, inspection = rest[: len(_BODY_COLUMNS)], rest[len(_BODY_COLUMNS) :]
    return HitRow(
        public_id, text or TEXT_MISSING, label, path, status, report, ListedBody(*body), RoundFacts(*inspection)
    )


def hit_views(rows: Sequence[HitRow], words: Sequence[str]) -> list[HitView]:
    """The rows as they are shown, with what was asked for (`ProblemResults.words`) marked."""
    writer = _Writer(words)
    return [writer.view(row) for row in rows]


class _Writer:
    """Makes the views of one page: its words are translated once."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.english = page_language() == ENGLISH
        self.statuses = {str(status): str(status.label) for status in Status}
        self.fields = pgettext("found in", "标题"), pgettext("found in", "措施"), pgettext("found in", "上级标题")
        self.comma, self.names = _("、"), _("地名、单位或通报题目")
        self.measure, self.further = _("措施 %(number)s"), _("另有 %(count)s 条措施")

    def view(self, row: HitRow) -> HitView:
        in_measures = [self._found(text) for text in row.measures]
        in_statement, path = self._found(row.statement), " › ".join(row.path)
        in_path = self._found(path)
        return HitView(
            url=link("problem", row.public_id),
            year=row.round.year,
            links=[*_places(row.body), _report(row)],
            name=name_of_label(row.label) if row.label else "",
            statement=self._statement(row.statement, in_statement),
            excerpt=self._excerpt(row.measures, in_measures),
            more=self.further % {"count": len(row.measures) - 1} if len(row.measures) > 1 else "",
            categories=self._categories(row.topics),
            status=self.statuses[row.status],
            where=self._where(len(in_statement), sum(map(len, in_measures)), len(in_path)),
            path=render(path, found(in_path)) if in_path else None,
        )

    def _found(self, text: str) -> list[Span]:
        return highlight(text, self.words) if self.words else []

    def _categories(self, topics: Sequence[Topic]) -> list[Link]:
        searched = link("problems")
        return [
            Link(f"{searched}?category={each.code}", each.name_en if self.english else each.name_zh) for each in topics
        ]

    def _where(self, *found_in: int) -> str:
        """`标题 1、措施 3`; for words found in none of the problem's own texts the names of place and body."""
        if not self.words:
            return ""
        told = [f"{name}\u00a0{number}" for name, number in zip(self.fields, found_in, strict=True) if number]
        return self.comma.join(told) if told else self.names

    def _statement(self, text: str, marks: Sequence[Span]) -> SafeString:
        """The whole statement with its marks; of a very long one the part that answers."""
        return self._cut(text, LONGEST_STATEMENT) if len(text) > LONGEST_STATEMENT else render(text, found(marks))

    def _excerpt(self, measures: Sequence[str], marks: Sequence[Sequence[Span]]) -> Excerpt | None:
        """The measure with most marks, the first of equals."""
        if not measures:
            return None
        best = max(range(len(measures)), key=lambda place: len(marks[place]))
        return Excerpt(self.measure % {"number": best + 1}, self._cut(measures[best], EXCERPT))

    def _cut(self, text: str, width: int) -> SafeString:
        """The part of the text that shows most of the words, with an ellipsis where it was cut."""
        return cut(snippet(text, self.words, width))


def cut(part: Snippet) -> SafeString:
    """The part of a text with its words marked, and an ellipsis where it was cut."""
    shown = render(part.text, found(part.marks))
    return mark_safe(f"{'…' if part.cut_before else ''}{shown}{'…' if part.cut_after else ''}")


def _places(body: ListedBody) -> list[Link]:
    """The region, and the body where it is not the region's own committee."""
    places = []
    if body.region:
        places.append(Link(link("region", body.region), f"{body.above or ''}{body.region_name}"))
    if not body.region or body.level == BodyLevel.OTHER:
        places.append(Link(link("body", body.public_id), body.name))
    return places


def _report(row: HitRow) -> Link:
    """The report at the place of this problem."""
    return Link(f"{link('report', row.report)}#p-{row.public_id}", name_of_round(row.round))


def place_names(body: Body) -> list[str]:
    """`['示例省', '松岭市', '青禾县']`; of a central body `['中央单位']`."""
    if body.region is None:
        return [_("中央单位")] if body.central else []
    return [region.name for region in body.region.chain()]


def with_place(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with their round, body and the places above it, in the same query."""
    return reports.select_related("round__body__region__parent__parent", "round__authority_region")
