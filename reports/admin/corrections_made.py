"""Corrections: the log, undoing with the list of what rests on it, and the queue of conflicts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from reports import corrections
from reports.admin.acts import DecideForm, ReasonForm, act_page
from reports.admin.before_after import before_after, conflict_table
from reports.admin.readonly import ReadOnlyAdmin, admin_link, values_as_text
from reports.admin.workbench.page import address
from reports.corrections.services import target_of
from reports.models import Correction
from reports.models.choices import CorrectionState, Operation


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "act", "operation", "target_type", "label", "reason", "by_name", "state")
    list_filter = ("state", "operation", "target_type", ("by", admin.RelatedOnlyFieldListFilter))
    search_fields = ("target", "target_label", "reason", "by_name")
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    actions = ("undo",)
    list_select_related = ("report__round__body",)
    readonly_fields = (
        "act",
        "row",
        "at_work",
        "changes",
        "parses",
        "resting_on_it",
        "reason",
        "by_name",
        "created_at",
        "state",
        "undone_at",
        "undone_by_name",
        "undone_reason",
        "operation",
        "target_type",
        "target",
        "as_kept",
        "basis",
    )
    fieldsets = (
        (None, {"fields": readonly_fields[:10]}),
        ("撤销", {"fields": readonly_fields[10:13]}),
        ("原始数据", {"fields": readonly_fields[13:], "classes": ["collapse"]}),
    )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:key>/undo/", view(self.undo_page), name="reports_correction_undo"),
            path("<int:key>/decide/", view(self.decide_page), name="reports_correction_decide"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        waiting = Correction.objects.filter(state=CorrectionState.CONFLICT).count()
        return super().changelist_view(request, {**(extra_context or {}), "waiting": waiting})

    def undo_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """What rests on the correction is listed; undoing it then waits until those are undone."""
        correction = get_object_or_404(Correction, pk=key)
        return act_page(
            request,
            title=f"撤销更正：{correction}",
            form=ReasonForm,
            act=lambda given: corrections.undo(correction, reason=given["reason"], by=_user(request)),
            after=reverse("admin:reports_correction_change", args=[correction.pk]),
            done="已撤销。",
            allowed=request.user.has_perm("reports.change_correction"),
            button="撤销",
            facts=self._facts(correction),
            rows=corrections.resting(correction),
        )

    def decide_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """Old parse, new parse and correction side by side; keep, drop or edit."""
        correction = get_object_or_404(Correction, pk=key)
        return act_page(
            request,
            title=f"处理冲突：{correction}",
            form=DecideForm,
            initial={"how": "keep", "payload": correction.payload},
            act=lambda given: corrections.resolve(
                correction, given["how"], payload=given["payload"], reason=given["reason"], by=_user(request)
            ),
            after=reverse("admin:reports_correction_changelist") + "?state__exact=conflict",
            done="冲突已处理。",
            allowed=request.user.has_perm("reports.change_correction"),
            button="确定",
            facts=self._facts(correction),
            rows=corrections.resting(correction),
        )

    def _facts(self, correction: Correction) -> list[tuple[str, Any]]:
        return [
            ("所在条目", self.row(correction)),
            ("校对台", self.at_work(correction)),
            ("理由", correction.reason),
            ("更正前后", before_after(correction)),
            ("解析", self.parses(correction)),
        ]

    @admin.action(description="撤销所选更正", permissions=["view"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Correction]) -> None:
        """Newest first, so that what rests on another is undone before it."""
        if not request.user.has_perm("reports.change_correction"):
            messages.error(request, "您没有撤销更正的权限。")
            return
        done = 0
        for correction in queryset.exclude(state=CorrectionState.UNDONE).order_by("-pk"):
            try:
                corrections.undo(correction, reason="在管理后台撤销", by=_user(request))
                done += 1
            except corrections.CorrectionError as error:
                messages.error(request, f"{correction}：{error}")
        messages.success(request, f"已撤销 {done} 条更正。")

    @admin.display(description="对象", ordering="target_label")
    def label(self, correction: Correction) -> str:
        return correction.target_label[:50]

    @admin.display(description="处理")
    def act(self, correction: Correction) -> str:
        """A link to what can be done with it."""
        if correction.state == CorrectionState.CONFLICT:
            return format_html(
                '<a href="{}">处理冲突</a>', reverse("admin:reports_correction_decide", args=[correction.pk])
            )
        if correction.state == CorrectionState.UNDONE or correction.operation == Operation.REDACT:
            return "—"
        return format_html('<a href="{}">撤销</a>', reverse("admin:reports_correction_undo", args=[correction.pk]))

    @admin.display(description="所在条目")
    def row(self, correction: Correction) -> str:
        return admin_link(target_of(correction))

    @admin.display(description="校对台")
    def at_work(self, correction: Correction) -> str:
        """A link to the report's workbench, with the row open."""
        if correction.report is None:
            return "—"
        kind = correction.target_type
        item = kind if kind in ("report", "round") else f"{kind[0]}-{correction.target}"
        return format_html('<a href="{}">在校对台打开</a>', address(correction.report, item=item))

    @admin.display(description="更正前后")
    def changes(self, correction: Correction) -> str:
        return before_after(correction)

    @admin.display(description="解析")
    def parses(self, correction: Correction) -> str:
        """What a conflict is about; of a correction in force nothing is in question."""
        return conflict_table(correction) if correction.state == CorrectionState.CONFLICT else "—"

    @admin.display(description="内容")
    def as_kept(self, correction: Correction) -> str:
        return values_as_text(correction.payload)

    @admin.display(description="当时的解析值")
    def basis(self, correction: Correction) -> str:
        return values_as_text(correction.against)

    @admin.display(description="以它为基础的更正")
    def resting_on_it(self, correction: Correction) -> str:
        return format_html(
            "、".join("{}" for _each in corrections.resting(correction)) or "没有{}",
            *([admin_link(each) for each in corrections.resting(correction)] or [""]),
        )


def _user(request: HttpRequest) -> Any:
    return request.user
