"""The review queue: reports from the worst quality on, what is doubtful about each, and what has been looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.forms import CharField, ModelChoiceField
from django.http import HttpRequest

from reports import corrections
from reports.models import Category, Problem, Report

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
        return [*((code, name) for code, (name, _codes) in DOUBTS.items()), ("uncategorised", "有未分类的问题")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "uncategorised":
            without = Problem.objects.live().filter(categories=None)
            return queryset.filter(pk__in=without.values("report_id"))
        if self.value() not in DOUBTS:
            return queryset
        wanted = Q()
        for code in DOUBTS[str(self.value())][1]:
            wanted |= Q(warnings_text__contains=f'"{code}"')
        found: QuerySet[Any] = queryset.annotate(warnings_text=Cast("warnings", TextField())).filter(wanted)
        return found


def progress() -> dict[str, int]:
    """How many reports have been reviewed, of how many."""
    public = Report.objects.public()
    return {"reviewed": public.exclude(reviewed_at=None).count(), "all": public.count()}


@admin.action(description="标记为已校对", permissions=["change"])
def mark_reviewed(model_admin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    done = corrections.mark_reviewed(queryset, True, by=_user(request))
    messages.success(request, f"标记为已校对：{done} 份。")


@admin.action(description="标记为待校对", permissions=["change"])
def mark_unreviewed(model_admin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    done = corrections.mark_reviewed(queryset, False, by=_user(request))
    messages.success(request, f"标记为待校对：{done} 份。")


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
    done = 0
    for problem in queryset:
        try:
            corrections.apply(
                "set", problem, {"categories": [topic.code] if topic else []}, reason=reason, by=_user(request)
            )
            done += 1
        except corrections.NothingChangedError:
            continue
        except corrections.CorrectionError as error:
            messages.error(request, f"{problem}：{error}")
    messages.success(request, f"{topic or '未分类'}：改动 {done} 条。")


def _user(request: HttpRequest) -> Any:
    return request.user
