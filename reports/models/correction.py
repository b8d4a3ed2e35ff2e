"""更正: operations of editors, kept beside the parse; and what was withdrawn or redacted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.choices import CorrectionState, Operation, TargetType
from reports.models.report import Report


class Correction(models.Model):
    """One operation on one row: what it changes (`payload`), the parsed value it was made against, and what was
    shown before and after. `target` is the row's public id, so that the log outlives the row. Who acted is kept
    by name too, so that it outlives the account; a command's run names itself in `by_name`.
    """

    report = models.ForeignKey(
        Report, verbose_name=_("通报"), null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    operation = models.CharField(_("操作"), max_length=10, choices=Operation.choices)
    target_type = models.CharField(_("对象种类"), max_length=10, choices=TargetType.choices)
    target = models.CharField(_("对象"), max_length=12)
    target_label = models.CharField(_("对象说明"), max_length=200, blank=True, default="")
    payload: models.JSONField[Any, Any] = models.JSONField(_("内容"), default=dict)
    against: models.JSONField[Any, Any] = models.JSONField(_("当时的解析值"), default=dict, blank=True)
    before: models.JSONField[Any, Any] = models.JSONField(_("之前"), default=dict, blank=True)
    after: models.JSONField[Any, Any] = models.JSONField(_("之后"), default=dict, blank=True)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corrections",
    )
    by_name = models.CharField(_("操作人姓名"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.IN_FORCE
    )
    conflict: models.JSONField[Any, Any] = models.JSONField(_("冲突的新解析值"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by_name = models.CharField(_("撤销人"), max_length=150, blank=True, default="")
    undone_reason = models.TextField(_("撤销理由"), blank=True, default="")

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_with_reason"),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | (~Q(state="undone") & Q(undone_at=None)),
                name="correction_undone_at",
            ),
        ]
        indexes = [
            models.Index(fields=["target_type", "target"], name="correction_target"),
            models.Index(fields=["state"], name="correction_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.target_label or self.target}"

    @property
    def in_force(self) -> bool:
        """A conflict leaves the correction in force until an editor decides."""
        return self.state in (CorrectionState.IN_FORCE, CorrectionState.CONFLICT)


class Tombstone(models.Model):
    """The hash of a withdrawn document or text: stops it from being imported again."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    report = models.ForeignKey(
        Report, verbose_name=_("通报"), null=True, blank=True, on_delete=models.SET_NULL, related_name="tombstones"
    )
    reason = models.TextField(_("说明"))
    by_name = models.CharField(_("操作人"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("撤下记录")
        verbose_name_plural = _("撤下记录")

    def __str__(self) -> str:
        return self.sha256[:12]


class Redaction(models.Model):
    """Words taken out of a report: only their keyed hash and length are kept, so that later texts of the report
    are redacted before they are stored.
    """

    report = models.ForeignKey(Report, verbose_name=_("通报"), on_delete=models.CASCADE, related_name="redactions")
    digest = models.CharField(_("密钥散列"), max_length=64)
    length = models.PositiveIntegerField(_("字数"))
    reason = models.TextField(_("理由"))
    by_name = models.CharField(_("操作人"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("遮盖记录")
        verbose_name_plural = _("遮盖记录")
        constraints = [
            models.UniqueConstraint(fields=["report", "digest", "length"], name="redaction_words"),
            models.CheckConstraint(condition=Q(length__gte=1), name="redaction_length"),
        ]

    def __str__(self) -> str:
        return f"{self.report} ×{self.length}"
