"""Addresses of the site (DESIGN.md §7)."""

from django.contrib import admin
from django.urls import include, path

from xunshi_site import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("reports.urls")),
]
