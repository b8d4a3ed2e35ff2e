"""Imports, corrections and the archive's version: records, with the one act of undoing a correction."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from reports import corrections
from reports.admin.readonly import ReadOnlyAdmin, ReadOnlyInline, admin_link, values_as_text
from reports.models import ArchiveState, Change, Correction, ImportRecord, ImportRun, Redaction, Tombstone
from reports.models.choices import CorrectionState


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


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "operation", "target_type", "target_label", "reason", "by_name", "state")
    list_filter = ("state", "operation", "target_type", "by")
    search_fields = ("target", "target_label", "reason", "by_name")
    date_hierarchy = "created_at"
    actions = ("undo",)
    readonly_fields = ("shown_before", "shown_after", "parsed_then", "parsed_now")
    exclude = ("payload", "against", "before", "after", "conflict")

    @admin.action(description="撤销所选更正", permissions=["view"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Correction]) -> None:
        """Newest first, so that what rests on another is undone before it."""
        if not request.user.has_perm("reports.change_correction"):
            messages.error(request, "您没有撤销更正的权限。")
            return
        done = 0
        for correction in queryset.exclude(state=CorrectionState.UNDONE).order_by("-pk"):
            try:
                corrections.undo(correction, reason="在管理后台撤销", by=request.user)
                done += 1
            except corrections.CorrectionError as error:
                messages.error(request, f"{correction}：{error}")
        messages.success(request, f"已撤销 {done} 条更正。")

    @admin.display(description="更正前")
    def shown_before(self, correction: Correction) -> str:
        return values_as_text(correction.before)

    @admin.display(description="更正后")
    def shown_after(self, correction: Correction) -> str:
        return values_as_text(correction.after)

    @admin.display(description="当时的解析值")
    def parsed_then(self, correction: Correction) -> str:
        return values_as_text(correction.against)

    @admin.display(description="与更正冲突的新解析值")
    def parsed_now(self, correction: Correction) -> str:
        return values_as_text(correction.conflict)


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
    list_display = ("sha256", "reason", "created_at")
    search_fields = ("sha256", "reason")


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    list_display = ("report", "length", "reason", "by_name", "created_at")
    search_fields = ("reason", "report__title")
