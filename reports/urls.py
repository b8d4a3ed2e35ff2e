"""Addresses of the archive's pages (DESIGN.md §7)."""

from django.urls import URLPattern

app_name = "reports"
urlpatterns: list[URLPattern] = []
