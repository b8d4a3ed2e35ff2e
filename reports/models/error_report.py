"""报告错误: what readers say is wrong with a report or a problem, for editors to look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.choices import TargetType
from reports.models.report import Report


class ErrorState(models.TextChoices):
    OPEN = "open", _("待处理")
    TAKEN_UP = "taken_up", _("处理中")
    DONE = "done", _("已改正")
    DECLINED = "declined", _("不予更改")


class ErrorReport(models.Model):
    """One hint of a reader: what is wrong, perhaps what would be right, perhaps how to reach them.

    `target` is the public id of the row that it is about, which stays when the row is retired; `report` goes with it
    for searching. `contact` is for editors only. Nothing of it is shown to readers or sent anywhere.
    """

    target_type = models.CharField(_("对象种类"), max_length=10, choices=TargetType.choices)
    target = models.CharField(_("对象"), max_length=12)
    report = models.ForeignKey(
        Report, verbose_name=_("通报"), null=True, blank=True, on_delete=models.SET_NULL, related_name="error_reports"
    )
    wrong = models.TextField(_("哪里不对"), max_length=2000)
    suggestion = models.TextField(_("应当是什么"), max_length=2000, blank=True, default="")
    contact = models.CharField(_("联系方式"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("收到时间"), auto_now_add=True)
    state = models.CharField(_("状态"), max_length=10, choices=ErrorState.choices, default=ErrorState.OPEN)
    answer = models.TextField(_("处理说明"), blank=True, default="")
    handled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    handled_by_name = models.CharField(_("处理人"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("读者报告的错误")
        verbose_name_plural = _("读者报告的错误")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(wrong=""), name="error_report_says_what")]
        indexes = [
            models.Index(fields=["state"], name="error_report_state"),
            models.Index(fields=["target_type", "target"], name="error_report_target"),
        ]

    def __str__(self) -> str:
        return self.wrong[:40]
