"""Pages of one act each: what it is about, a form with the reason, a button. Undo, decide, withdraw, redact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports import corrections
from reports.models import Correction, Report

ROWS = {"rows": 3, "cols": 80}


class ReasonForm(forms.Form):
    """Every act says why."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs=ROWS))


class DecideForm(ReasonForm):
    """Keep, drop or edit; the payload is used by the last only."""

    how = forms.ChoiceField(
        label=_("处理"),
        choices=[
            ("keep", _("保留更正：以它为准，不再提示这处冲突")),
            ("drop", _("放弃更正：显示新的解析结果")),
            ("edit", _("改写更正：撤销原来的，按下面的内容另作一条")),
        ],
        widget=forms.RadioSelect,
    )
    payload = forms.JSONField(label=_("改写后的内容"), required=False, widget=forms.Textarea(attrs=ROWS))
    field_order = ("how", "payload", "reason")


class WithdrawForm(ReasonForm):
    reason = forms.CharField(
        label=_("向读者说明的理由"),
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("会显示在原来的网址上。"),
    )


class RedactForm(ReasonForm):
    words = forms.CharField(
        label=_("要遮盖的文字"),
        strip=True,
        help_text=_("至少两个字；通报中每一处都会换成 ■，原件不再提供，以后的版本在存入前先遮盖。不能撤销。"),
    )
    field_order = ("words", "reason")


def act_page(
    request: HttpRequest,
    *,
    title: str,
    form: type[forms.Form],
    act: Callable[[dict[str, Any]], object],
    after: str,
    done: str,
    allowed: bool,
    button: str,
    initial: dict[str, Any] | None = None,
    facts: Sequence[tuple[str, Any]] = (),
    rows: Sequence[Correction] = (),
) -> HttpResponse:
    """Shows the form, or does the act and goes to `after`. A refusal is told on the same page; nothing typed is lost.

    PermissionDenied unless `allowed`.
    """
    if not allowed:
        raise PermissionDenied
    filled = form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and filled.is_valid():
        try:
            act(filled.cleaned_data)
        except corrections.CorrectionError as error:
            filled.add_error(None, str(error))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(after)
    context = {**admin.site.each_context(request), "title": title, "form": filled, "facts": facts, "rows": rows}
    return TemplateResponse(request, "admin/act.html", {**context, "button": button, "back": after})


def withdraw_page(request: HttpRequest, report: Report) -> HttpResponse:
    return act_page(
        request,
        title=f"撤下：{report}",
        form=WithdrawForm,
        act=lambda given: corrections.withdraw(report, reason=given["reason"], by=_user(request)),
        after=reverse("admin:reports_report_change", args=[report.pk]),
        done="已撤下；页面、检索和各种数据出口即刻不再提供。",
        allowed=request.user.has_perm("reports.add_tombstone"),
        button="撤下",
        facts=[("问题", report.problems.live().count()), ("原件", report.documents.count())],
    )


def redact_page(request: HttpRequest, report: Report) -> HttpResponse:
    return act_page(
        request,
        title=f"遮盖：{report}",
        form=RedactForm,
        act=lambda given: corrections.redact(report, words=given["words"], reason=given["reason"], by=_user(request)),
        after=reverse("admin:reports_report_change", args=[report.pk]),
        done="已遮盖。",
        allowed=request.user.has_perm("reports.add_redaction"),
        button="遮盖",
    )


def _user(request: HttpRequest) -> Any:
    return request.user
