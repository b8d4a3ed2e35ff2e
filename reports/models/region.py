"""地区: the divisions of GB/T 2260 since 2010 (reports/data/README.md), and the fictional ones of the samples."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.models.choices import RegionLevel


class RegionQuerySet(models.QuerySet["Region"]):
    def in_force(self) -> RegionQuerySet:
        return self.filter(valid_to=None)

    def with_code(self, code: str) -> RegionQuerySet:
        """Rows of this code, the one in force (or the latest) first: 14 codes outlived a change of name."""
        return self.filter(code=code).order_by(F("valid_to").desc(nulls_first=True))

    def under(self, region: Region) -> RegionQuerySet:
        """The region and everything that it contains, former parts too."""
        return self.filter(Q(lineage=region.lineage) | Q(lineage__startswith=f"{region.lineage}/"))


class Region(models.Model):
    """A division: code, name, level, parent and the years in which it was so named. (code, name) is its key.

    `lineage` is the chain of codes from the province down, joined by `/`: parents contain children.
    """

    code = models.CharField(_("代码"), max_length=12)
    name = models.CharField(_("名称"), max_length=60)
    short = models.CharField(_("简称"), max_length=30)
    pinyin = models.CharField(_("拼音"), max_length=120, blank=True)
    initials = models.CharField(_("首字母"), max_length=30, blank=True)
    level = models.CharField(_("级别"), max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    lineage = models.CharField(_("谱系"), max_length=60)
    valid_from = models.PositiveSmallIntegerField(_("启用年"), null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField(_("停用年"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("继承者"), symmetrical=False, related_name="predecessors", blank=True
    )
    fictional = models.BooleanField(_("虚构"), default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["code", "valid_to"]
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], name="region_code_name"),
            models.CheckConstraint(
                condition=Q(parent=None, level="province") | Q(parent__isnull=False) & ~Q(level="province"),
                name="region_parent_unless_province",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="region_years"
            ),
        ]
        indexes = [
            models.Index(fields=["lineage"], name="region_lineage"),
            models.Index(fields=["name"], name="region_name"),
            models.Index(fields=["pinyin"], name="region_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name

    def chain(self) -> list[Region]:
        """The region with its ancestors, province first. Select `parent__parent` to avoid queries."""
        found = [self]
        while found[0].parent is not None:
            found.insert(0, found[0].parent)
        return found

    @property
    def full_name(self) -> str:
        """`示例省松岭市青禾县`: the names from the province down, as an address writes them."""
        return "".join(region.name for region in self.chain())
