"""Imports, the archive's version, what was withdrawn and redacted: records, to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from reports.admin.readonly import ReadOnlyAdmin, ReadOnlyInline, admin_link
from reports.models import ArchiveState, Change, ImportRecord, ImportRun, Redaction, Tombstone


class RecordInline(ReadOnlyInline):
    model = ImportRecord
    fields = ("path", "outcome", "reason", "report")
    readonly_fields = fields


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "finished_at", "origin", "by_name", "files", "failures", "parser_version")
    list_filter = ("origin",)
    date_hierarchy = "started_at"
    inlines = (RecordInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        runs: QuerySet[Any] = super().get_queryset(request)
        failed = Q(records__outcome="failed")
        counted: QuerySet[Any] = runs.annotate(all_files=Count("records"), all_failures=Count("records", filter=failed))
        return counted

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
