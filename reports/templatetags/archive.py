"""What templates need: addresses of files, query strings, numbers as Chinese sites write them, names of categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.models import Category
from reports.views import names
from reports.views.facets import Choice
from reports.views.wording import ENGLISH, category_name, page_language, yuan

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file; its plain name while no file has been collected yet (a missing hash is no 500)."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"


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


@register.filter
def grouped(number: int | None) -> str:
    """9846 as `9,846`; nothing for None."""
    return "" if number is None else f"{number:,}"


register.filter("yuan", yuan)
register.filter("round_name", names.round_name)
register.filter("problem_name", names.problem_name)


@register.filter
def named(category: Category) -> str:
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
