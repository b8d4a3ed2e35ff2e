"""被巡视单位: the inspected committees and bodies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.choices import BodyLevel
from reports.models.identity import public_id_field
from reports.models.region import Region


class Body(models.Model):
    """A committee or body: name, aliases, kind (data/body_kinds.toml), its region (null for central bodies)."""

    public_id = public_id_field()
    name = models.CharField(_("名称"), max_length=200)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    kind = models.CharField(_("类型"), max_length=30, blank=True, default="")
    level = models.CharField(_("级别"), max_length=10, choices=BodyLevel.choices, default=BodyLevel.OTHER)
    region = models.ForeignKey(
        Region, verbose_name=_("地区"), null=True, blank=True, on_delete=models.PROTECT, related_name="bodies"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("上级单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    central = models.BooleanField(_("中央单位"), default=False)

    class Meta:
        verbose_name = _("被巡视单位")
        verbose_name_plural = _("被巡视单位")
        ordering = ["region__code", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "region"], name="body_name_region"),
            models.UniqueConstraint(fields=["name"], condition=Q(region=None), name="body_name_without_region"),
            models.CheckConstraint(
                condition=~Q(central=True, region__isnull=False), name="body_central_without_region"
            ),
        ]
        indexes = [models.Index(fields=["name"], name="body_name")]

    def __str__(self) -> str:
        return self.name
