"""Copies whose header is lost or says otherwise: linked when nothing contradicts, else named to an editor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.importing.bodies import Bodies
from reports.importing.duplicates import look_alike
from reports.importing.fresh import fresh_rows
from reports.importing.store import Stored, store
from reports.importing.types import ParsedFile
from reports.models import Body, Region, Report
from tests.importing.making import COMMITTEE, COUNTY, Header, Made, made_file

pytestmark = pytest.mark.django_db

PROBLEMS = (
    Made(
        "1",
        "校舍维修进度迟缓，三所村小带病使用。",
        ["一是逐校鉴定，列出维修清单并对外公布。", "二是当年完成三所村小的维修。"],
    ),
    Made("2", "河长制落实不够有力，巡河流于形式。", ["一是修订巡河办法，明确每月巡河的次数和路线。"]),
    Made("3", "乡镇债务底数不清，台账长期不更新。", ["一是逐笔核对乡镇债务，重新建立台账。", "二是严控新增债务。"]),
)
LOST = Header(start=None, term=None, round=None, signed=None, body=None)
NEIGHBOUR = replace(COMMITTEE, name="中共云渡县委", region=replace(COUNTY, code="990122", name="云渡县"))
SET_PHRASE = "一是召开专题会议研究部署，制定整改方案，明确责任人和完成时限。"


def put(file: ParsedFile) -> Stored:
    return store(file, Bodies())


@pytest.fixture
def first(county: Region) -> Report:
    return put(made_file(PROBLEMS, name="a.txt")).report


def test_a_copy_that_lost_body_and_dates_becomes_a_document_of_the_report(first: Report) -> None:
    stored = put(made_file(PROBLEMS, header=LOST, name="b.txt", before="转载\n"))
    assert (stored.report, stored.outcome) == (first, "updated")
    assert first.documents.count() == 2
    assert Body.objects.filter(rounds=None).count() == 0


def test_a_copy_in_which_rows_are_lost_or_edited_is_still_found(first: Report) -> None:
    edited = replace(PROBLEMS[1], text="河长制落实不够有力，巡查流于形式。")
    assert put(made_file((PROBLEMS[0], edited), header=LOST, name="b.txt")).report == first


def test_a_copy_without_body_whose_dates_differ_is_a_report_of_its_own_and_named(first: Report) -> None:
    stored = put(
        made_file(PROBLEMS, header=replace(LOST, start="2019-03-08", body=None), name="b.txt", before="转载\n")
    )
    assert stored.report != first
    assert stored.changes["possible_duplicate"] == first.public_id


def test_the_same_text_under_another_body_is_never_merged_but_named(first: Report) -> None:
    stored = put(made_file(PROBLEMS, header=Header(body=NEIGHBOUR), name="b.txt", before="转载\n"))
    assert stored.report != first
    assert stored.report.round.body.name == "中共云渡县委员会"
    assert stored.changes["possible_duplicate"] == first.public_id


def test_the_same_text_signed_on_another_day_is_never_merged_but_named(first: Report) -> None:
    stored = put(made_file(PROBLEMS, header=Header(signed="2023-06-30"), name="b.txt", before="转载\n"))
    assert stored.report != first
    assert stored.changes["possible_duplicate"] == first.public_id


def test_reports_of_two_bodies_that_share_set_phrases_are_no_copies(county: Region) -> None:
    def full_of_phrases(topics: str, body: object) -> ParsedFile:
        own = [
            Made(
                str(number),
                f"{topic}{number}项工作推进缓慢{topic}底数不清。",
                [SET_PHRASE, f"二是{topic * 9}{number}。"],
            )
            for number, topic in enumerate(topics)
        ]
        return made_file(own, header=Header(body=body), name=f"{topics}.txt")  # type: ignore[arg-type]

    put(full_of_phrases("粮林矿渔茶盐", COMMITTEE))
    stored = put(full_of_phrases("桥路港站塔闸", NEIGHBOUR))
    assert "possible_duplicate" not in stored.changes


def test_no_report_looks_like_one_that_is_alone(county: Region) -> None:
    file = made_file(PROBLEMS)
    assert look_alike(fresh_rows(file).longest, file.text) is None
