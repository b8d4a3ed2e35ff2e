"""操作记录: acts that change content and are no corrections; and the names under which readers see the editors."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.models.report import Report


class Act(models.TextChoices):
    """What can be done to content beside corrections and imports, which keep records of their own."""

    BODY = "body", _("改写单位")
    REVIEW = "review", _("标记校对")
    WITHDRAW = "withdraw", _("撤下")
    KEEP = "keep", _("冲突中保留更正")
    ALIAS = "alias", _("改写编辑代称")


class AuditEntry(models.Model):
    """Who did what, when and why, and what stood there before and after. Names its row by public id and its actor by
    name, so that it outlives both. Only ever added to.
    """

    act = models.CharField(_("操作"), max_length=10, choices=Act.choices)
    target_type = models.CharField(_("对象种类"), max_length=20)
    target = models.CharField(_("对象"), max_length=150)
    target_label = models.CharField(_("对象说明"), max_length=200, blank=True, default="")
    report = models.ForeignKey(
        Report, verbose_name=_("通报"), null=True, blank=True, on_delete=models.SET_NULL, related_name="audit_entries"
    )
    before: models.JSONField[Any, Any] = models.JSONField(_("之前"), default=dict, blank=True)
    after: models.JSONField[Any, Any] = models.JSONField(_("之后"), default=dict, blank=True)
    reason = models.TextField(_("理由"), blank=True, default="")
    by_name = models.CharField(_("操作人"), max_length=150, blank=True, default="")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.target_label or self.target}"


class EditorAlias(models.Model):
    """Under which name readers see an editor's corrections: never the user name. `by_name` is the one that the log of
    corrections keeps, so that the alias outlives the account.
    """

    by_name = models.CharField(_("用户名"), max_length=150, unique=True)
    number = models.PositiveIntegerField(_("编号"), unique=True)
    alias = models.CharField(
        _("公开代称"),
        max_length=40,
        unique=True,
        null=True,
        blank=True,
        help_text=_("读者看得到；不填则是“编辑”加编号。"),
    )

    class Meta:
        verbose_name = _("编辑代称")
        verbose_name_plural = _("编辑代称")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        return self.alias or gettext("编辑 %s") % self.number

    @classmethod
    def ensure(cls, by_name: str) -> EditorAlias:
        """The alias of this user name, made with the next number when there is none. To be called while the archive's
        content is locked (`content_change`), so that no two take the same number."""
        found = cls.objects.filter(by_name=by_name).first()
        if found is None:
            last = cls.objects.aggregate(last=Max("number"))["last"] or 0
            found = cls.objects.create(by_name=by_name, number=last + 1)
        return found
