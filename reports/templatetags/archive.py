"""What templates need: addresses of files, query strings, numbers as Chinese sites write them, names of categories."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, Parser, Token
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.links import link
from reports.models import Category
from reports.views import names
from reports.views.facets import Choice, Group
from reports.views.hits import HitView
from reports.views.measures import MeasureView
from reports.views.wording import ENGLISH, Named, category_name, page_language, yuan

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file; its plain name while no file has been collected yet (a missing hash is no 500)."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


@register.tag
def address(parser: Parser, token: Token) -> Node:
    """`{% address "problem" row.public_id %}`: as Django's `url`, for a view of this application with one value at
    most. A page has ninety, and Django takes ten times as long for each.
    """
    _tag, view, *values = token.split_contents()
    if len(values) > 1 or view[0] not in "\"'" or view[0] != view[-1]:
        raise template.TemplateSyntaxError("address: the name of a view in quotation marks, and one value at most")
    return _Address(view[1:-1], *map(parser.compile_filter, values))


class _Address(Node):
    child_nodelists = ()

    def __init__(self, view: str, value: FilterExpression | None = None) -> None:
        self._view, self._value = view, value

    def render(self, context: template.Context) -> str:
        return escape(link(self._view, "" if self._value is None else str(self._value.resolve(context))))


@register.simple_tag
def params(**values: Any) -> str:
    """`a=1&b=%2Fx`: a query string of the given values."""
    return urlencode(values)


@register.simple_tag
def choices(of_facet: Iterable[Choice]) -> SafeString:
    """Values of a facet as lines of a list, those inside one below it.

    Written out here, since a page has some hundred and fifty: a template for each takes ten times as long.
    """
    return mark_safe("".join(map(_choice, of_facet)))


@register.simple_tag
def plain_facet(group: Group) -> SafeString:
    """A facet of values alone, as parts/facet.html writes it, for the reason given at `choices`: a page has a dozen."""
    name, css = group.name, ' class="topics"' if group.name == "category" else ""
    values = f"<ul{css}>{choices(group.choices)}</ul>" if group.choices else ""
    return mark_safe(
        f'<section class="facet" aria-labelledby="facet-{name}"><h3 id="facet-{name}">{escape(group.title)}</h3>\n'
        f"\n\n{values}\n\n</section>\n"
    )


def _choice(choice: Choice) -> str:
    label = escape(choice.label)
    if choice.dead:
        line = f"<span><span>{label}</span><span>0</span></span>"
    else:
        current = ' aria-current="true"' if choice.selected else ""
        line = (
            f'<a href="{escape(choice.url)}" rel="nofollow"{current}>'
            f"<span>{label}</span><span>{choice.count:,}</span></a>"
        )
    inside = f"<ul>{choices(choice.children)}</ul>" if choice.children else ""
    return f"<li>{line}{inside}</li>"


@register.simple_tag
def measure_list(measures: Iterable[MeasureView]) -> SafeString:
    """Measures as lines of a list (parts/measures.html), written out here for the reason given at `choices`."""
    comma = _("、")
    return mark_safe("".join([_measure(view, comma) for view in measures]))


def _measure(view: MeasureView, comma: str) -> str:
    name = f"m-{view.public_id}"
    own = ' class="own"' if view.numbered else ""
    types = f' <small class="types">{escape(comma.join(view.types))}</small>' if view.types else ""
    return f'\n<li{own} id="{name}" data-of="{name}">{view.text}{types}</li>'


@register.simple_tag
def hit_list(hits: Iterable[HitView]) -> SafeString:
    """Problems as they stand in lists (parts/hits.html), written out here for the reason given at `choices`."""
    words = _HitWords(
        year=_("巡视年份"),
        no_year=_("年份不详"),
        path=_("上级标题"),
        no_category=_("未分类"),
        found_in=_("命中"),
        no_measures=_("没有列出措施"),
    )
    return mark_safe("".join([_hit(hit, words) for hit in hits]))


class _HitWords(NamedTuple):
    """The words around the texts of a hit, in the language of the page."""

    year: str
    no_year: str
    path: str
    no_category: str
    found_in: str
    no_measures: str


def _hit(hit: HitView, words: _HitWords) -> str:
    year = f'<span class="vh">{words.year} </span>{hit.year}' if hit.year else f'<span class="q">{words.no_year}</span>'
    places = "".join([f'<a href="{escape(each.url)}">{escape(each.label)}</a>' for each in hit.links])
    name = f"<span>{escape(hit.name)}</span>" if hit.name else ""
    path = f'<p class="exc" lang="zh-Hans"><b>{words.path}</b>{hit.path}</p>\n' if hit.path else ""
    excerpt = ""
    if hit.excerpt:
        text = f'<span lang="zh-Hans">{hit.excerpt.text}</span>'
        excerpt = f'<p class="exc"><b>{escape(hit.excerpt.title)}</b>{text}</p>\n'
    return (
        f'<li class="item">\n<p class="item-n">{year}</p>\n<div>\n<p class="meta">{places}{name}</p>\n'
        f'<h3 class="stmt" lang="zh-Hans"><a href="{escape(hit.url)}">{hit.statement}</a></h3>\n{path}{excerpt}</div>\n'
        f'<div class="item-side">\n{_beside(hit, words)}</div>\n</li>\n'
    )


def _beside(hit: HitView, words: _HitWords) -> str:
    """The column beside a hit: status, categories, where the words were found, further measures."""
    lines = [f'<p class="state">{escape(hit.status)}</p>']
    if hit.categories:
        topics = [f'<li><a href="{escape(each.url)}">{escape(each.label)}</a></li>' for each in hit.categories]
        lines.append(f'<ul class="cats">{"".join(topics)}</ul>')
    else:
        lines.append(f'<p class="q">{words.no_category}</p>')
    if hit.where:
        lines.append(f'<p class="q">{words.found_in} {escape(hit.where)}</p>')
    if hit.more:
        lines.append(f'<p><a href="{escape(hit.url)}">{escape(hit.more)}</a></p>')
    elif not hit.excerpt:
        lines.append(f'<p class="q">{words.no_measures}</p>')
    return "".join([f"{line}\n" for line in lines])


@register.filter
def grouped(number: int | None) -> str:
    """9846 as `9,846`; nothing for None."""
    return "" if number is None else f"{number:,}"


register.filter("yuan", yuan)
register.filter("round_name", names.round_name)
register.filter("problem_name", names.problem_name)


@register.filter
def named(category: Named) -> str:
    """A category's name in the language of the page."""
    return category_name(category)


@register.filter
def described(category: Category) -> str:
    """What a category covers, in the language of the page."""
    return category.description_en if page_language() == ENGLISH else category.description_zh


@register.filter
def signed(difference: int) -> str:
    """A difference with its sign: `+2`, `−1` (the minus of typesetting), `0`."""
    return f"+{difference}" if difference > 0 else f"−{-difference}" if difference else "0"


@register.filter
def web_address(url: str) -> bool:
    """Whether an address may become a link: http and https only."""
    return url.startswith(("http://", "https://"))
