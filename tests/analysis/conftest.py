"""Two counties and a department: small enough to be counted by hand.

青禾县 2021 常规 (two stages: 3 problems, then 2 of them again in the later one), 2023 回头看 (1 problem);
麦溪县 2021 常规 (2 problems); 青禾县 department 2022 (1 problem).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db.models import F

from reports.models import ArchiveState, DeclaredTotal, Region, Report
from reports.search.rebuild import rebuild_index
from tests.factories import BodyFactory, RegionFactory, ReportFactory, RoundFactory, county, fact_in, problem_in


@dataclass(frozen=True)
class Counted:
    first: Report
    later: Report
    followup: Report
    other: Report
    bureau: Report
    other_county: Region


@pytest.fixture
def counted(db: None) -> Counted:
    return small_archive()


def small_archive() -> Counted:
    """Makes the rows and indexes them."""
    round_2021 = RoundFactory()
    first = ReportFactory(round=round_2021, stage="concentrated")
    problem_in(first, "禾水河沿岸排口没有截污。", "一是封堵排口。", topics=("env",), status="in_progress")
    problem_in(first, "镇村考勤流于形式。", "一是按月公示考勤。", topics=("conduct", "grassroots"), status="completed")
    problem_in(first, "食堂账目不清。", topics=("conduct",), status="completed")
    later = ReportFactory(round=round_2021, stage="continued", sort_date=dt.date(2022, 6, 1))
    problem_in(later, "禾水河沿岸排口没有截污。", "一是建成管网。", topics=("env",), status="completed")
    problem_in(later, "镇村考勤流于形式。", "一是换发考勤机。", topics=("conduct", "grassroots"), status="completed")
    followup = ReportFactory(
        round=RoundFactory(body=round_2021.body, kind="followup", start=dt.date(2023, 3, 1)),
        sort_date=dt.date(2023, 12, 1),
    )
    problem_in(followup, "禾水河又见污水直排。", "一是印发《排口管护办法》，处分2人。", topics=("env",))
    measure = followup.measures.get()
    fact_in(measure, "document", "《排口管护办法》", verb="印发", issuer="县水务局")
    place = RegionFactory(code="990131", name="麦溪县", short="麦溪", pinyin="maixixian", initials="mxx")
    other = ReportFactory(round=RoundFactory(body=BodyFactory(region=place)), sort_date=dt.date(2021, 11, 1))
    problem_in(other, "公车管理松散。", "一是印发《排口管护办法》。", topics=("conduct",), status="completed")
    fact_in(other.measures.get(), "document", "《排口管护办法》", verb="印发")
    problem_in(other, "村级账目不公开。", topics=("grassroots",))
    bureau = ReportFactory(
        round=RoundFactory(
            body=BodyFactory(name="青禾县示例局党组", region=county(), level="other"), start=dt.date(2022, 3, 1)
        ),
        sort_date=dt.date(2022, 12, 1),
    )
    problem_in(bureau, "采购程序不规范。", topics=("projects",))
    for report, value in ((first, 5), (later, 7), (other, 4)):
        DeclaredTotal.objects.create(report=report, key="disciplined", value=value)
    DeclaredTotal.objects.create(report=other, key="money_recovered", value=860_000)
    index()
    return Counted(first, later, followup, other, bureau, place)


def index() -> None:
    ArchiveState.objects.filter(pk=1).update(version=F("version") + 1)
    rebuild_index()
