"""制度文件: the documents that measures name, by title: who issued them, for which kinds of problem."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from reports.filters import CENTRAL, REGION_CODE, YEAR, ArchiveFilterSet, ValuesFilter, in_region, like, one_of
from reports.models import Body, Category, Measure, MeasureFact, ProblemCategory, ProblemMeasure, Report
from reports.models.choices import FactKind
from reports.models.reference_tables import category_rows
from reports.search.keeping import KeptForState, state_now

ENDINGS = (
    "办法",
    "规定",
    "细则",
    "规则",
    "规程",
    "制度",
    "方案",
    "计划",
    "意见",
    "措施",
    "通知",
    "清单",
    "机制",
    "预案",
)
"""What titles of documents end in: 《青禾县河长制管理办法》; 《…管理办法(试行)》 is a 办法 too."""
SORTS = ("most", "name")
NARROWING = ("ending", "category", "region", "year")
"""Parameters that leave documents out, beside the words."""
MOST_BODIES, MOST_CITED = 4, 10


class DocumentFilterSet(ArchiveFilterSet):
    """Cleans and applies the parameters of the list of documents, on their mentions (facts of measures)."""

    region = ValuesFilter(like(REGION_CODE))
    year = ValuesFilter(like(YEAR))
    category = ValuesFilter(like(re.compile(r"[a-z_]{1,30}")))
    ending = ValuesFilter(one_of(ENDINGS))
    sort = ValuesFilter(one_of(SORTS), several=False)

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, MeasureFact.objects.none())

    def judge(self) -> None:
        self.keep_known_regions(region=(CENTRAL,))
        if self.values["category"].accepted:
            self.keep("category", set(category_rows()))

    def mentions(self) -> QuerySet[MeasureFact]:
        """The facts asked for. Conditions are subqueries on purpose: joins make the database read every measure."""
        rows = shown_mentions()
        chosen: dict[str, tuple[Any, ...]] = {name: value.accepted for name, value in self.values.items()}
        for word in (self.values["q"].first or "").split():
            rows = rows.filter(text__icontains=word)
        if chosen["ending"]:
            wanted = Q()
            for ending in chosen["ending"]:
                wanted |= Q(text__endswith=ending)
                for mark in "》(\uff08":
                    wanted |= Q(text__contains=ending + mark)
            rows = rows.filter(wanted)
        reports = Report.objects.public().order_by()
        if chosen["region"]:
            places = Q()
            for code in chosen["region"]:
                places |= in_region("round__body")(code)
            reports = reports.filter(places)
        if chosen["year"]:
            reports = reports.filter(round__year__in=chosen["year"])
        if chosen["region"] or chosen["year"]:
            rows = rows.filter(measure__in=_measures_in(reports))
        if chosen["category"]:
            rows = rows.filter(measure__in=_measures_of(chosen["category"]))
        return rows


def shown_mentions() -> QuerySet[MeasureFact]:
    """The mentions of documents in measures that are shown."""
    retired = Measure.objects.filter(retired_at__isnull=False).values("pk")
    withdrawn = Measure.objects.filter(report__in=Report.objects.filter(withdrawn_at__isnull=False).values("pk"))
    rows = MeasureFact.objects.filter(kind=FactKind.DOCUMENT).order_by()
    return rows.exclude(measure__in=retired).exclude(measure__in=withdrawn.values("pk"))


def _measures_in(reports: QuerySet[Report]) -> Any:
    """The measures of these reports: as keys where they are few, since a database that is given them by a condition
    goes through all mentions of documents that there are."""
    measures = Measure.objects.filter(report__in=reports.values("pk")).order_by()
    few = list(measures.values_list("pk", flat=True)[: FEW_MEASURES + 1])
    return few if len(few) <= FEW_MEASURES else measures.values("pk")


def _measures_of(categories: Iterable[str]) -> QuerySet[ProblemMeasure, Any]:
    """The measures under live problems of these categories (topics or focuses)."""
    codes = list(categories)
    wanted = Category.objects.filter(Q(code__in=codes) | Q(parent__code__in=codes)).values("pk")
    problems = ProblemCategory.objects.filter(category__in=wanted, problem__retired_at=None).values("problem")
    return ProblemMeasure.objects.filter(problem__in=problems).order_by().values("measure")


def titles(mentions: QuerySet[MeasureFact], *, by_name: bool = False) -> QuerySet[MeasureFact, Any]:
    """(title, number of measures that name it), the most often named first."""
    rows = mentions.values_list("text").annotate(n=Count("measure", distinct=True))
    return rows.order_by("text") if by_name else rows.order_by("-n", "text")


FEW_MEASURES = 2_500
"""Of some twenty reports."""
FIRST_KEPT = 1_000
"""So many titles of a list, by number, are kept: fifty pages. A nation names 600,000."""
LISTS_KEPT = 30


class Listing:
    """The titles of a list: how many there are, and any stretch of them.

    Of the lists asked for last the number and the beginning are kept while the archive stays as it is: counting them
    goes through every mention of a document.
    """

    def __init__(self, cleaned: DocumentFilterSet) -> None:
        self._cleaned = cleaned
        self._by_name = cleaned.values["sort"].first == "name"
        self._asked = tuple(cleaned.values[name].accepted for name in ("q", *NARROWING))
        self._state = state_now()
        self.total: int = _totals.in_state(self._state, self._asked, self._count)

    @cached_property
    def _mentions(self) -> QuerySet[MeasureFact]:
        """Not made where all is kept: it asks which reports are meant."""
        return self._cleaned.mentions()

    def stretch(self, start: int, number: int) -> list[tuple[str, int]]:
        """(title, measures that name it) from `start` on."""
        if self._by_name or start + number > FIRST_KEPT:
            return self._read(start, start + number)
        first = _beginnings.in_state(self._state, self._asked, lambda: self._read(0, FIRST_KEPT))
        return first[start : start + number]

    def _count(self) -> int:
        return int(self._mentions.aggregate(n=Count("text", distinct=True))["n"])

    def _read(self, start: int, end: int) -> list[tuple[str, int]]:
        return list(titles(self._mentions, by_name=self._by_name)[start:end])


_totals, _beginnings = KeptForState[int](LISTS_KEPT), KeptForState[list[tuple[str, int]]](LISTS_KEPT)


def most_cited(category: Category) -> list[tuple[str, int]]:
    """The documents that measures for problems of a category name most: (title, measures)."""
    mentions = shown_mentions().filter(measure__in=_measures_of([category.code]))
    return _most_cited.of(category.code, lambda: list(titles(mentions)[:MOST_CITED]))


_most_cited = KeptForState[list[tuple[str, int]]](LISTS_KEPT)


@dataclass(slots=True)
class CitedDocument:
    """A title, in how many measures it stands, whose reports these are (the first few by name, and how many in all),
    the verbs that go with it (`印发`), who is said to have issued it, and the topics of the problems, the most frequent
    first.
    """

    title: str
    measures: int
    bodies: list[Body] = field(default_factory=list)
    more_bodies: int = 0
    verbs: list[str] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    topics: list[Category] = field(default_factory=list)

    @property
    def quoted(self) -> str:
        """The title as a phrase for the search of problems."""
        return '"' + self.title.replace('"', " ") + '"'


def described(counted: Sequence[tuple[str, int]]) -> list[CitedDocument]:
    """What a page shows of its titles. Seven queries, or none where the page was made in this state of the index: a
    common title has thousands of mentions.
    """
    state = state_now()
    return _described.in_state(state, tuple(counted), lambda: _describe(counted, state))


_described = KeptForState[list[CitedDocument]](LISTS_KEPT)


def _describe(counted: Sequence[tuple[str, int]], state: Hashable) -> list[CitedDocument]:
    found = {title: CitedDocument(title, number) for title, number in counted}
    mentions = shown_mentions().filter(text__in=found)
    naming = list(mentions.values_list("text", "measure__report").distinct())
    inspected = _inspected.in_state(state, "", _bodies_of_reports)
    bodies: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for title, report in naming:
        if report in inspected:  # else it came or went meanwhile
            bodies[title].add(inspected[report])
    first = {title: [key for _, key in sorted(held)[:MOST_BODIES]] for title, held in bodies.items()}
    rows = Body.objects.select_related("region").in_bulk({key for keys in first.values() for key in keys})
    verbs, issuers = _counted(mentions, "verb"), _counted(mentions, "issuer")
    topics = _topics(mentions)
    for title, row in found.items():
        row.bodies = [rows[key] for key in first.get(title, ())]
        row.more_bodies = max(0, len(bodies[title]) - MOST_BODIES)
        row.verbs, row.issuers = verbs[title][:2], issuers[title][:2]
        row.topics = topics[title][:3]
    return list(found.values())


def _bodies_of_reports() -> Mapping[int, tuple[str, int]]:
    """The body, as name and key, that each public report is of: read from indexes, where rows of reports are large."""
    bodies = {key: (name, key) for key, name in Body.objects.order_by().values_list("pk", "name")}
    reports = Report.objects.public().order_by().values_list("pk", "round__body")
    return {report: bodies[body] for report, body in reports if body in bodies}


_inspected = KeptForState[Mapping[int, tuple[str, int]]]()


def _counted(mentions: QuerySet[MeasureFact], column: str) -> dict[str, list[str]]:
    """The words in a column of each title's mentions, the most frequent first."""
    words: dict[str, list[str]] = defaultdict(list)
    held = mentions.exclude(**{column: ""}).values_list("text", column).annotate(n=Count("pk"))
    for title, word, _ in held.order_by("-n", column):
        words[title].append(word)
    return words


def _topics(mentions: QuerySet[MeasureFact]) -> dict[str, list[Category]]:
    """The topics of the problems for which each title is named, the most frequent first."""
    of_problem = "measure__problem_links__problem"
    problems = Count(of_problem, distinct=True)
    held = mentions.filter(**{f"{of_problem}__retired_at": None})
    categories = {row.pk: row for row in category_rows().values()}
    found: dict[str, list[tuple[int, int, Category]]] = defaultdict(list)
    for title, key, number in held.values_list("text", f"{of_problem}__category_links__category").annotate(n=problems):
        if key is not None:
            found[title].append((-number, categories[key].position, categories[key]))
    return defaultdict(list, {title: [row for _, _, row in sorted(each)] for title, each in found.items()})
