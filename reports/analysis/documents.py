"""制度文件: the documents that measures name, by title: who issued them, for which kinds of problem."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from reports.filters import REGION_CODE, YEAR, ArchiveFilterSet, ValuesFilter, in_region, like, one_of
from reports.models import Body, Category, Measure, MeasureFact, ProblemCategory, ProblemMeasure, Report
from reports.models.choices import FactKind

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
MOST_BODIES = 4


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
        self.keep_known_regions("region")
        if self.values["category"].accepted:
            self.keep("category", set(Category.objects.values_list("code", flat=True)))

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
            rows = rows.filter(measure__in=Measure.objects.filter(report__in=reports.values("pk")).values("pk"))
        if chosen["category"]:
            rows = rows.filter(measure__in=_measures_of(chosen["category"]))
        return rows


def shown_mentions() -> QuerySet[MeasureFact]:
    """The mentions of documents in measures that are shown."""
    retired = Measure.objects.filter(retired_at__isnull=False).values("pk")
    withdrawn = Measure.objects.filter(report__in=Report.objects.filter(withdrawn_at__isnull=False).values("pk"))
    rows = MeasureFact.objects.filter(kind=FactKind.DOCUMENT).order_by()
    return rows.exclude(measure__in=retired).exclude(measure__in=withdrawn.values("pk"))


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


def most_cited(category: Category, most: int = 10) -> list[tuple[str, int]]:
    """The documents that measures for problems of a category name most: (title, measures)."""
    return list(titles(shown_mentions().filter(measure__in=_measures_of([category.code])))[:most])


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
    """What a page shows of its titles. Three queries."""
    found = {title: CitedDocument(title, number) for title, number in counted}
    bodies: dict[str, dict[int, Body]] = defaultdict(dict)
    verbs: dict[str, Counter[str]] = defaultdict(Counter)
    issuers: dict[str, Counter[str]] = defaultdict(Counter)
    of_measure: dict[int, set[str]] = defaultdict(set)
    mentions = shown_mentions().filter(text__in=found).select_related("measure__report__round__body__region")
    for mention in mentions.defer("measure__text", "measure__parsed", "measure__report__outline"):
        body = mention.measure.report.round.body
        bodies[mention.text][body.pk] = body
        verbs[mention.text].update([mention.verb] if mention.verb else [])
        issuers[mention.text].update([mention.issuer] if mention.issuer else [])
        of_measure[mention.measure_id].add(mention.text)
    topics = _topics(of_measure)
    for title, row in found.items():
        held = sorted(bodies[title].values(), key=lambda body: body.name)
        row.bodies, row.more_bodies = held[:MOST_BODIES], max(0, len(held) - MOST_BODIES)
        row.verbs = [verb for verb, _ in verbs[title].most_common(2)]
        row.issuers = [issuer for issuer, _ in issuers[title].most_common(2)]
        row.topics = topics.get(title, [])[:3]
    return list(found.values())


def _topics(of_measure: dict[int, set[str]]) -> dict[str, list[Category]]:
    """The topics of the problems for which each title is named, the most frequent first."""
    links = ProblemMeasure.objects.filter(measure__in=of_measure, problem__retired_at=None).order_by()
    problems: dict[str, set[int]] = defaultdict(set)
    for problem, measure in links.values_list("problem_id", "measure_id"):
        for title in of_measure[measure]:
            problems[title].add(problem)
    given: dict[int, list[Category]] = defaultdict(list)
    wanted = set().union(*problems.values()) if problems else set()
    for link in ProblemCategory.objects.filter(problem__in=wanted).select_related("category"):
        given[link.problem_id].append(link.category)
    found = {}
    for title, keys in problems.items():
        counted = Counter(category for key in keys for category in given[key])
        found[title] = sorted(counted, key=lambda category: (-counted[category], category.position))
    return found
