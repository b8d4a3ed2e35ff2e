"""整改通报, and the totals that it states about itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.choices import DeclaredKey, Origin, Stage
from reports.models.dates import PartialDate, date_field, partial_date, precision_field, words_field
from reports.models.document import DocumentText
from reports.models.identity import public_id_field
from reports.models.round import InspectionRound


class ReportQuerySet(models.QuerySet["Report"]):
    def public(self) -> ReportQuerySet:
        """What readers may see: everything that is not withdrawn."""
        return self.filter(withdrawn_at=None)


class Report(models.Model):
    """One publication by one body on one round at one stage.

    `source_text` is the text that problems' and measures' spans count in (the primary document's);
    `parsed` holds the last parse's header; `quality` runs from 0 (bad) to 100, from the warnings.
    """

    public_id = public_id_field()
    round = models.ForeignKey(
        InspectionRound, verbose_name=_("巡视轮次"), on_delete=models.PROTECT, related_name="reports"
    )
    source_text = models.OneToOneField(
        DocumentText, verbose_name=_("主要原件文本"), on_delete=models.PROTECT, related_name="report"
    )
    origin = models.CharField(_("性质"), max_length=10, choices=Origin.choices, default=Origin.REAL)
    stage = models.CharField(_("阶段"), max_length=15, choices=Stage.choices, default=Stage.UNKNOWN)
    title = models.CharField(_("标题"), max_length=400, blank=True, default="")
    source = models.CharField(_("来源"), max_length=200, blank=True, default="")
    published = date_field(_("公布"))
    published_precision = precision_field()
    published_words = words_field()
    signed_by = models.CharField(_("落款"), max_length=200, blank=True, default="")
    signed = date_field(_("落款日期"))
    signed_precision = precision_field()
    signed_words = words_field()
    contact_phone = models.CharField(_("联系电话"), max_length=100, blank=True, default="")
    contact_address = models.CharField(_("邮政信箱"), max_length=300, blank=True, default="")
    contact_postcode = models.CharField(_("邮编"), max_length=20, blank=True, default="")
    contact_email = models.CharField(_("电子邮箱"), max_length=200, blank=True, default="")
    outline: models.JSONField[Any, Any] = models.JSONField(_("提纲"), default=list, editable=False)
    warnings: models.JSONField[Any, Any] = models.JSONField(_("解析警告"), default=list, editable=False)
    quality = models.PositiveSmallIntegerField(_("解析质量"), default=100, editable=False)
    counted_problems = models.PositiveIntegerField(_("逐条清点的问题数"), default=0, editable=False)
    published_year = models.PositiveSmallIntegerField(_("公布年份"), null=True, blank=True, editable=False)
    sort_date = models.DateField(_("排序日期"), null=True, blank=True, editable=False)
    parser_version = models.CharField(_("解析器版本"), max_length=20, editable=False)
    parsed: models.JSONField[Any, Any] = models.JSONField(_("解析值"), null=True, blank=True, editable=False)
    imported_at = models.DateTimeField(_("首次导入"), auto_now_add=True)
    reviewed_at = models.DateTimeField(_("校对时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("撤下说明"), blank=True, default="", editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("整改通报")
        verbose_name_plural = _("整改通报")
        ordering = ["-sort_date", "public_id"]
        constraints = [
            models.CheckConstraint(condition=Q(quality__lte=100), name="report_quality"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="report_withdrawn_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_date", "public_id"], name="report_newest"),
            models.Index(fields=["origin"], name="report_origin"),
            models.Index(fields=["quality"], name="report_quality_idx"),
            models.Index(fields=["published_year"], name="report_published_year"),
            # Holds all that counts ask of reports: a row has some 40 kB before these columns, and SQLite reads them.
            models.Index(
                fields=[
                    "withdrawn_at",
                    "round",
                    "counted_problems",
                    "stage",
                    "sort_date",
                    "public_id",
                    "published_year",
                ],
                name="report_public",
            ),
        ]

    def __str__(self) -> str:
        return self.display_title

    @property
    def display_title(self) -> str:
        """The title as printed; a text that carries none is named by its body."""
        return self.title or f"{self.round.body.name}关于巡视整改进展情况的通报（原文无标题）"

    @property
    def published_date(self) -> PartialDate | None:
        """The page's date, else the signature's (design.md §3, Dates)."""
        return partial_date(self, "published") or partial_date(self, "signed")

    @property
    def signed_date(self) -> PartialDate | None:
        return partial_date(self, "signed")

    @property
    def page_date(self) -> PartialDate | None:
        return partial_date(self, "published")


class DeclaredTotal(models.Model):
    """A total that the report states, with the words that state it and where they stand in its text."""

    report = models.ForeignKey(Report, verbose_name=_("通报"), on_delete=models.CASCADE, related_name="declared_totals")
    key = models.CharField(_("项目"), max_length=30, choices=DeclaredKey.choices)
    value = models.PositiveBigIntegerField(_("数值"))
    words = models.CharField(_("原文"), max_length=300, blank=True, default="")
    start = models.PositiveIntegerField(_("起"), null=True, blank=True)
    end = models.PositiveIntegerField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("报告自述数字")
        verbose_name_plural = _("报告自述数字")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="declared_report_key"),
            models.CheckConstraint(condition=Q(start=None) | Q(end__gte=models.F("start")), name="declared_span"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.value}"
