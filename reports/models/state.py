"""档案版本: the version number of the content, and the changes that the search index has to take up (design.md §6)."""

from __future__ import annotations

from django.db import connection, models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ArchiveState(models.Model):
    """One row, made by a migration. Whatever changes content locks it first: version order is commit order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField(_("版本"), default=0)
    changed_at = models.DateTimeField(_("最近变化"), null=True, blank=True)
    added_after = models.PositiveBigIntegerField(_("此版本之后只有新增"), default=0)
    added_up_to = models.PositiveBigIntegerField(_("只有新增，至此版本"), default=0)

    class Meta:
        verbose_name = _("档案版本")
        verbose_name_plural = _("档案版本")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="archive_state_single_row")]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def edited(self) -> int:
        """The version since which nothing was changed or removed: later ones only added reports (an import's)."""
        return self.added_after if self.added_up_to == self.version else self.version

    @classmethod
    def lock(cls) -> int:
        """Locks the row until the transaction ends, and returns the version. On SQLite the transaction's beginning has
        locked the database already (IMMEDIATE). In plain SQL, as an import does it for every report.
        """
        locking = " for update" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"select version from {cls._meta.db_table} where id = 1{locking}")
            (version,) = cursor.fetchone()
        return int(version)

    @classmethod
    def write(cls, version: int) -> None:
        """Writes the version; for whoever holds the lock."""
        with connection.cursor() as cursor:
            moment = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(
                f"update {cls._meta.db_table} set version = %s, changed_at = %s where id = 1", [version, moment]
            )

    @classmethod
    def note_only_added(cls, version: int) -> None:
        """Says of a version that has been written that it only adds reports; for whoever holds the lock."""
        before = Case(When(added_up_to=version - 1, then=F("added_after")), default=Value(version - 1))
        cls.objects.filter(pk=1).update(added_after=before, added_up_to=version)


class Change(models.Model):
    """Something that the index has to write anew (`removed` false) or to drop, stamped with its version.

    `public_id` names a report (its own document and its problems') or a problem. Rows are kept until every
    index folder has applied them; `changed_at` tells a page how far the index lags.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("通报")
        PROBLEM = "problem", _("问题")

    version = models.PositiveBigIntegerField(_("版本"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    public_id = models.CharField(_("公开编号"), max_length=12)
    removed = models.BooleanField(_("移除"), default=False)
    changed_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("变更")
        verbose_name_plural = _("变更")
        ordering = ["version", "pk"]
        indexes = [models.Index(fields=["version"], name="change_version")]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "public_id"], name="change_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.kind} {self.public_id}"
