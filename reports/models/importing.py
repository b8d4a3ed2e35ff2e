"""导入: one run of the importer, and the outcome of each file in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.choices import Origin, Outcome
from reports.models.document import SourceDocument
from reports.models.report import Report


class ImportRun(models.Model):
    """One call of the importer. `finished_at` stays null when it was killed."""

    started_at = models.DateTimeField(_("开始"), auto_now_add=True)
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)
    by_name = models.CharField(_("操作人"), max_length=150, blank=True, default="")
    origin = models.CharField(_("性质"), max_length=10, choices=Origin.choices, default=Origin.REAL)
    paths: models.JSONField[Any, Any] = models.JSONField(_("路径"), default=list, blank=True)
    parser_version = models.CharField(_("解析器版本"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class ImportRecord(models.Model):
    """What became of one file. `reason` is a sentence in Chinese and English when it failed; `changes` counts what
    changed, `details` says it field by field, before and after, shortened."""

    run = models.ForeignKey(ImportRun, verbose_name=_("导入"), on_delete=models.CASCADE, related_name="records")
    path = models.CharField(_("文件"), max_length=1000)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    code = models.CharField(_("原因代码"), max_length=40, blank=True, default="")
    reason = models.TextField(_("原因"), blank=True, default="")
    changes: models.JSONField[Any, Any] = models.JSONField(_("变化"), default=dict, blank=True)
    details: models.JSONField[Any, Any] = models.JSONField(_("逐项变化"), default=list, blank=True)
    report = models.ForeignKey(
        Report, verbose_name=_("通报"), null=True, blank=True, on_delete=models.SET_NULL, related_name="import_records"
    )
    document = models.ForeignKey(
        SourceDocument,
        verbose_name=_("原件"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="import_records",
    )
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("导入记录")
        verbose_name_plural = _("导入记录")
        ordering = ["run", "pk"]
        indexes = [models.Index(fields=["outcome"], name="record_outcome")]

    def __str__(self) -> str:
        return f"{self.path} {self.get_outcome_display()}"
