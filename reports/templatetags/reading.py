"""A report to be read problem by problem, and its outline, written out here: it has some forty problems, and a template
for each takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.links import link
from reports.models import Problem, Report
from reports.models.choices import Status
from reports.templatetags.archive import measure_list
from reports.views.continuing import Beside
from reports.views.headings import Entry, Section
from reports.views.measures import ShownTopic
from reports.views.wording import ENGLISH, page_language

register = template.Library()

_OTHER = "aaaaaaaaaaaa"
"""Stands for the public id of a problem."""


@register.simple_tag
def outline_list(sections: Iterable[Section]) -> SafeString:
    """The headings with the numbers and first words of what stands under them, as links into the page."""
    lost = escape(_("原文缺号"))
    return mark_safe("".join([_outlined(section, lost) for section in sections]))


def _outlined(section: Section, lost: str) -> str:
    head = ""
    if section.heading:
        inside = f'<a href="#{section.anchor}">{escape(section.heading)}</a>'
        head = f'<h3 class="d{section.depth}">{inside}</h3>'
    lines = "".join([f"<li>{_outlined_entry(entry, lost)}</li>" for entry in section.entries])
    return f"{head}<ol>{lines}</ol>" if lines else head


def _outlined_entry(entry: Entry, lost: str) -> str:
    if entry.problem is None:
        first = entry.missing[0] if entry.missing else ""
        return f'<span class="key"><b class="key">{first}</b>{lost}</span>'
    number = escape(entry.problem.number or "·")
    return f'<a href="#p-{entry.problem.public_id}"><b>{number}</b>{escape(entry.short)}</a>'


@register.simple_tag
def section_list(sections: Sequence[Section], report: Report) -> SafeString:
    """The headings, and under each its problems with their measures."""
    writer = _Writer(report)
    return mark_safe("".join([writer.section(section) for section in sections]))


class _Writer:
    """Writes the problems of one report: its words are translated, and its addresses made, once."""

    def __init__(self, report: Report) -> None:
        english = page_language() == ENGLISH
        self.name_of = "name_en" if english else "name_zh"
        self.statuses = {str(status): escape(str(status.label)) for status in Status}
        self.unclassified, self.cite = escape(_("未分类")), escape(_("引用本条"))
        self.no_measures = f'<p class="exc q">{escape(_("没有单独列出措施"))}</p>'
        self.later, self.earlier = escape(_("后来延续")), escape(_("延续自"))
        self.place = _("原文 第 %(start)s–%(end)s 字")
        self.source = escape(link("report_source", report.public_id))
        address = escape(reverse("reports:report_passage", args=[report.public_id, _OTHER]))
        self.passage, _other, self.passage_end = address.rpartition(_OTHER)

    def section(self, section: Section) -> str:
        head = ""
        if section.heading:
            named = f'id="{section.anchor}" lang="zh-Hans">{escape(section.heading)}'
            head = f'<h2 class="group d{section.depth}" {named}</h2>'
        entries = [self.problem(entry.problem, entry) if entry.problem else _gap(entry) for entry in section.entries]
        return f"{head}\n{''.join(entries)}"

    def problem(self, problem: Problem, entry: Entry) -> str:
        key = problem.public_id
        url = escape(link("problem", key))
        beside = "".join([self.beside(row) for row in entry.beside])
        return (
            f'<article class="item prob" data-lit id="p-{key}" aria-labelledby="h-{key}">\n'
            f'<p class="item-n">{escape(problem.number or "·")}</p>\n<div>\n'
            f'<h3 class="stmt" id="h-{key}" lang="zh-Hans" data-of="p-{key}">'
            f'<a href="{url}">{escape(problem.statement)}</a></h3>\n{self.measures(entry, key)}\n'
            f'<p class="under">{self.topics(entry.topics)}<a class="noprint" href="{url}#cite">{self.cite}</a></p>\n'
            f'{beside}</div>\n<div class="item-side">\n<p class="state">{self.statuses[problem.status]}</p>\n'
            f"{self.where(problem)}\n</div>\n</article>\n"
        )

    def measures(self, entry: Entry, key: str) -> str:
        """The measures, or why none stand here."""
        if entry.shared_from:
            number = escape(entry.shared_from.number or entry.shared_from.label)
            told = _("整改措施与上面 %(number)s 相同，原文合写在一处。") % {"number": number}
            return f'<p class="exc">{told}</p>'
        if entry.deferred:
            told = _("%(count)s 条措施：看全部") % {"count": entry.deferred}
            return f'<p class="exc" data-deferred><a href="?whole=1#p-{key}" rel="nofollow">{told}</a></p>'
        if entry.measures:
            return f'<ol class="meas" lang="zh-Hans">{measure_list(entry.measures)}\n</ol>\n'
        return self.no_measures

    def topics(self, topics: Sequence[ShownTopic]) -> str:
        if not topics:
            return f"<span>{self.unclassified}</span>"
        return "".join(
            [
                f'<a href="{escape(link("category", topic.code))}">{escape(getattr(topic, self.name_of))}</a>'
                for topic in topics
            ]
        )

    def beside(self, row: Beside) -> str:
        named = escape(f"{row.year} {row.name}")
        return (
            f'<p class="under"><span>{self.later if row.later else self.earlier}</span>'
            f'<a href="{escape(link("problem", row.problem.public_id))}">{named}</a></p>\n'
        )

    def where(self, problem: Problem) -> str:
        """Where it stands in the source; nothing where that is not known."""
        if problem.block_start is None:
            return ""
        end = "" if problem.block_end is None else f"{problem.block_end:,}"
        told = self.place % {"start": f"{problem.block_start:,}", "end": end}
        passage = f"{self.passage}{problem.public_id}{self.passage_end}"
        return (
            f'<p class="src noprint"><a href="{self.source}#p-{problem.public_id}" data-passage="{passage}">'
            f"{told}</a></p>"
        )


def _gap(entry: Entry) -> str:
    """Numbers that the source lost."""
    first, last = entry.missing or (0, 0)
    if first == last:
        told = _("第 %(number)s 号：原文缺。") % {"number": first}
    else:
        told = _("第 %(first)s 号至第 %(last)s 号：原文缺。") % {"first": first, "last": last}
    return f'<p class="gap">{told}</p>\n'
