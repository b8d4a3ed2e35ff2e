"""Reports and rounds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from reports.admin.acts import redact_page, withdraw_page
from reports.admin.correcting import CorrectingAdmin
from reports.admin.forms import ReportForm, RoundForm
from reports.admin.readonly import ReadOnlyInline, admin_link, page_link, values_as_text
from reports.admin.review import (
    DoubtFilter,
    PlaceForm,
    ProvinceFilter,
    ReviewedFilter,
    assign_region,
    doubts_of,
    mark_reviewed,
    mark_unreviewed,
    possible_duplicates,
)
from reports.admin.site import progress
from reports.admin.workbench import workbench
from reports.models import DeclaredTotal, InspectionRound, Report, SourceDocument


class DeclaredInline(ReadOnlyInline):
    model = DeclaredTotal
    fields = ("key", "value", "words", "start", "end")
    readonly_fields = fields


class DocumentInline(ReadOnlyInline):
    model = SourceDocument
    fields = ("name", "url", "size", "sha256", "received")
    readonly_fields = fields


class ReportInline(ReadOnlyInline):
    model = Report
    fields = ("title", "stage", "published", "quality")
    readonly_fields = fields


@admin.register(Report)
class ReportAdmin(CorrectingAdmin):
    form = ReportForm
    list_display = (
        "named",
        "work",
        "quality",
        "doubts_shown",
        "reviewed",
        "region",
        "published",
        "counted_problems",
    )
    list_filter = (
        ReviewedFilter,
        DoubtFilter,
        ProvinceFilter,
        "origin",
        "stage",
        "round__verb",
        "round__kind",
        "round__year",
        "published_year",
    )
    search_fields = ("title", "public_id", "signed_by", "round__body__name", "round__body__region__name")
    date_hierarchy = "sort_date"
    ordering = ("quality", "-sort_date")
    list_per_page = 50
    action_form = PlaceForm
    actions = (mark_reviewed, mark_unreviewed, assign_region)
    inlines = (DeclaredInline, DocumentInline)
    readonly_fields = (
        "page",
        "round_link",
        "origin",
        "source_text",
        "counted_problems",
        "quality",
        "warnings",
        "looks_like",
        "parser_version",
        "imported_at",
        "reviewed_at",
        "withdrawn_at",
        "parsed_values",
        "corrections_made",
    )
    fieldsets = ((None, {"fields": (*ReportForm.Meta.fields, "reason")}), ("解析与来源", {"fields": readonly_fields}))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .select_related("round__body__region", "source_text__document")
            .defer("source_text__text", "outline")
        )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:key>/workbench/", view(self.workbench), name="reports_report_workbench"),
            path("<int:key>/withdraw/", view(self.withdraw), name="reports_report_withdraw"),
            path("<int:key>/redact/", view(self.redact), name="reports_report_redact"),
            *super().get_urls(),
        ]

    def workbench(self, request: HttpRequest, key: int) -> HttpResponse:
        return workbench(request, self, key)

    def withdraw(self, request: HttpRequest, key: int) -> HttpResponse:
        return withdraw_page(request, get_object_or_404(Report, pk=key))

    def redact(self, request: HttpRequest, key: int) -> HttpResponse:
        return redact_page(request, get_object_or_404(Report, pk=key))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "progress": progress()})

    @admin.display(description="校对")
    def work(self, report: Report) -> str:
        address = reverse("admin:reports_report_workbench", args=[report.pk])
        return format_html('<a href="{}">校对</a>', address)

    @admin.display(description="通报", ordering="title")
    def named(self, report: Report) -> str:
        return f"{report.display_title}（已撤下）" if report.withdrawn_at else report.display_title

    @admin.display(description="疑点")
    def doubts_shown(self, report: Report) -> str:
        return "、".join(doubts_of(report))

    @admin.display(description="已校对", ordering="reviewed_at")
    def reviewed(self, report: Report) -> str:
        return f"{timezone.localtime(report.reviewed_at):%Y-%m-%d}" if report.reviewed_at else "待校对"

    @admin.display(description="地区", ordering="round__body__region__code")
    def region(self, report: Report) -> str:
        return str(
            report.round.body.region or "中央单位" if report.round.body.central else report.round.body.region or "—"
        )

    @admin.display(description="轮次")
    def round_link(self, report: Report) -> str:
        return admin_link(report.round)

    @admin.display(description="公开页面")
    def page(self, report: Report) -> str:
        return page_link("report", report.public_id)

    @admin.display(description="可能重复")
    def looks_like(self, report: Report) -> str:
        """Links to the reports that it looked like when it was imported."""
        return format_html_join("、", "{}", ((admin_link(each),) for each in possible_duplicates(report))) or "—"

    @admin.display(description="解析值")
    def parsed_values(self, report: Report) -> str:
        return values_as_text((report.parsed or {}).get("report"))


@admin.register(InspectionRound)
class RoundAdmin(CorrectingAdmin):
    form = RoundForm
    list_display = ("name", "body", "verb", "authority_level", "kind", "team", "start", "feedback", "year")
    list_filter = ("verb", "authority_level", "kind", "year", "term")
    search_fields = ("team", "public_id", "body__name", "body__region__name")
    list_select_related = ("body__region",)
    list_per_page = 50
    inlines = (ReportInline,)
    readonly_fields = ("body_link", "authority_region", "kind_words", "year", "parsed_values", "corrections_made")
    fieldsets = ((None, {"fields": (*RoundForm.Meta.fields, "reason")}), ("解析与来源", {"fields": readonly_fields}))

    @admin.display(description="被巡视单位")
    def body_link(self, round_: InspectionRound) -> str:
        return admin_link(round_.body)

    @admin.display(description="解析值")
    def parsed_values(self, round_: InspectionRound) -> str:
        return values_as_text(round_.parsed)
