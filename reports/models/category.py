"""问题类别: four focuses and their topics (data/categories.toml), and their assignment to problems with evidence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A focus (`parent` null) or a topic under it. The codes are categories.toml's and stand in addresses."""

    code = models.CharField(_("代码"), max_length=30, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("重点"), null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    name_zh = models.CharField(_("中文名"), max_length=60)
    name_en = models.CharField(_("英文名"), max_length=120)
    description_zh = models.TextField(_("说明"), blank=True, default="")
    description_en = models.TextField(_("英文说明"), blank=True, default="")
    position = models.PositiveSmallIntegerField(_("次序"), unique=True)

    class Meta:
        verbose_name = _("问题类别")
        verbose_name_plural = _("问题类别")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class ProblemCategory(models.Model):
    """A category of a problem. `position` 0 is the most important; `evidence` lists the terms that decided
    (`term`, `source`, `weight`), empty when an editor assigned it.
    """

    # Its constraints begin with the problem: they are its index.
    problem = models.ForeignKey(
        "reports.Problem",
        verbose_name=_("问题"),
        on_delete=models.CASCADE,
        related_name="category_links",
        db_index=False,
    )
    category = models.ForeignKey(
        Category, verbose_name=_("类别"), on_delete=models.PROTECT, related_name="problem_links"
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    score = models.FloatField(_("得分"), default=0)
    evidence: models.JSONField[Any, Any] = models.JSONField(_("依据"), default=list, blank=True)

    class Meta:
        verbose_name = _("问题的类别")
        verbose_name_plural = _("问题的类别")
        ordering = ["problem", "position"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "category"], name="problem_category"),
            models.UniqueConstraint(fields=["problem", "position"], name="problem_category_position"),
            models.CheckConstraint(condition=Q(position__lte=2), name="problem_category_at_most_three"),
        ]

    def __str__(self) -> str:
        return f"{self.category}"
