"""What several admin pages show alike: rows that nobody edits there, and links and values as text."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from reports.admin.generic import ModelAdmin, TabularInline


class ReadOnlyMixin:
    """Rows that are made by imports and services only: to be looked at, not edited."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyMixin, ModelAdmin):
    pass


class ReadOnlyInline(ReadOnlyMixin, TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True


def admin_link(row: models.Model | None) -> str:
    """A link to the row's admin page; a dash when there is none."""
    if row is None:
        return "—"
    address = reverse(f"admin:reports_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, row)


def page_link(name: str, public_id: str) -> str:
    """A link to the public page `name` of a row; its id alone where the page does not exist."""
    try:
        return format_html('<a href="{}">{}</a>', reverse(f"reports:{name}", args=[public_id]), public_id)
    except NoReverseMatch:
        return public_id


def values_as_text(values: Any) -> str:
    """JSON values, indented, with Chinese characters as themselves."""
    return format_html("<pre>{}</pre>", json.dumps(values, ensure_ascii=False, indent=1))
