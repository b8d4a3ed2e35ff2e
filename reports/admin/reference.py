"""Regions, bodies and categories."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reports.admin.forms import BodyForm
from reports.admin.generic import ModelAdmin
from reports.admin.readonly import ReadOnlyAdmin
from reports.corrections.audit import record
from reports.models import Body, Category, Region, Report
from reports.models.audit import Act
from reports.search.sync import content_change
from reports.views.wording import code_name


class InForceFilter(admin.SimpleListFilter):
    title = "在用"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "现行"), ("no", "已撤并或更名")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("yes", "no"):
            return queryset.filter(valid_to__isnull=self.value() == "yes")
        return queryset


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "level", "parent", "valid_from", "valid_to", "pinyin")
    list_filter = (InForceFilter, "level", "fictional")
    search_fields = ("name", "short", "code", "pinyin", "initials")
    list_select_related = ("parent",)


@admin.register(Body)
class BodyAdmin(ModelAdmin):
    """Other names and the place of a body in the hierarchy. They stand in the context of every problem: saving one
    brings its reports up to date. Its name and region are what a parse says of each report: they are corrected there.
    """

    form = BodyForm
    list_display = ("name", "kind_name", "level", "region", "parent", "central")
    list_filter = ("kind", "level", "central")
    search_fields = ("name", "aliases", "region__name", "public_id")
    autocomplete_fields = ("parent",)
    list_select_related = ("region", "parent")
    fields = ("name", "region", "public_id", "aliases", "kind", "level", "parent", "central")
    readonly_fields = ("name", "region", "public_id")

    @admin.display(description="类型", ordering="kind")
    def kind_name(self, body: Body) -> str:
        return code_name("body_kinds", body.kind) if body.kind else "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Body, form: Any, change: bool) -> None:
        if not form.changed_data:
            return
        with content_change() as content:
            for report in Report.objects.filter(round__body=obj):
                content.touch(report)
            held = Body.objects.select_related("parent").get(pk=obj.pk)
            before, after = ({name: _said(row, name) for name in form.changed_data} for row in (held, obj))
            record(Act.BODY, ("body", obj.public_id), label=str(obj), before=before, after=after, by=_user(request))
            super().save_model(request, obj, form, change)


def _said(body: Body, name: str) -> Any:
    """A column's value as the log keeps it."""
    value = getattr(body, name)
    return value.public_id if isinstance(value, Body) else value


def _user(request: HttpRequest) -> Any:
    return request.user


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "parent", "position")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("code", "name_zh", "name_en")
    list_select_related = ("parent",)
