"""What can be asked of each list: the site's own parameters, cleaned by the site's own filter sets.

`page` is answered by `cursor` here. No value is an error: what is not understood is left out and said so in the
answer. So the types that the OpenAPI document tells are those of plain words; the values that mean something stand
beside them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpRequest

from reports.filters import (
    CENTRAL,
    FLAGS,
    PUBLIC_ID,
    REGION_CODE,
    UNKNOWN,
    ArchiveFilterSet,
    ProblemFilterSet,
    ReportFilterSet,
    RoundFilterSet,
    ValuesFilter,
    like,
    one_of,
    regions_within,
    rounds_reported,
)
from reports.models import Body, Category, InspectionRound, Measure, Region
from reports.models.choices import BodyLevel, RegionLevel, RoundKind, Stage, Status, Verb
from reports.models.reference import named_codes
from reports.search.query import PER_PAGE, SCOPES

# Parameter -> (what it means, the values that mean something; none: see the words).
MEANINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "q": ("检索词，写法同检索页 · words, written as in the search box", ()),
    "scope": ("查哪些文字 · which texts are searched", SCOPES),
    "region": (
        "地区代码，含下级；central 中央单位，unknown 未写明 · a region's code, with all below it; central, unknown",
        (),
    ),
    "level": ("层级 · level", tuple(BodyLevel.values)),
    "year": ("巡视年份，四位数或 unknown · year of inspection, four digits or unknown", ()),
    "published_year": ("公布年份，四位数或 unknown · year of publication, four digits or unknown", ()),
    "year_from": ("巡视年份自 · from this year of inspection", ()),
    "year_to": ("巡视年份至 · to this year of inspection", ()),
    "category": ("类别代码，none 未分类 · code of a category, none = unclassified", ()),
    "status": ("整改状态 · state of rectification", tuple(Status.values)),
    "kind": ("巡视方式 · kind of inspection", tuple(RoundKind.values)),
    "verb": ("巡视或巡察 · xunshi or xuncha", (*Verb.values, UNKNOWN)),
    "authority": (
        "派出机关的地区代码，或 central、body（单位）、unknown · code of the inspecting region, or one of these words",
        (),
    ),
    "term": ("届次，或 unknown · term of the committee, or unknown", ()),
    "round": ("轮次，或 unknown · number of the round, or unknown", ()),
    "measure_type": ("措施类型代码，none 未分类 · code of a type of measures, none = unclassified", ()),
    "flag": ("标记 · marks", FLAGS),
    "report": ("通报编号 · id of a report", ()),
    "problem": ("问题编号 · id of a problem", ()),
    "parent": ("上级地区的代码 · code of the region above", ()),
    "once": ("1：一轮有几份通报的只计一份 · 1: a round with several reports counts once", ("1",)),
    "stage": ("阶段 · stage", tuple(Stage.values)),
    "sort": ("排序 · order: relevance, new, old", ("relevance", "new", "old")),
    "per_page": ("每页几条 · rows on a page", tuple(map(str, PER_PAGE))),
    "cursor": ("接着取，抄自上一页的 next · where to go on, from next of the page before", ()),
}


class CursorFilterSet(ArchiveFilterSet):
    """What the API's lists share: a cursor, and no page numbers."""

    cursor = ValuesFilter(str, several=False)

    without: ClassVar[tuple[str, ...]] = ("page",)
    """Parameters of the site's list that this one has no use for: said to be ignored."""

    def judge(self) -> None:
        super().judge()
        for name in self.without:
            self.drop(name)


class Problems(CursorFilterSet, ProblemFilterSet):
    """The problems of a question."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, measure_types=tuple(named_codes("measure_types")))


class Reports(CursorFilterSet, ReportFilterSet):
    """The reports, the newest first or the oldest."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)


class Rounds(CursorFilterSet, RoundFilterSet):
    """The rounds that there is a report of."""

    without = ("page", "q")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)


class Measures(CursorFilterSet):
    """The measures of a report, of a problem, or all."""

    report = ValuesFilter(like(PUBLIC_ID), several=False, lookups=lambda value: Q(report__public_id=value))
    problem = ValuesFilter(like(PUBLIC_ID), several=False, lookups=lambda value: Q(problems__public_id=value))

    without = ("page", "q")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, Measure.objects.public())


def _in_region(code: str) -> Q:
    """The bodies of a region and of all below it, or the central ones."""
    return Q(central=True) if code == CENTRAL else Q(region__in=regions_within(code))


class Bodies(CursorFilterSet):
    """The bodies that there is a report of."""

    region = ValuesFilter(like(REGION_CODE), lookups=_in_region)
    level = ValuesFilter(one_of(BodyLevel.values), lookups=lambda value: Q(level=value))

    without = ("page", "q")

    def __init__(self, request: HttpRequest) -> None:
        bodies = InspectionRound.objects.filter(pk__in=rounds_reported()).order_by().values("body")
        super().__init__(request.GET, Body.objects.filter(pk__in=bodies))

    def judge(self) -> None:
        super().judge()
        self.keep_known_regions(region=(CENTRAL,))


class Regions(CursorFilterSet):
    """The divisions, former ones too."""

    level = ValuesFilter(one_of(RegionLevel.values), lookups=lambda value: Q(level=value))
    parent = ValuesFilter(like(REGION_CODE), several=False, lookups=lambda value: Q(parent__code=value))

    without = ("page", "q")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, Region.objects.all())


class Categories(CursorFilterSet):
    """All categories: nothing can be asked."""

    without = ("page", "q", "per_page", "cursor")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, Category.objects.all())


def described(wanted: type[CursorFilterSet]) -> list[dict[str, Any]]:
    """The parameters of a list as the OpenAPI document has them."""
    found = []
    for name, asked in wanted.base_filters.items():
        if name in wanted.without:
            continue
        meaning, known = MEANINGS[name]
        words = {"type": "string", **({"examples": list(known)} if known else {})}
        schema = {"type": "array", "items": words} if asked.several else words
        found.append({"name": name, "in": "query", "required": False, "description": meaning, "schema": schema})
    return found
