"""The admin: editors correct here, operators see what imports did."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reports.admin import corrections_made, documents, hints, problems, records, reference, reports, uploads

admin.site.site_header = _("巡视整改档案 · 管理")
admin.site.site_title = _("巡视整改档案")
admin.site.index_title = _("编辑与维护")

__all__ = ["corrections_made", "documents", "hints", "problems", "records", "reference", "reports", "uploads"]
