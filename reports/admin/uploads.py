"""Uploads: handing files in, watching them being tried, seeing what would happen, and letting it happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from reports.admin.readonly import ReadOnlyAdmin, admin_link
from reports.importing.summary import change_words
from reports.importing.uploads import UploadRefusedError, confirm, discard, receive
from reports.models import Upload
from reports.models.choices import Outcome
from reports.models.upload import MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES, SUFFIXES, UploadState

REFRESH_SECONDS = 2
ON_THE_WAY = (UploadState.QUEUED, UploadState.RUNNING, UploadState.CONFIRMED)
"""States in which the page asks again by itself."""


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or many files; its value is their list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class UploadForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]  # a form's own `files` are what came with it
        label=_("文件"),
        widget=FilesInput(attrs={"accept": ",".join(sorted({*SUFFIXES, ".zip"}))}),
        help_text=_("可选多个，或一个 zip。一次最多 %(files)s 个文件、%(bytes)s。")
        % {"files": MAX_UPLOAD_FILES, "bytes": filesizeformat(MAX_UPLOAD_BYTES)},
    )
    source_url = forms.URLField(
        label=_("来源网址"),
        required=False,
        max_length=2000,
        assume_scheme="http",
        widget=forms.URLInput(attrs={"size": 80}),
    )
    source_name = forms.CharField(label=_("来源名称"), required=False, max_length=200)
    published = forms.DateField(
        label=_("公布日期"), required=False, widget=forms.DateInput(attrs={"placeholder": "2024-03-05"})
    )
    region = forms.CharField(
        label=_("地区提示"), required=False, max_length=60, help_text=_("代码或名称；正文说不清地区时用。")
    )
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}))


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "names", "state", "by_name", "confirmed_by_name", "run_link")
    list_display_links = ("created_at", "names")
    list_filter = ("state",)
    search_fields = ("source_url", "source_name", "note", "by_name")
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.add_upload")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:key>/confirm/", view(require_POST(self.confirm)), name="reports_upload_confirm"),
            path("<int:key>/discard/", view(require_POST(self.discard)), name="reports_upload_discard"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = UploadForm(*posted)
        if request.method == "POST" and form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "files"}
            try:
                upload = receive(form.cleaned_data["files"], given, by=_user(request))
            except UploadRefusedError as error:
                form.add_error("files", str(error))
            else:
                return HttpResponseRedirect(_page(upload))
        context = {"title": _("上传文件"), "form": form, "back": reverse("admin:reports_upload_changelist")}
        return TemplateResponse(request, "admin/upload_form.html", {**self.admin_site.each_context(request), **context})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is; then the preview with the two buttons; then the records of the import."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload.objects.select_related("run"), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{Upload._meta.verbose_name}：{upload}",
            "upload": upload,
            "refresh": REFRESH_SECONDS if upload.state in ON_THE_WAY else None,
            "preview": [_shown(each) for each in upload.preview],
            "records": upload.run.records.select_related("report__round__body") if upload.run else (),
            "may_decide": self.has_add_permission(request) and upload.state == UploadState.PREVIEWED,
            "back": reverse("admin:reports_upload_changelist"),
        }
        return TemplateResponse(request, "admin/upload.html", context)

    def confirm(self, request: HttpRequest, key: int) -> HttpResponse:
        return self._decided(request, key, lambda upload: confirm(upload, by=_user(request)))

    def discard(self, request: HttpRequest, key: int) -> HttpResponse:
        return self._decided(request, key, discard)

    def _decided(self, request: HttpRequest, key: int, act: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload, pk=key)
        try:
            act(upload)
        except UploadRefusedError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(_page(upload))

    @admin.display(description="文件")
    def names(self, upload: Upload) -> str:
        return str(upload)

    @admin.display(description="导入")
    def run_link(self, upload: Upload) -> str:
        return admin_link(upload.run)


def _page(upload: Upload) -> str:
    return reverse("admin:reports_upload_change", args=[upload.pk])


def _shown(previewed: dict[str, Any]) -> dict[str, Any]:
    """A file of the preview in words. Of a new report every field of the header is new."""
    changes = dict(previewed["changes"])
    if previewed["outcome"] == Outcome.CREATED:
        changes.pop("header", None)
    return {**previewed, "outcome": Outcome(previewed["outcome"]).label, "changes": change_words(changes)}


def _user(request: HttpRequest) -> Any:
    return request.user
