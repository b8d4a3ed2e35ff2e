"""What readers reported as wrong: a queue, with bulk acts; and who the editors are to readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.admin.generic import ModelAdmin
from reports.admin.readonly import ReadOnlyAdmin, admin_link
from reports.corrections.audit import record
from reports.models import AuditEntry, EditorAlias, ErrorReport, Problem, Report
from reports.models.audit import Act
from reports.models.error_report import ErrorState
from reports.search.sync import content_change


class AnswerForm(ActionForm):
    """Beside the list of actions: what to note with the act."""

    answer = forms.CharField(required=False, label=_("处理说明"))


def _handle(model_admin: Any, request: HttpRequest, queryset: QuerySet[ErrorReport], state: ErrorState) -> None:
    answer = request.POST.get("answer", "").strip()
    columns: dict[str, Any] = {
        "state": state,
        "handled_at": timezone.now(),
        "handled_by_name": request.user.get_username(),
        **({"answer": answer} if answer else {}),
    }
    done = queryset.exclude(state=state).update(**columns)
    messages.success(request, f"{state.label}：{done} 条。")


@admin.action(description="处理中", permissions=["change"])
def take_up(model_admin: Any, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
    _handle(model_admin, request, queryset, ErrorState.TAKEN_UP)


@admin.action(description="已改正", permissions=["change"])
def done(model_admin: Any, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
    _handle(model_admin, request, queryset, ErrorState.DONE)


@admin.action(description="不予更改", permissions=["change"])
def decline(model_admin: Any, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
    _handle(model_admin, request, queryset, ErrorState.DECLINED)


@admin.action(description="重新列为待处理", permissions=["change"])
def reopen(model_admin: Any, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
    _handle(model_admin, request, queryset, ErrorState.OPEN)


@admin.register(ErrorReport)
class ErrorReportAdmin(ModelAdmin):
    """What a reader wrote stays as it was; state and answer are the editor's."""

    list_display = ("created_at", "state", "wrong_start", "target_type", "report_link", "handled_by_name")
    list_display_links = ("created_at", "wrong_start")
    list_filter = ("state", "target_type")
    search_fields = ("wrong", "suggestion", "answer", "target", "report__title")
    date_hierarchy = "created_at"
    list_select_related = ("report__round__body",)
    list_per_page = 50
    action_form = AnswerForm
    actions = (take_up, done, decline, reopen)
    fields = ("row", "report_link", "wrong", "suggestion", "contact", "created_at", "state", "answer", "handled")
    readonly_fields = ("row", "report_link", "wrong", "suggestion", "contact", "created_at", "handled")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        waiting = ErrorReport.objects.filter(state=ErrorState.OPEN).count()
        return super().changelist_view(request, {**(extra_context or {}), "waiting": waiting})

    def save_model(self, request: HttpRequest, obj: ErrorReport, form: Any, change: bool) -> None:
        obj.handled_at, obj.handled_by_name = timezone.now(), request.user.get_username()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("哪里不对"), ordering="wrong")
    def wrong_start(self, hint: ErrorReport) -> str:
        return hint.wrong[:60]

    @admin.display(description=_("通报"))
    def report_link(self, hint: ErrorReport) -> str:
        return admin_link(hint.report)

    @admin.display(description=_("对象"))
    def row(self, hint: ErrorReport) -> str:
        """A link to the row, retired or not; its public id where the archive no longer has it."""
        model: Any = {"report": Report, "problem": Problem}.get(hint.target_type)
        found = model.objects.filter(public_id=hint.target).first() if model else None
        return admin_link(found) if found else hint.target

    @admin.display(description=_("处理"))
    def handled(self, hint: ErrorReport) -> str:
        return (
            f"{hint.handled_by_name} {timezone.localtime(hint.handled_at):%Y-%m-%d %H:%M}" if hint.handled_at else "—"
        )


@admin.register(EditorAlias)
class EditorAliasAdmin(ModelAdmin):
    """Readers see an alias on the pages of every report that its editor corrected: they are made anew."""

    list_display = ("public_name", "by_name", "alias")
    search_fields = ("by_name", "alias")
    fields = ("by_name", "number", "alias")
    readonly_fields = ("by_name", "number")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: EditorAlias, form: Any, change: bool) -> None:
        if not form.changed_data:
            return
        before = EditorAlias.objects.get(pk=obj.pk).alias
        with content_change() as content:
            # One report is enough: every page bears the archive's version, which rises.
            for report in Report.objects.public().filter(corrections__by_name=obj.by_name)[:1]:
                content.touch(report)
            record(
                Act.ALIAS,
                ("editor", obj.by_name),
                label=obj.by_name,
                before={"alias": before},
                after={"alias": obj.alias},
                by=_user(request),
            )
            super().save_model(request, obj, form, change)

    @admin.display(description=_("读者看到的"), ordering="number")
    def public_name(self, alias: EditorAlias) -> str:
        return alias.public_name


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "act", "target_label", "reason", "by_name")
    list_filter = ("act", "target_type")
    search_fields = ("target", "target_label", "reason", "by_name")
    date_hierarchy = "created_at"


def _user(request: HttpRequest) -> Any:
    return request.user
