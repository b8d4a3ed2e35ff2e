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
from reports.admin.readonly import ReadOnlyAdmin, admin_link, values_as_text
from reports.corrections.services import target_of
from reports.corrections.structure import OBSTACLES
from reports.models import Correction
from reports.models.choices import CorrectionState, Operation


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "act", "operation", "target_type", "label", "reason", "by_name", "state")
    list_filter = ("state", "operation", "target_type", "by")
    search_fields = ("target", "target_label", "reason", "by_name")
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    actions = ("undo",)
    list_select_related = ("report__round__body",)
    readonly_fields = (
        "act",
        "row",
        "what",
        "shown_before",
        "shown_after",
        "parsed_then",
        "parsed_now",
        "resting_on_it",
    )
    exclude = ("payload", "against", "before", "after", "conflict")

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
            ("理由", correction.reason),
            ("原解析", values_as_text(correction.against)),
            ("新解析", self.parsed_now(correction)),
            ("更正", values_as_text(correction.payload)),
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

    @admin.display(description="内容")
    def what(self, correction: Correction) -> str:
        return values_as_text(correction.payload)

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
        conflict = correction.conflict or {}
        if conflict.get("retired"):
            return OBSTACLES["gone"]
        if "obstacle" in conflict:
            return OBSTACLES[conflict["obstacle"]]
        return values_as_text(conflict) if conflict else "—"

    @admin.display(description="以它为基础的更正")
    def resting_on_it(self, correction: Correction) -> str:
        return format_html(
            "、".join("{}" for _each in corrections.resting(correction)) or "没有{}",
            *([admin_link(each) for each in corrections.resting(correction)] or [""]),
        )


def _user(request: HttpRequest) -> Any:
    return request.user
