"""An archive to browse: four fictional reports, indexed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db.models import F

from reports.models import ArchiveState, DeclaredTotal, Problem, Report
from reports.search.rebuild import rebuild_index
from tests.factories import BodyFactory, ReportFactory, RoundFactory, fact_in, prefecture, problem_in


def index_everything() -> None:
    """What a committed transaction does at once: the archive's version rises and the index follows."""
    ArchiveState.objects.filter(pk=1).update(version=F("version") + 1)
    rebuild_index()


@dataclass(frozen=True)
class Shown:
    """The archive of these tests: a county's report, its 回头看, a central body's, and a city's without a date."""

    county: Report
    followup: Report
    central: Report
    river: Problem
    exam: Problem


@pytest.fixture
def shown(db: None) -> Shown:
    county = ReportFactory()
    river = problem_in(
        county,
        "禾水河两处黑臭水体治理后返黑。",
        "一是投入86万元疏浚河道。",
        "二是印发《禾水河管护办法》，问责3人。",
        topics=("env",),
        status="mostly_completed",
        status_words="基本完成整改",
    )
    first, second = (link.measure for link in river.measure_links.order_by("position"))
    fact_in(first, "money", "86万元", value=860000)
    fact_in(second, "document", "《禾水河管护办法》")
    problem_in(
        county, "镇村干部考勤流于形式。", "一是改为按月公示。", topics=("conduct", "grassroots"), number="3", label="3."
    )
    problem_in(county, "食堂账目不清<b>。", path=["二、作风建设方面"], number="4", label="4.")
    DeclaredTotal.objects.create(report=county, key="problems", value=4, words="反馈的4个问题")
    followup = ReportFactory(
        round=RoundFactory(
            body=county.round.body, kind="followup", start=dt.date(2023, 3, 1), feedback=None, term=None, round=None
        ),
        title="中共青禾县委关于巡视“回头看”整改情况的通报",
        published=dt.date(2024, 1, 9),
        sort_date=dt.date(2024, 1, 9),
    )
    problem_in(
        followup, "黑臭水体又有反弹。", "一是完成截污管网12公里。", topics=("env", "inspections"), status="completed"
    )
    central = ReportFactory(
        round=RoundFactory(body=BodyFactory(region=None), authority_level="central", start=dt.date(2022, 5, 1)),
        title="中共示例部党组关于中央巡视整改进展情况的通报",
        sort_date=dt.date(2022, 12, 1),
    )
    exam = problem_in(central, "考务管理有漏洞。", "一是修订考务规程。")
    town = ReportFactory(
        round=RoundFactory(body=BodyFactory(region=prefecture()), start=None, feedback=None, year=None),
        title="中共松岭市委关于巡视整改进展情况的通报",
        sort_date=None,
        published=None,
    )
    problem_in(town, "河道巡查记录作假。", "一是处理2人。", topics=("env",), status="in_progress")
    index_everything()
    return Shown(county, followup, central, river, exam)
