"""A question for those who take data away: in Chinese words, whatever the language of the reader."""

from __future__ import annotations

from django.utils import translation

from reports.models import Report
from reports.search import ProblemQuery
from reports.views.describe import sentence
from reports.views.labels import Labels, category_table, region_table


def chinese_question(query: ProblemQuery) -> str:
    """`含“污水”；地区：示例省`, and the title of the one report that is asked for. Empty for everything."""
    labels = Labels(region_table([*query.regions, *query.authorities]), category_table())
    with translation.override("zh-hans"):
        parts = [sentence(query, labels)]
        if query.report:
            report = Report.objects.public().filter(public_id=query.report).select_related("round__body").first()
            parts.append(f"通报：{report.display_title if report else query.report}")
    return "；".join(part for part in parts if part)
