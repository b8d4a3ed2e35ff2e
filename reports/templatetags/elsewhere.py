"""How others fixed it, written out here: a page of a problem has some forty such lines, and a template for each takes
ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.links import link
from reports.views.precedents import Practice, Precedent, Step

register = template.Library()


@register.simple_tag
def near_list(rows: Iterable[Precedent]) -> SafeString:
    """Similar problems of other places."""
    return mark_safe("".join(map(_near, rows)))


def _near(row: Precedent) -> str:
    places = escape("".join(row.places))
    year = f"<span>{row.year}</span>" if row.year else ""
    return (
        f'<li>\n<p class="meta"><span lang="zh-Hans">{places}</span>{year}<span>{escape(row.status)}</span></p>\n'
        f'<h3 class="stmt" lang="zh-Hans"><a href="{escape(link("problem", row.public_id))}">{row.statement}</a></h3>\n'
        "</li>"
    )


@register.simple_tag
def practice_list(practices: Iterable[Practice]) -> SafeString:
    """Measures by type; those of the first type are open."""
    return mark_safe("".join([_practice(practice, first=not place) for place, practice in enumerate(practices)]))


def _practice(practice: Practice, *, first: bool) -> str:
    steps = "".join(map(_step, practice.steps))
    return (
        f'<details class="practice"{" open" if first else ""}><summary><b>{escape(practice.name)}</b> '
        f'<span class="q">{practice.count}</span></summary>\n<ul lang="zh-Hans">{steps}</ul></details>\n'
    )


def _step(step: Step) -> str:
    url = escape(f"{link('problem', step.problem)}#m-{step.measure}")
    return f'<li><a href="{url}"><span class="q">{escape(step.place)}</span> {escape(step.text)}</a></li>'
