"""The review queue: reports from the worst quality on, what is doubtful about each, and what has been looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.forms import CharField, ModelChoiceField, TextInput
from django.http import HttpRequest

from reports import corrections
from reports.corrections.bodies import body_value, in_region
from reports.models import Body, Category, ImportRecord, Problem, ProblemCategory, Region, Report

DOUBTS = {
    "totals": ("自述与清点不符", ("count_mismatch", "status_split_mismatch")),
    "numbering": ("编号有缺或重复", ("numbering_gap", "numbering_repeated", "numbers_differ", "number_missing")),
    "statements": ("问题原文缺失", ("text_missing",)),
    "region": ("地区未能确定", ("region_unknown", "region_ambiguous")),
    "damaged": (
        "原件有损",
        ("replaced_characters", "altered_words", "duplicate_line", "date_damaged", "team_damaged", "contact_damaged"),
    ),
    "empty": ("没有读出问题或整改", ("no_problems", "no_rectification")),
}
"""What to look for, its name, and the codes of data/warnings.toml that say so."""


def doubts_of(report: Report) -> list[str]:
    """The names of what the report's own warnings make doubtful, in the order of `DOUBTS`."""
    codes = {warning["code"] for warning in report.warnings}
    return [name for name, listed in DOUBTS.values() if codes.intersection(listed)]


SURE = 2.0
"""Below this score a category rests on a hint alone (`sure` in data/category_rules.toml). An editor's has no score."""


def _uncategorised(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.filter(pk__in=Problem.objects.live().filter(categories=None).values("report_id"))


def _thin(queryset: QuerySet[Any]) -> QuerySet[Any]:
    links = ProblemCategory.objects.filter(problem__retired_at=None, score__gt=0, score__lt=SURE)
    return queryset.filter(pk__in=links.values("problem__report_id"))


def _duplicates(queryset: QuerySet[Any]) -> QuerySet[Any]:
    records = ImportRecord.objects.filter(changes__has_key="possible_duplicate", report__isnull=False)
    return queryset.filter(pk__in=records.values("report_id"))


ROWS_IN_DOUBT: dict[str, tuple[str, Callable[[QuerySet[Any]], QuerySet[Any]]]] = {
    "uncategorised": ("有未分类的问题", _uncategorised),
    "thin": ("有依据不足的归类", _thin),
    "duplicate": ("可能与另一份重复", _duplicates),
}
"""Doubts that rows tell, not warnings: name, and which reports have them."""


def possible_duplicates(report: Report) -> list[Report]:
    """The reports that this one looked like when it was imported, as far as the archive has them."""
    found = report.import_records.filter(changes__has_key="possible_duplicate").values_list("changes", flat=True)
    ids = {changes["possible_duplicate"] for changes in found}
    return list(Report.objects.select_related("round__body").filter(public_id__in=ids))


class ReviewedFilter(admin.SimpleListFilter):
    title = "校对"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "待校对"), ("yes", "已校对")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("yes", "no"):
            return queryset.filter(reviewed_at__isnull=self.value() == "no")
        return queryset


class DoubtFilter(admin.SimpleListFilter):
    title = "疑点"
    parameter_name = "doubt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, name) for table in (DOUBTS, ROWS_IN_DOUBT) for code, (name, _how) in table.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ROWS_IN_DOUBT:
            return ROWS_IN_DOUBT[str(self.value())][1](queryset)
        if self.value() not in DOUBTS:
            return queryset
        wanted = Q()
        for code in DOUBTS[str(self.value())][1]:
            wanted |= Q(warnings_text__contains=f'"{code}"')
        found: QuerySet[Any] = queryset.annotate(warnings_text=Cast("warnings", TextField())).filter(wanted)
        return found


class ProvinceFilter(admin.SimpleListFilter):
    """Reports by the province that they are from, or without a region."""

    title = "省份"
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        held = {lineage[:6] for lineage in Body.objects.values_list("region__lineage", flat=True) if lineage}
        provinces = Region.objects.in_force().filter(level="province", code__in=held).order_by("code")
        return [("none", "未定地区"), ("central", "中央单位"), *provinces.values_list("code", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value in ("none", "central"):
            return queryset.filter(round__body__region=None, round__body__central=value == "central")
        return queryset.filter(round__body__region__lineage__startswith=value) if value else queryset


@admin.action(description="标记为已校对", permissions=["change"])
def mark_reviewed(model_admin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    done = corrections.mark_reviewed(queryset, True, by=_user(request))
    messages.success(request, f"标记为已校对：{done} 份。")


@admin.action(description="标记为待校对", permissions=["change"])
def mark_unreviewed(model_admin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    done = corrections.mark_reviewed(queryset, False, by=_user(request))
    messages.success(request, f"标记为待校对：{done} 份。")


class PlaceForm(ActionForm):
    """Beside the list of reports: where they belong, and why."""

    region = CharField(
        required=False, label="地区", widget=TextInput(attrs={"placeholder": "代码、全名，或“中央”", "size": 16})
    )
    reason = CharField(required=False, label="理由")


@admin.action(description="指定地区", permissions=["change"])
def assign_region(_model_admin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    """Puts the bodies of all the reports into one region, each by a correction of its own."""
    reason, words = (request.POST.get(name, "").strip() for name in ("reason", "region"))
    if not reason:
        messages.error(request, "请写明理由。")
        return
    try:
        region = region_named(words)
    except LookupError as error:
        messages.error(request, str(error))
        return

    def placed(report: Report) -> None:
        body = body_value(report.round.body)
        value = in_region(body, region) if region else {**body, "region": None, "central": True}
        corrections.apply("set", report, {"body": value}, reason=reason, by=_user(request))

    done = _each(request, queryset.select_related("round__body__region"), placed)
    messages.success(request, f"{region or '中央单位'}：改动 {done} 份。")


def region_named(words: str) -> Region | None:
    """The region of a code or a whole name; None for 中央. LookupError, in words, when it is none or more than one."""
    if words == "中央":
        return None
    by_code = Region.objects.with_code(words).first()
    if by_code is not None:
        return by_code
    named = list(Region.objects.in_force().filter(name=words)[:2])
    if len(named) != 1:
        raise LookupError(f"“{words}”不是一个地区的代码，也不是只有一处用的全名。")
    return named[0]


def _each(request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], object]) -> int:
    """Does the act to each row and returns how many it changed; a row that refuses is told of and keeps no other."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except corrections.NothingChangedError:
            continue
        except corrections.CorrectionError as error:
            messages.error(request, f"{row}：{error}")
    return done


class CategoriseForm(ActionForm):
    """Beside the list of actions: the topic to give, and why."""

    topic = ModelChoiceField(Category.objects.exclude(parent=None), required=False, label="类别", empty_label="未分类")
    reason = CharField(required=False, label="理由")


@admin.action(description="归入所选类别", permissions=["change"])
def categorise(_model_admin: Any, request: HttpRequest, queryset: QuerySet[Problem]) -> None:
    """Gives all the problems one topic, each by a correction of its own."""
    reason = request.POST.get("reason", "").strip()
    topic = (
        Category.objects.exclude(parent=None)
        .filter(pk__in=[request.POST["topic"]] if request.POST.get("topic") else [])
        .first()
    )
    if not reason:
        messages.error(request, "请写明理由。")
        return
    codes = [topic.code] if topic else []

    def categorised(problem: Problem) -> None:
        corrections.apply("set", problem, {"categories": codes}, reason=reason, by=_user(request))

    done = _each(request, queryset, categorised)
    messages.success(request, f"{topic or '未分类'}：改动 {done} 条。")


def _user(request: HttpRequest) -> Any:
    return request.user
