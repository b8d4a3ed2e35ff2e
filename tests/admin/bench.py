"""What the tests of the workbench share: forms as the browser would send them, and who sends them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from reports.models import Report
from reports.models.groups import load_groups
from tests.importing.making import Made

SCHOOL = Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是逐校鉴定，列出维修清单。", "二是当年完成维修。"])


def member(name: str, group: str = "editor") -> Client:
    """A browser in which somebody of a group is logged in. (Tests with real transactions empty the table of groups.)"""
    load_groups(Group, Permission, ContentType)
    user = User.objects.create_user(name, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(report: Report) -> str:
    return reverse("admin:reports_report_workbench", args=[report.pk])


def opened(client: Client, report: Report, key: str, **query: str) -> dict[str, Any]:
    """The fields of an item's form as the browser would send them, unchanged."""
    page = client.get(address(report), {"item": key, **query})
    assert page.status_code == 200
    editor = page.context["editor"]
    form = editor.form
    values = {field.html_name: field.value() for field in form}
    fields = {name: value for name, value in values.items() if value is not None}
    beside = {"item": editor.key, "why": editor.reason.why, "more": editor.reason.more}
    if editor.is_new:
        return {**fields, **beside, "new": editor.kind}
    following = editor.next_item.key if editor.next_item else ""
    return {**fields, **beside, "was": editor.was, "opened": str(editor.opened), "next": following, "back": editor.back}


def act(client: Client, report: Report, key: str, what: str = "save", **typed: Any) -> Any:
    """Opens an item, types, presses the button `what`, and follows to the page that comes."""
    data = {**opened(client, report, key), **typed, "act": what}
    return client.post(address(report), data, follow=True)


def key_of(report: Report, number: str) -> str:
    return f"p-{report.problems.live().get(number=number).public_id}"


def texts(report: Report) -> list[str]:
    return [problem.text for problem in report.problems.live().order_by("position")]


def steps(report: Report, number: str) -> list[str]:
    links = report.problems.live().get(number=number).measure_links.order_by("position")
    return [link.measure.text for link in links]


def measure_key(report: Report, words: str) -> str:
    return f"m-{report.measures.live().get(text__contains=words).public_id}"


def looking(*codes: str) -> Client:
    """A browser of staff with these permissions alone."""
    load_groups(Group, Permission, ContentType)
    user = User.objects.create_user("looker", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
