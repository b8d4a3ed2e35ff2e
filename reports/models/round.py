"""巡视轮次: one inspection of one body."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.body import Body
from reports.models.choices import AuthorityLevel, RoundKind, Verb
from reports.models.dates import PartialDate, date_field, partial_date, precision_field, words_field
from reports.models.identity import public_id_field
from reports.models.region import Region


class InspectionRound(models.Model):
    """Who inspected the body, when and how. Two reports are of the same round when body, verb and authority
    agree and no term, round number or date contradicts (design.md §5). `year` (巡视年份) is derived: the
    year of the start, else of the feedback, else null.
    """

    public_id = public_id_field()
    body = models.ForeignKey(Body, verbose_name=_("被巡视单位"), on_delete=models.PROTECT, related_name="rounds")
    verb = models.CharField(_("巡视/巡察"), max_length=6, choices=Verb.choices, null=True, blank=True)
    authority_level = models.CharField(
        _("派出层级"), max_length=10, choices=AuthorityLevel.choices, null=True, blank=True
    )
    authority_region = models.ForeignKey(
        Region, verbose_name=_("派出地区"), null=True, blank=True, on_delete=models.PROTECT, related_name="sent_rounds"
    )
    authority_body = models.ForeignKey(
        Body, verbose_name=_("派出单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="sent_rounds"
    )
    kind = models.CharField(_("方式"), max_length=10, choices=RoundKind.choices, default=RoundKind.UNKNOWN)
    kind_words = models.CharField(_("方式（原文）"), max_length=40, blank=True, default="")
    term = models.PositiveSmallIntegerField(_("届"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("轮"), null=True, blank=True)
    batch = models.PositiveSmallIntegerField(_("批"), null=True, blank=True)
    team = models.CharField(_("巡视组"), max_length=100, blank=True, default="")
    start = date_field(_("开始"))
    start_precision = precision_field()
    start_words = words_field()
    end = date_field(_("结束"))
    end_precision = precision_field()
    end_words = words_field()
    feedback = date_field(_("反馈"))
    feedback_precision = precision_field()
    feedback_words = words_field()
    year = models.PositiveSmallIntegerField(_("巡视年份"), null=True, blank=True, editable=False)
    parsed: models.JSONField[Any, Any] = models.JSONField(_("解析值"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("巡视轮次")
        verbose_name_plural = _("巡视轮次")
        ordering = ["-year", "-start", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=models.F("start")), name="round_dates"
            ),
            models.CheckConstraint(
                condition=Q(authority_region=None) | ~Q(authority_level="central"), name="round_central_authority"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "verb", "authority_level"], name="round_identity"),
            models.Index(fields=["year"], name="round_year"),
            models.Index(fields=["term", "round"], name="round_term_round"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.name}"

    @property
    def name(self) -> str:
        """`十二届第三轮巡视` as far as it is known: `十二届第三轮第二批`, else the year, else 轮次不详."""
        parts = [f"{value}{unit}" for value, unit in ((self.term, "届"),) if value]
        if self.round:
            parts.append(f"第{self.round}轮")
        if self.batch:
            parts.append(f"第{self.batch}批")
        if not parts and self.year:
            parts.append(f"{self.year}年")
        verb = self.get_verb_display() if self.verb else "巡视"
        kind = "" if self.kind == RoundKind.UNKNOWN else str(self.get_kind_display())
        if kind == "回头看":
            return "".join(parts) + f"{verb}“回头看”"
        return "".join(parts) + f"{kind}{verb}"

    @property
    def start_date(self) -> PartialDate | None:
        return partial_date(self, "start")

    @property
    def end_date(self) -> PartialDate | None:
        return partial_date(self, "end")

    @property
    def feedback_date(self) -> PartialDate | None:
        return partial_date(self, "feedback")
