"""上传: files that an editor hands in by the browser, from the queue over a preview into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.importing import ImportRun


class UploadState(models.TextChoices):
    QUEUED = "queued", _("等待预演")
    RUNNING = "running", _("正在处理")
    PREVIEWED = "previewed", _("待确认")
    CONFIRMED = "confirmed", _("等待导入")
    IMPORTED = "imported", _("已导入")
    REFUSED = "refused", _("未能处理")
    DISCARDED = "discarded", _("已放弃")


SUFFIXES = frozenset({".txt", ".html", ".htm", ".mht", ".mhtml", ".docx", ".pdf"})
"""Kinds of files that are imported, from an upload as from a folder; zips of them too."""
MAX_UPLOAD_FILES = 100
MAX_UPLOAD_BYTES = 60 * 1024 * 1024
"""One hand-in: below what the site takes as the body of any request (LARGEST_BODY)."""
FINISHED = (UploadState.IMPORTED, UploadState.REFUSED, UploadState.DISCARDED)
"""Nothing more happens to these; their files are gone from the disk."""


class Upload(models.Model):
    """One hand-in of files and what becomes of it. The table is the queue: a worker claims a row, `worker` says which,
    and when `lease_until` is past without a sign of life another takes it up.

    `confirmed_at` tells the two works apart: without it the files are tried (a dry run, whose outcome is `preview`),
    with it they are imported (whose outcome are the records of `run`). `files` lists what was received: name, size and
    SHA-256. Who acted is kept by name too, so that it outlives the account.
    """

    state = models.CharField(_("状态"), max_length=10, choices=UploadState.choices, default=UploadState.QUEUED)
    reason = models.TextField(_("说明"), blank=True, default="")
    folder = models.CharField(_("文件夹"), max_length=12, unique=True, editable=False)
    files: models.JSONField[Any, Any] = models.JSONField(_("文件"), default=list)
    source_url = models.CharField(_("来源网址"), max_length=2000, blank=True, default="")
    source_name = models.CharField(_("来源名称"), max_length=200, blank=True, default="")
    published = models.DateField(_("公布日期"), null=True, blank=True)
    region = models.CharField(_("地区提示"), max_length=60, blank=True, default="")
    note = models.TextField(_("备注"), blank=True, default="")
    preview: models.JSONField[Any, Any] = models.JSONField(_("预演"), default=list, blank=True)
    total = models.PositiveIntegerField(_("份数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="uploads",
    )
    by_name = models.CharField(_("上传人姓名"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by_name = models.CharField(_("确认人"), max_length=150, blank=True, default="")
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    run = models.ForeignKey(
        ImportRun, verbose_name=_("导入"), null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    worker = models.CharField(_("处理进程"), max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)

    class Meta:
        verbose_name = _("上传")
        verbose_name_plural = _("上传")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) | ~Q(state="running"),
                name="upload_running_leased",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "imported"]) | Q(confirmed_at__isnull=False),
                name="upload_confirmed_first",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="upload_state")]

    def __str__(self) -> str:
        first = self.files[0]["name"] if self.files else self.folder
        return first if len(self.files) < 2 else f"{first} …（{len(self.files)}）"

    @property
    def path(self) -> Path:
        """Where its files lie until it is finished: in the archive's home, which no web server serves."""
        return uploads_folder() / self.folder

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


def uploads_folder() -> Path:
    home: Path = settings.ARCHIVE_HOME
    return home / "uploads"
