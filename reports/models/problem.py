"""问题 and 整改措施: what was found, and what was done about it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.counting import leading_number
from reports.models.category import Category
from reports.models.choices import FactKind, Status
from reports.models.document import DocumentText
from reports.models.identity import public_id_field
from reports.models.report import Report

TEXT_MISSING = "（原文缺失）"
"""Shown for a statement that its source lost."""


class LiveQuerySet(models.QuerySet[Any]):
    """Rows that are shown: not retired by a later parse, not deleted by an editor, of a report not withdrawn."""

    def live(self) -> LiveQuerySet:
        return self.filter(retired_at=None)

    def public(self) -> LiveQuerySet:
        """Withdrawn reports are few, and asked for as such: for rows of given keys SQLite would otherwise go through
        all reports that are not withdrawn.
        """
        return self.live().exclude(report__in=_withdrawn())

    def count_public(self) -> int:
        """As `public().count()` of everything, by what is not: all rows are counted in an index, the rest are few."""
        hidden = self.filter(retired_at__isnull=False).count() + self.live().filter(report__in=_withdrawn()).count()
        return self.count() - hidden


def _withdrawn() -> models.QuerySet[Report, Any]:
    return Report.objects.filter(withdrawn_at__isnull=False).order_by().values("pk")


class Row(models.Model):
    """What problems and measures share: identity, report, span, and the parse beside the shown columns.

    `parsed` is the last parse, null for a row made by an editor. A row that no parse matches any more is
    retired, not deleted: its page names `successor`, and `position` keeps its last place.
    """

    public_id = public_id_field()
    text = models.TextField(_("文本"), null=True, blank=True)
    start = models.PositiveIntegerField(_("起"), null=True, blank=True)
    end = models.PositiveIntegerField(_("止"), null=True, blank=True)
    position = models.IntegerField(_("次序"))
    parsed: models.JSONField[Any, Any] = models.JSONField(_("解析值"), null=True, blank=True, editable=False)
    fingerprint = models.CharField(_("指纹"), max_length=32, blank=True, default="", editable=False)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text or TEXT_MISSING


class Problem(Row):
    """A problem: number, statement, heading path, status, span in the report's text.

    `label` is the numbering as written, `number` its digits and hyphens, `run` the numbering run that it
    belongs to (numbers start again in a new run). `path` lists the headings above, outermost first.
    """

    report = models.ForeignKey(Report, verbose_name=_("通报"), on_delete=models.CASCADE, related_name="problems")
    source_text = models.ForeignKey(
        DocumentText,
        verbose_name=_("原件文本"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="problems",
    )
    label = models.CharField(_("原编号"), max_length=60, blank=True, default="")
    number = models.CharField(_("编号"), max_length=30, blank=True, default="")
    run = models.PositiveSmallIntegerField(_("编号段"), default=0)
    path: models.JSONField[Any, Any] = models.JSONField(_("上级标题"), default=list, blank=True)
    text_missing = models.BooleanField(_("原文缺失"), default=False)
    block_start = models.PositiveIntegerField(_("段起"), null=True, blank=True)
    block_end = models.PositiveIntegerField(_("段止"), null=True, blank=True)
    status = models.CharField(_("整改状态"), max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    status_words = models.CharField(_("状态原文"), max_length=200, blank=True, default="")
    status_start = models.PositiveIntegerField(_("状态起"), null=True, blank=True)
    status_end = models.PositiveIntegerField(_("状态止"), null=True, blank=True)
    categories: models.ManyToManyField[Category, Any] = models.ManyToManyField(
        Category, verbose_name=_("类别"), through="reports.ProblemCategory", related_name="problems"
    )
    measures: models.ManyToManyField[Measure, Any] = models.ManyToManyField(
        "reports.Measure", verbose_name=_("措施"), through="reports.ProblemMeasure", related_name="problems"
    )
    continues = models.ForeignKey(
        "self",
        verbose_name=_("延续自"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continued_by",
        db_index=False,
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("接替者"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        db_index=False,
    )

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = _("问题")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], condition=Q(retired_at=None), name="problem_report_position"
            ),
            models.CheckConstraint(condition=Q(start=None) | Q(end__gte=F("start")), name="problem_span"),
            models.CheckConstraint(
                condition=Q(text_missing=True) | Q(text__isnull=False), name="problem_text_unless_missing"
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="problem_status"),
            models.Index(fields=["fingerprint"], name="problem_fingerprint"),
            # Of the few rows that have one: an entry for every other would be written by each import.
            models.Index(fields=["continues"], condition=Q(continues__isnull=False), name="problem_continues"),
            models.Index(fields=["successor"], condition=Q(successor__isnull=False), name="problem_successor"),
        ]

    @property
    def statement(self) -> str:
        """The statement, or the words shown where the source lost it."""
        return self.text or TEXT_MISSING

    @property
    def leading_number(self) -> str | None:
        """`35` of `35-1`: what totals count (design.md §3, Counting)."""
        return leading_number(self.number)


class Measure(Row):
    """One enumerated step, stored once however many problems share it. `types` are codes of data/measure_types.toml."""

    report = models.ForeignKey(Report, verbose_name=_("通报"), on_delete=models.CASCADE, related_name="measures")
    source_text = models.ForeignKey(
        DocumentText,
        verbose_name=_("原件文本"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures",
    )
    types: models.JSONField[Any, Any] = models.JSONField(_("类型"), default=list, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("接替者"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        db_index=False,
    )

    class Meta:
        verbose_name = _("整改措施")
        verbose_name_plural = _("整改措施")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], condition=Q(retired_at=None), name="measure_report_position"
            ),
            models.CheckConstraint(condition=Q(start=None) | Q(end__gte=F("start")), name="measure_span"),
            models.CheckConstraint(condition=Q(text__isnull=False), name="measure_text"),
        ]
        indexes = [
            models.Index(fields=["retired_at"], condition=Q(retired_at__isnull=False), name="measure_retired"),
            models.Index(fields=["successor"], condition=Q(successor__isnull=False), name="measure_successor"),
        ]


class ProblemMeasure(models.Model):
    """A measure stands under a problem, at a place of its own."""

    # Its constraints begin with the problem: they are its index.
    problem = models.ForeignKey(
        Problem, verbose_name=_("问题"), on_delete=models.CASCADE, related_name="measure_links", db_index=False
    )
    measure = models.ForeignKey(Measure, verbose_name=_("措施"), on_delete=models.CASCADE, related_name="problem_links")
    position = models.IntegerField(_("次序"))

    class Meta:
        verbose_name = _("问题的措施")
        verbose_name_plural = _("问题的措施")
        ordering = ["problem", "position"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "measure"], name="problem_measure"),
            models.UniqueConstraint(fields=["problem", "position"], name="problem_measure_position"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}"


class MeasureFact(models.Model):
    """Something a measure names: a document issued, people held to account, money in yuan, a date, a deadline."""

    measure = models.ForeignKey(Measure, verbose_name=_("措施"), on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(_("种类"), max_length=10, choices=FactKind.choices)
    text = models.CharField(_("原文"), max_length=300)
    value = models.BigIntegerField(_("数值"), null=True, blank=True)
    verb = models.CharField(_("动词"), max_length=30, blank=True, default="")
    issuer = models.CharField(_("发文单位"), max_length=100, blank=True, default="")
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))

    class Meta:
        verbose_name = _("措施中的事实")
        verbose_name_plural = _("措施中的事实")
        ordering = ["measure", "start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="fact_span")]
        # With the measure, so that the list of documents is counted without reading a row.
        indexes = [
            models.Index(
                fields=["kind", "text", "measure"], condition=Q(kind=FactKind.DOCUMENT), name="fact_document_measure"
            )
        ]

    def __str__(self) -> str:
        return self.text
