"""Problems as they stand in lists: place and round above, statement, the measure that answers best, notes beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.models import Body, Problem, ProblemCategory, ProblemMeasure, Report
from reports.search import highlight, snippet
from reports.views.marking import found, render

EXCERPT = 76
"""About two lines of an excerpt, in characters."""
LONGEST_STATEMENT = 160


@dataclass(frozen=True, slots=True)
class Excerpt:
    number: int
    text: SafeString


@dataclass(frozen=True, slots=True)
class HitView:
    """A problem of a list with its words marked. `excerpt` is its best measure, None when it has none.

    `where` says in which fields the words were found and how often, in words; `path` are the headings above, with
    their marks, when the words stand there.
    """

    problem: Problem
    statement: SafeString
    excerpt: Excerpt | None
    more_measures: int
    categories: list[ProblemCategory]
    where: str = ""
    path: SafeString | None = None


def for_lists(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """With everything that a hit shows, in four queries."""
    measures = ProblemMeasure.objects.filter(measure__retired_at=None).select_related("measure").order_by("position")
    categories = ProblemCategory.objects.select_related("category").order_by("position")
    return problems.select_related(
        "report__round__body__region__parent__parent", "report__round__authority_region"
    ).prefetch_related(Prefetch("measure_links", measures), Prefetch("category_links", categories))


def in_order(primary_keys: Sequence[int]) -> list[Problem]:
    """The problems of these keys in this order; one that has gone since the index was read is left out."""
    rows = {problem.pk: problem for problem in for_lists(Problem.objects.public().filter(pk__in=primary_keys))}
    return [rows[key] for key in primary_keys if key in rows]


def hit_views(problems: Sequence[Problem], words: Sequence[str]) -> list[HitView]:
    return [_view(problem, words) for problem in problems]


def _view(problem: Problem, words: Sequence[str]) -> HitView:
    measures = [link.measure for link in problem.measure_links.all()]
    hits = [len(highlight(measure.text or "", words)) if words else 0 for measure in measures]
    best = hits.index(max(hits)) if hits else None  # the first of equals
    path = " › ".join(problem.path)
    in_path = highlight(path, words)
    excerpt = None
    if best is not None:
        excerpt = Excerpt(best + 1, _cut(measures[best].text or "", words, EXCERPT))
    return HitView(
        problem=problem,
        statement=_statement(problem, words),
        excerpt=excerpt,
        more_measures=len(measures) - (best is not None),
        categories=list(problem.category_links.all()),
        where=_where(len(highlight(problem.statement, words)), sum(hits), len(in_path)) if words else "",
        path=render(path, found(in_path)) if in_path else None,
    )


def _where(statement: int, measures: int, path: int) -> str:
    """`标题 1、措施 3`; for words found in none of the problem's own texts the names of place and body."""
    counted = (
        (pgettext("found in", "标题"), statement),
        (pgettext("found in", "措施"), measures),
        (pgettext("found in", "上级标题"), path),
    )
    told = [f"{name} {number}" for name, number in counted if number]
    return _("、").join(told) if told else _("地名、单位或通报题目")


def _statement(problem: Problem, words: Sequence[str]) -> SafeString:
    """The whole statement; of a very long one the part that answers."""
    text = problem.statement
    if len(text) > LONGEST_STATEMENT:
        return _cut(text, words, LONGEST_STATEMENT)
    return render(text, found(highlight(text, words)))


def _cut(text: str, words: Sequence[str], width: int) -> SafeString:
    """The part of the text that shows most of the words, with an ellipsis where it was cut."""
    part = snippet(text, words, width)
    shown = render(part.text, found(part.marks))
    return format_html("{}{}{}", "…" if part.cut_before else "", shown, "…" if part.cut_after else "")


def place_names(body: Body) -> list[str]:
    """`['示例省', '松岭市', '青禾县']`; of a central body `['中央单位']`."""
    if body.region is None:
        return [_("中央单位")] if body.central else []
    return [region.name for region in body.region.chain()]


def with_place(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with their round, body and the places above it, in the same query."""
    return reports.select_related("round__body__region__parent__parent", "round__authority_region")
