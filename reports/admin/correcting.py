"""An admin page whose «save» is a correction: recorded with its reason, shown at once, kept through re-imports."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from reports import corrections
from reports.admin.forms import CorrectionForm
from reports.admin.generic import ModelAdmin
from reports.admin.readonly import admin_link
from reports.models import Correction


class CorrectingAdmin(ModelAdmin):
    """Rows cannot be added or deleted here; a change goes through `corrections.apply`, never into a column."""

    form: type[CorrectionForm]
    save_on_top = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        payload = form.payload()
        if not payload:
            return
        try:
            corrections.apply("set", obj, payload, reason=form.cleaned_data["reason"], by=request.user)
        except corrections.CorrectionError as error:
            messages.set_level(request, messages.ERROR)
            messages.error(request, str(error))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_change(request, obj, message) if message else None

    @admin.display(description="更正记录")
    def corrections_made(self, row: Any) -> str:
        """The corrections of this row, newest first, each with a link to undo it."""
        found = Correction.objects.filter(target=row.public_id).order_by("-pk")
        if not found:
            return _("没有更正")
        return format_html_join(
            "",
            "<p>{} · {} · {} · {}</p>",
            (
                (admin_link(each), each.get_state_display(), each.reason, f"{each.created_at:%Y-%m-%d %H:%M}")
                for each in found
            ),
        )
