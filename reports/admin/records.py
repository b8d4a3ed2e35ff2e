"""Imports, the archive's version, what was withdrawn and redacted: records, to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join

from reports.admin.readonly import ReadOnlyAdmin, admin_link
from reports.models import ArchiveState, Change, ImportRecord, ImportRun, Redaction, Tombstone
from reports.models.choices import Outcome


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "finished_at", "origin", "by_name", "files", "failures", "parser_version")
    list_filter = ("origin",)
    date_hierarchy = "started_at"
    readonly_fields = ("records_made",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        runs: QuerySet[Any] = super().get_queryset(request)
        failed = Q(records__outcome="failed")
        counted: QuerySet[Any] = runs.annotate(all_files=Count("records"), all_failures=Count("records", filter=failed))
        return counted

    @admin.display(description="各文件")
    def records_made(self, run: Any) -> str:
        """Links to the records by outcome: a run may have tens of thousands, too many for one page."""
        counted = run.records.values_list("outcome").annotate(files=Count("pk")).order_by("outcome")
        address = reverse("admin:reports_importrecord_changelist")
        return format_html_join(
            "、",
            '<a href="{}?run__id__exact={}&amp;outcome__exact={}">{} {}</a>',
            ((address, run.pk, outcome, Outcome(outcome).label, files) for outcome, files in counted),
        )

    @admin.display(description="文件数", ordering="all_files")
    def files(self, run: Any) -> int:
        return int(run.all_files)

    @admin.display(description="失败", ordering="all_failures")
    def failures(self, run: Any) -> int:
        return int(run.all_failures)


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyAdmin):
    list_display = ("path", "outcome", "reason", "report_link", "created_at")
    list_filter = ("outcome", "code", "run")
    search_fields = ("path", "sha256", "reason")
    list_select_related = ("report__round__body",)

    @admin.display(description="通报")
    def report_link(self, record: ImportRecord) -> str:
        return admin_link(record.report)


@admin.register(ArchiveState)
class ArchiveStateAdmin(ReadOnlyAdmin):
    list_display = ("version", "changed_at")


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("version", "kind", "public_id", "removed", "changed_at")
    list_filter = ("kind", "removed")
    search_fields = ("public_id",)


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    list_display = ("sha256", "reason", "by_name", "created_at")
    search_fields = ("sha256", "reason")


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    list_display = ("report", "length", "reason", "by_name", "created_at")
    search_fields = ("reason", "report__title")
