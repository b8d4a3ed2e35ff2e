"""The admin's first page: what waits for whoever works here, and every table once, in the order of the work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.admin.site import GROUPS
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import ErrorReport, ImportRecord, ImportRun, Report
from reports.search.sync import content_change
from tests.admin.bench import SCHOOL, member
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db
RIVER = Made("2", "河长制落实不够有力，巡河走过场。", ["一是修订巡河办法。"], topics=("env",))


def desk(client: Client) -> dict[str, Any]:
    page = client.get(reverse("admin:index"))
    return {each.address: each for each in page.context["desk"]}


def test_it_counts_what_waits_and_leads_there(report: Report) -> None:
    corrections.apply("set", report.problems.get(number="2"), {"text": "河长制落实不力。"}, reason="对照原文")
    store(made_file([SCHOOL, RIVER], header=Header(totals={"problems": 2})), Bodies())
    ErrorReport.objects.create(report=report, target_type="report", target=report.public_id, wrong="编号不对")
    client = member("liao")
    waiting = desk(client)
    assert [each.count for each in waiting.values()] == [1, 1, 1]
    for address, each in waiting.items():
        listed = client.get(address)
        assert listed.context["cl"].result_count == each.count
    corrections.mark_reviewed([report], True, by="editor")
    assert [each.count for each in desk(client).values()] == [0, 1, 1]


def test_one_click_opens_the_worst_report_that_nobody_reviewed(report: Report) -> None:
    other = Header(round=5, start="2024-03-08", signed="2024-12-30")
    worse = store(made_file([SCHOOL], header=other, name="又一轮.txt"), Bodies()).report
    with content_change() as change:
        change.touch(worse)
        Report.objects.filter(pk=worse.pk).update(quality=10)
    client = member("liao")
    (begin,) = [each.act[0] for each in desk(client).values() if each.act]
    assert begin == reverse("admin:reports_report_workbench", args=[worse.pk])
    corrections.mark_reviewed([worse], True, by="editor")
    (begin,) = [each.act[0] for each in desk(client).values() if each.act]
    assert begin == reverse("admin:reports_report_workbench", args=[report.pk])


def test_only_operators_are_offered_uploads(report: Report) -> None:
    upload = reverse("admin:reports_upload_changelist")
    assert upload in desk(member("ma", "operator"))
    assert upload not in desk(member("liao"))


def test_every_table_stands_in_a_named_group_and_is_listed_once(editor: Client) -> None:
    named = [name for _key, _title, names in GROUPS for name in names]
    registered = {model.__name__ for model in admin.site._registry if model._meta.app_label == "reports"}
    assert sorted(named) == sorted(registered)
    page = editor.get(reverse("admin:index")).content.decode()
    for model in registered:
        assert len(re.findall(rf'class="model-{model.lower()}\b', page)) == 1
    assert "auth/user/" in page


def test_the_queue_says_what_is_doubtful_and_who_waits(editor: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(warnings=[{"code": "numbering_gap", "start": 0, "end": 1}])
    page = editor.get(reverse("admin:reports_report_changelist")).content.decode()
    assert re.search(r'field-doubts_shown">编号有缺或重复<', page)
    assert re.search(r"field-reviewed[^>]*>待校对<", page)


def test_a_run_of_many_files_is_counted_by_outcome(editor: Client, report: Report) -> None:
    run = ImportRun.objects.create(parser_version="1")
    ImportRecord.objects.create(run=run, path="甲.txt", sha256="a" * 64, outcome="failed", reason="读不了")
    page = editor.get(reverse("admin:reports_importrun_change", args=[run.pk])).content.decode()
    address = f"{reverse('admin:reports_importrecord_changelist')}?run__id__exact={run.pk}&amp;outcome__exact=failed"
    assert address in page
    assert editor.get(address.replace("&amp;", "&")).context["cl"].result_count == 1
