"""Addresses of the site (design.md §7)."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from xunshi_site import health

# The hashed name of a static file is known after collectstatic only.
static_when_asked = lazy(static, str)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=static_when_asked("icon.svg"))),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("reports.urls")),
]

handler400 = "xunshi_site.errors.bad_request"
handler403 = "xunshi_site.errors.forbidden"
handler404 = "xunshi_site.errors.not_found"
handler500 = "xunshi_site.errors.server_error"
