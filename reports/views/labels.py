"""Names of the values that parameters and facets hold, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from reports.filters import CENTRAL, NONE, OF_A_BODY, UNKNOWN
from reports.models import Category, Region
from reports.models.choices import BodyLevel, RoundKind, Status, Verb
from reports.models.reference_tables import category_rows, region_rows
from reports.search import ProblemQuery
from reports.views.wording import ENGLISH, page_language, type_names

FACET_TITLES = {
    "region": gettext_lazy("地区"),
    "year": gettext_lazy("巡视年份"),
    "category": gettext_lazy("问题类别"),
    "status": gettext_lazy("整改状态"),
    "kind": gettext_lazy("巡视方式"),
    "level": gettext_lazy("单位层级"),
    "verb": gettext_lazy("巡视或巡察"),
    "authority": gettext_lazy("派出机关"),
    "term": gettext_lazy("届次"),
    "round": gettext_lazy("轮次"),
    "published_year": gettext_lazy("公布年份"),
    "measure_type": gettext_lazy("措施类型"),
    "flag": gettext_lazy("其他"),
}
FLAG_NAMES = {
    "accountability": gettext_lazy("有人被问责"),
    "mismatch": gettext_lazy("自述与清点不符"),
    "text_missing": gettext_lazy("问题原文缺失"),
    "damaged": gettext_lazy("原件有损"),
}
NUMBERED = {
    "year": gettext_noop("%s 年"),
    "published_year": gettext_noop("%s 年"),
    "term": gettext_noop("第 %s 届"),
    "round": gettext_noop("第 %s 轮"),
}
CODES: dict[str, dict[str, Any]] = {
    "level": dict(BodyLevel.choices),
    "status": dict(Status.choices),
    "kind": dict(RoundKind.choices),
    "verb": {**dict(Verb.choices), UNKNOWN: gettext_lazy("未写明")},
    "flag": FLAG_NAMES,
}


def category_table() -> Mapping[str, Category]:
    """All categories by code, in reading order."""
    return category_rows()


def region_table(codes: Iterable[str]) -> dict[str, Region]:
    """The regions of these codes; of two names of one code the one in force."""
    return region_rows().of_codes(codes)


class Labels:
    """Names for one page: holds the regions and categories that the page speaks of."""

    def __init__(
        self, regions: dict[str, Region], categories: Mapping[str, Category], report_title: str | None = None
    ) -> None:
        self.regions, self.categories, self.report_title = regions, categories, report_title
        self._english = page_language() == ENGLISH
        self._types = type_names()
        self._numbered = {facet: _(words) for facet, words in NUMBERED.items()}

    def of(self, facet: str, value: str) -> str:
        """The name of a value; the value itself when nothing is known by it."""
        if facet in CODES:
            return str(CODES[facet].get(value, value))
        if facet in ("region", "authority"):
            return self._region(facet, value)
        if facet == "category":
            return _("未分类") if value == NONE else self._category(value)
        if facet == "measure_type":
            return _("未分类") if value == NONE else self._types.get(value, value)
        if value == UNKNOWN:
            return _("未写明")
        return self._numbered[facet] % value

    def _region(self, facet: str, value: str) -> str:
        if value == CENTRAL:
            return _("中央单位") if facet == "region" else _("中央")
        if value == OF_A_BODY:
            return _("单位")
        if value == UNKNOWN:
            return _("未写明")
        return self.regions[value].name if value in self.regions else value

    def _category(self, value: str) -> str:
        category = self.categories.get(value)
        return value if category is None else category.name_en if self._english else category.name_zh

    def full(self, facet: str, value: str) -> str:
        """As `of`, a region with the names above it: `示例省松岭市`, for chips and sentences."""
        if facet == "region" and value in self.regions:
            return self.regions[value].full_name
        return self.of(facet, value)


def years_in_words(query: ProblemQuery) -> str:
    """`2018–2021 年`, `2018 年起`, `至 2021 年`; empty where no years are asked for from one to another."""
    first, last = query.year_from, query.year_to
    if first and last:
        return _("%(first)s–%(last)s 年") % {"first": first, "last": last} if first != last else _("%s 年") % first
    return _("%s 年起") % first if first else _("至 %s 年") % last if last else ""
