"""原件: files as received, and the texts that readers made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SourceDocument(models.Model):
    """One file as received, never altered. Its bytes lie in ORIGINALS_DIR under their SHA-256.

    `report` is null only while a file waits for the first report to be stored from it. The same bytes are
    held once; a file found again elsewhere adds no row. `published` and `region_code` are what a manifest says of the
    page where it does: each parse is told them, since the text itself may not say so.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    report = models.ForeignKey(
        "reports.Report",
        verbose_name=_("通报"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    name = models.CharField(_("文件名"), max_length=500)
    url = models.CharField(_("来源网址"), max_length=2000, blank=True, default="")
    source_name = models.CharField(_("来源名称"), max_length=200, blank=True, default="")
    fetched = models.DateTimeField(_("抓取时间"), null=True, blank=True)
    published = models.CharField(_("公布日期（来源清单）"), max_length=10, blank=True, default="")
    region_code = models.CharField(_("地区代码（来源清单）"), max_length=12, blank=True, default="")
    received = models.DateTimeField(_("收到时间"), auto_now_add=True)
    media_type = models.CharField(_("媒体类型"), max_length=100)
    encoding = models.CharField(_("编码"), max_length=40, blank=True, default="")
    size = models.PositiveBigIntegerField(_("字节数"))
    note = models.TextField(_("备注"), blank=True, default="")
    withheld = models.BooleanField(_("不提供下载"), default=False)

    class Meta:
        verbose_name = _("原件")
        verbose_name_plural = _("原件")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256"),
        ]
        indexes = [
            models.Index(fields=["name"], name="document_name"),
            models.Index(fields=["url"], name="document_url"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie: two levels of folders keep each folder small."""
        root: Path = settings.ORIGINALS_DIR
        return root / self.sha256[:2] / self.sha256[2:4] / self.sha256


class DocumentText(models.Model):
    """The text that one version of one reader made of a document. Spans of problems and measures count in it.

    A new reader makes a new row, so that old spans keep their text.
    """

    document = models.ForeignKey(SourceDocument, verbose_name=_("原件"), on_delete=models.CASCADE, related_name="texts")
    reader = models.CharField(_("读取器"), max_length=20)
    reader_version = models.CharField(_("读取器版本"), max_length=20)
    text = models.TextField(_("文本"))
    sha256 = models.CharField(_("文本 SHA-256"), max_length=64)
    metadata: models.JSONField[Any, Any] = models.JSONField(_("网页元数据"), default=dict, blank=True)

    class Meta:
        verbose_name = _("原件文本")
        verbose_name_plural = _("原件文本")
        constraints = [
            models.UniqueConstraint(fields=["document", "reader", "reader_version"], name="text_document_reader")
        ]
        indexes = [models.Index(fields=["sha256"], name="text_sha256")]

    def __str__(self) -> str:
        return f"{self.document} ({self.reader} {self.reader_version})"
