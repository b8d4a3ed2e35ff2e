"""Originals and their texts: looked at, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from reports.admin.readonly import ReadOnlyAdmin, ReadOnlyInline, admin_link
from reports.models import DeclaredTotal, DocumentText, SourceDocument


class TextInline(ReadOnlyInline):
    model = DocumentText
    fields = ("reader", "reader_version", "sha256")
    readonly_fields = fields


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ("name", "report_link", "media_type", "encoding", "size", "received", "sha256")
    list_filter = ("media_type", "encoding", "withheld")
    search_fields = ("name", "sha256", "url", "report__title")
    list_select_related = ("report__round__body",)
    inlines = (TextInline,)

    @admin.display(description="通报")
    def report_link(self, document: SourceDocument) -> str:
        return admin_link(document.report)


@admin.register(DocumentText)
class DocumentTextAdmin(ReadOnlyAdmin):
    list_display = ("document", "reader", "reader_version", "sha256")
    list_filter = ("reader", "reader_version")
    search_fields = ("document__name", "sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("document")


@admin.register(DeclaredTotal)
class DeclaredTotalAdmin(ReadOnlyAdmin):
    list_display = ("report_link", "key", "value", "words")
    list_filter = ("key",)
    search_fields = ("report__title", "words")
    list_select_related = ("report__round__body",)

    @admin.display(description="通报")
    def report_link(self, total: DeclaredTotal) -> str:
        return admin_link(total.report)
