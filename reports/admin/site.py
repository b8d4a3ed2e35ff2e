"""The admin's first page: what waits for whoever works here, and the tables in the order of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Correction, ErrorReport, Report, Upload
from reports.models.choices import CorrectionState
from reports.models.error_report import ErrorState
from reports.models.upload import UploadState

GROUPS = (
    ("edit", gettext_lazy("校对"), ("Report", "Problem", "Measure", "InspectionRound", "Body")),
    ("queue", gettext_lazy("更正与读者报告"), ("Correction", "ErrorReport", "EditorAlias")),
    ("take_in", gettext_lazy("收录"), ("Upload", "ImportRun", "ImportRecord", "SourceDocument", "DocumentText")),
    ("log", gettext_lazy("撤下、遮盖与记录"), ("Tombstone", "Redaction", "AuditEntry", "Change", "ArchiveState")),
    ("reference", gettext_lazy("参考"), ("Region", "Category", "DeclaredTotal")),
)
"""Key, name and models of the groups in which the tables are listed. What is not named here stands in a last one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue: how many wait in it, where it is, and perhaps how far the work has come and what to begin with."""

    name: str
    count: int
    words: str
    address: str
    done: int = 0
    all: int = 0
    act: tuple[str, str] | None = None


def progress() -> dict[str, int]:
    """How many reports have been reviewed, of how many."""
    public = Report.objects.public()
    return {"reviewed": public.exclude(reviewed_at=None).count(), "all": public.count()}


def worst_unreviewed(besides: Report | None = None) -> Report | None:
    """The report to go on with: not reviewed yet, of the lowest quality, the newest of these."""
    waiting = Report.objects.public().filter(reviewed_at=None)
    if besides is not None:
        waiting = waiting.exclude(pk=besides.pk)
    return waiting.order_by("quality", "-sort_date", "pk").only("pk").first()


def _reports() -> Waiting:
    counted = progress()
    first = worst_unreviewed()
    begin = (reverse("admin:reports_report_workbench", args=[first.pk]), _("从质量最低的一份开始")) if first else None
    return Waiting(
        _("校对通报"),
        counted["all"] - counted["reviewed"],
        _("份待校对；共 %(all)s 份，已校对 %(reviewed)s 份") % counted,
        reverse("admin:reports_report_changelist") + "?reviewed=no",
        counted["reviewed"],
        counted["all"],
        begin,
    )


def _conflicts() -> Waiting:
    return Waiting(
        _("冲突"),
        Correction.objects.filter(state=CorrectionState.CONFLICT).count(),
        _("条更正与新的解析不合，待决定"),
        reverse("admin:reports_correction_changelist") + "?state__exact=conflict",
    )


def _error_reports() -> Waiting:
    return Waiting(
        _("读者报告的错误"),
        ErrorReport.objects.filter(state=ErrorState.OPEN).count(),
        _("条待处理"),
        reverse("admin:reports_errorreport_changelist") + "?state__exact=open",
    )


def _uploads() -> Waiting:
    return Waiting(
        _("上传"),
        Upload.objects.filter(state=UploadState.PREVIEWED).count(),
        _("次已预演，待确认"),
        reverse("admin:reports_upload_changelist"),
        act=(reverse("admin:reports_upload_add"), _("上传文件")),
    )


QUEUES: dict[str, Callable[[], Waiting]] = {
    "reports.change_report": _reports,
    "reports.change_correction": _conflicts,
    "reports.change_errorreport": _error_reports,
    "reports.add_upload": _uploads,
}
"""The queues by the right without which there is nothing to do in them."""


class ArchiveAdmin(AdminSite):
    site_header = gettext_lazy("巡视整改档案 · 管理")
    site_title = gettext_lazy("巡视整改档案")
    index_title = gettext_lazy("编辑与维护")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        desk = [queue() for right, queue in QUEUES.items() if request.user.has_perm(right)]
        return super().index(request, {"desk": desk, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The archive's tables by group; those of other applications as Django lists them."""
        listed = super().get_app_list(request, app_label)
        if app_label is not None:
            return listed
        own = {
            model["object_name"]: model for app in listed if app["app_label"] == "reports" for model in app["models"]
        }
        groups = list(_grouped(own))
        return groups + [app for app in listed if app["app_label"] != "reports"]


def _grouped(models: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rest = dict(models)
    for key, name, names in (*GROUPS, ("others", _("其他"), tuple(models))):
        held = [rest.pop(each) for each in names if each in rest]
        if held:
            yield {"name": name, "app_label": key, "app_url": "", "has_module_perms": True, "models": held}
