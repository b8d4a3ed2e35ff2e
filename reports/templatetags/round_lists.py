"""Inspections as they stand on the page of a place or body, written out here: a province has dozens, and a template for
each takes five times as long.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.links import link
from reports.models import InspectionRound, Report
from reports.views.names import round_name
from reports.views.rounds_of import RoundRow

register = template.Library()


@register.simple_tag
def round_list(rows: Iterable[RoundRow]) -> SafeString:
    """Each round with its dates, its reports and the problems of the one that counts, by status."""
    return mark_safe(f'<ol class="rounds">{"".join([_item(row) for row in rows])}</ol>\n')


def _item(row: RoundRow) -> str:
    held = row.round
    words = escape(round_name(held))
    name = _report_link(row.counting, words) if row.counting else words
    team = f"<span>{escape(held.team)}</span>" if held.team else ""
    reports = "".join([_report(report) for report in row.reports])
    return (
        f'<li class="item">\n<p class="item-n">{held.year or escape(_("年份不详"))}</p>\n<div>\n'
        f'<p class="meta"><span>{escape(held.get_kind_display())}</span>{team}</p>\n'
        f'<h3 class="stmt">{name}</h3>\n<p class="exc">{escape(_dates(held))}</p>\n'
        f'<ul class="cats">{reports}</ul>\n</div>\n<div class="item-side">{_problems(row)}</div>\n</li>'
    )


def _dates(held: InspectionRound) -> str:
    """`2021年3月8日至2021年5月8日进驻，2021年7月14日反馈`, as much as is known."""
    start, end, feedback = held.start_date, held.end_date, held.feedback_date
    told = ""
    if start:
        told = str(start) + (_("至") + str(end) if end else "") + _("进驻")
    if feedback:
        told += (_("，") if start else "") + _("%(day)s反馈") % {"day": feedback}
    return told


def _report(report: Report) -> str:
    published = escape(report.published_date or "")
    return f'<li>{_report_link(report, escape(report.display_title))} <span class="q">{published}</span></li>'


def _report_link(report: Report, words: str) -> str:
    return f'<a href="{escape(link("report", report.public_id))}">{words}</a>'


def _problems(row: RoundRow) -> str:
    if not row.problems:
        return f'<p class="q">{escape(_("没有逐条列出问题"))}</p>'
    words = escape(row.status_words)
    bars = "".join([f'<rect class="{part.css}" x="{part.x}" width="{part.width}" height="8"/>' for part in row.parts])
    return (
        f'<p><b class="big">{row.problems}</b> {escape(_("个问题"))}</p>\n'
        f'<svg class="split" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{words}">'
        f"<title>{words}</title>{bars}</svg>\n\n<p>{words}</p>"
    )
