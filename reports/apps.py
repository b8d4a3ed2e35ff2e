"""The one application of the archive."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "巡视整改档案"
    default_auto_field = "django.db.models.BigAutoField"
