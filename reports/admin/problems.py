"""Problems and measures."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from reports.admin.correcting import CorrectingAdmin
from reports.admin.forms import MeasureForm, ProblemForm
from reports.admin.readonly import ReadOnlyInline, admin_link, page_link, values_as_text
from reports.admin.review import CategoriseForm, categorise
from reports.models import Measure, MeasureFact, Problem, ProblemCategory, ProblemMeasure


class CategoryInline(ReadOnlyInline):
    model = ProblemCategory
    fields = ("position", "category", "score", "evidence")
    readonly_fields = fields
    verbose_name_plural = "类别与依据"


class MeasureInline(ReadOnlyInline):
    model = ProblemMeasure
    fk_name = "problem"
    fields = ("position", "measure_link")
    readonly_fields = fields
    verbose_name_plural = "措施"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("measure")

    @admin.display(description="措施")
    def measure_link(self, link: ProblemMeasure) -> str:
        return admin_link(link.measure)


class FactInline(ReadOnlyInline):
    model = MeasureFact
    fields = ("kind", "text", "value", "verb", "issuer", "start", "end")
    readonly_fields = fields
    verbose_name_plural = "其中的事实"


class RetiredFilter(admin.SimpleListFilter):
    title = "在用"
    parameter_name = "retired"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "在用"), ("yes", "已停用")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("yes", "no"):
            return queryset.filter(retired_at__isnull=self.value() == "no")
        return queryset


PROVENANCE = ("page", "report_link", "source_text", "start", "end", "retired_at", "parsed_values", "corrections_made")


class RowAdmin(CorrectingAdmin):
    """What problems and measures have in common: provenance, read-only."""

    public_page = "problem"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .select_related("report__round__body", "source_text__document")
            .defer("source_text__text")
        )

    @admin.display(description="公开页面")
    def page(self, row: Any) -> str:
        return page_link(self.public_page, row.public_id)

    @admin.display(description="通报")
    def report_link(self, row: Any) -> str:
        return admin_link(row.report)

    @admin.display(description="解析值")
    def parsed_values(self, row: Any) -> str:
        return values_as_text(row.parsed)


@admin.register(Problem)
class ProblemAdmin(RowAdmin):
    form = ProblemForm
    list_display = ("number", "statement_start", "report_link", "status", "topics", "text_missing")
    list_display_links = ("number", "statement_start")
    list_filter = (
        RetiredFilter,
        "status",
        "text_missing",
        "categories",
        "report__round__year",
        "report__origin",
    )
    search_fields = ("text", "number", "public_id", "report__title", "report__round__body__name")
    list_per_page = 50
    action_form = CategoriseForm
    actions = (categorise,)
    inlines = (CategoryInline, MeasureInline)
    readonly_fields = ("label", "path", "status_words", *PROVENANCE)
    fieldsets = (
        (
            None,
            {"fields": ("text", "number", "status", "category_1", "category_2", "category_3", "continues", "reason")},
        ),
        ("解析与来源", {"fields": readonly_fields}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("category_links__category")

    @admin.display(description="问题", ordering="text")
    def statement_start(self, problem: Problem) -> str:
        return problem.statement[:60]

    @admin.display(description="类别")
    def topics(self, problem: Problem) -> str:
        return "、".join(str(link.category) for link in problem.category_links.all()) or "未分类"


@admin.register(Measure)
class MeasureAdmin(RowAdmin):
    form = MeasureForm
    list_display = ("text_start", "report_link", "problem_numbers")
    list_filter = (RetiredFilter, "report__round__year", "report__origin")
    search_fields = ("text", "public_id", "report__title")
    list_per_page = 50
    inlines = (FactInline,)
    readonly_fields = ("problem_links_shown", "types", *PROVENANCE[1:])
    fieldsets = ((None, {"fields": ("text", "reason")}), ("解析与来源", {"fields": readonly_fields}))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("problem_links__problem")

    @admin.display(description="措施", ordering="text")
    def text_start(self, measure: Measure) -> str:
        return (measure.text or "")[:60]

    @admin.display(description="问题编号")
    def problem_numbers(self, measure: Measure) -> str:
        return "、".join(link.problem.number or "—" for link in measure.problem_links.all())

    @admin.display(description="所属问题")
    def problem_links_shown(self, measure: Measure) -> str:
        return "、".join(admin_link(link.problem) for link in measure.problem_links.all()) or "—"
