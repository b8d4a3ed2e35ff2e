"""An archive with one made report, and an editor who is logged in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Region, Report
from reports.models.groups import load_groups
from tests.importing.conftest import county
from tests.importing.making import Header, Made, made_file

__all__ = ["county"]


@pytest.fixture
def report(county: Region) -> Report:
    problems = [
        Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是逐校鉴定，列出维修清单。", "二是当年完成维修。"]),
        Made("2", "河长制落实不够有力，巡河流于形式。", ["一是修订巡河办法。"], topics=("env",)),
    ]
    return store(made_file(problems, header=Header(totals={"problems": 2})), Bodies()).report


@pytest.fixture
def editor(db: None) -> Client:
    """A browser in which a superuser is logged in. (Axes wants a request to log in with; a forced login needs none.)"""
    client = Client()
    client.force_login(
        User.objects.create_superuser("editor", password="x"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def member(group: str) -> Client:
    """A browser in which somebody of the group is logged in. (A test with real transactions empties every table.)"""
    load_groups(Group, Permission, ContentType)
    user = User.objects.create_user(group, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
