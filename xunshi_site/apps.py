"""The admin of this site, in the place of Django's own."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class ArchiveAdminConfig(AdminConfig):
    default = False
    default_site = "reports.admin.site.ArchiveAdmin"

    def ready(self) -> None:
        # First of all: were the site asked for by another application, importing its module would register the
        # archive's tables with a second site inside the making of the first.
        import_module("reports.admin")
        super().ready()
