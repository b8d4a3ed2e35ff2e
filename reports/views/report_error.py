"""报告错误: a reader says what is wrong with a report or a problem. Stored for editors, sent nowhere; no account."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reports.models import ErrorReport, Problem, Report
from reports.models.choices import TargetType
from reports.models.error_report import ErrorState
from reports.views import gone

MOST_OPEN = 100
"""Open hints to one report, above which no more are taken: nobody fills the editors' desk."""


class ErrorForm(forms.Form):
    """`homepage` is for machines that fill in everything: people do not see it."""

    wrong = forms.CharField(label=_("哪里不对"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    suggestion = forms.CharField(
        label=_("应当是什么"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.CharField(
        label=_("联系方式"), max_length=200, required=False, help_text=_("想得到答复才需要；只有编辑看得到。")
    )
    homepage = forms.CharField(label=_("请留空"), required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(Report.objects.select_related("round__body__region__parent__parent"), public_id=public_id)
    return _page(request, row, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def problem_error(request: HttpRequest, public_id: str) -> HttpResponse:
    """Also of a problem that has been retired: what its page said may be what was wrong."""
    row = get_object_or_404(
        Problem.objects.select_related("report__round__body__region__parent__parent"), public_id=public_id
    )
    return _page(request, row.report, row)


@require_safe
def error_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/error_thanks.html")


def _page(request: HttpRequest, report: Report, problem: Problem | None) -> HttpResponse:
    if report.withdrawn_at is not None:
        return gone.withdrawn(request, report)
    form = ErrorForm(request.POST if request.method == "POST" else None)
    full = report.error_reports.filter(state=ErrorState.OPEN).count() >= MOST_OPEN
    if request.method == "POST" and not full and form.is_valid():
        if not form.cleaned_data["homepage"]:
            _keep(form, report, problem)
        return HttpResponseRedirect(reverse("reports:error_thanks"), status=303)
    context = {
        "report": report,
        "problem": problem,
        "form": form,
        "full": full,
        "back": _address(report, problem),
        "chain": report.round.body.region.chain() if report.round.body.region else [],
    }
    return render(request, "pages/report_error.html", context, status=400 if form.errors else 200)


def _keep(form: ErrorForm, report: Report, problem: Problem | None) -> None:
    ErrorReport.objects.create(
        target_type=TargetType.PROBLEM if problem else TargetType.REPORT,
        target=(problem or report).public_id,
        report=report,
        **{name: form.cleaned_data[name] for name in ("wrong", "suggestion", "contact")},
    )


def _address(report: Report, problem: Problem | None) -> str:
    if problem is not None:
        return reverse("reports:problem", args=[problem.public_id])
    return reverse("reports:report", args=[report.public_id])
