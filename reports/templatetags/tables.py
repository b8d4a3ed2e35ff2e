"""Tables, charts and lists of hundreds of numbers, written out here: a template for each takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.links import link
from reports.views.charts import Column
from reports.views.crosstables import Line, Number
from reports.views.regions import HeldPlaces
from reports.views.stacks import Panel

register = template.Library()

_NOTHING = '<span class="q">0</span>'


@register.simple_tag
def table_lines(lines: Iterable[Line], columns: int) -> SafeString:
    """The rows of a cross-tab with so many columns (parts/crosstab.html), headings of groups among them."""
    return mark_safe("".join([_line(line, columns) for line in lines]))


def _line(line: Line, columns: int) -> str:
    label = escape(line.label)
    head = f'<a href="{escape(line.url)}">{label}</a>' if line.url else label
    if line.total is None:
        return f'\n<tr class="grp"><th scope="rowgroup">{head}</th><td colspan="{columns + 1}"></td></tr>'
    cells = "".join([_cell(number) for number in line.numbers])
    total = _NOTHING
    if line.total.url:
        total = f'<a href="{escape(line.total.url)}" rel="nofollow"><b>{line.total.words}</b></a>'
    return f'\n<tr><th scope="row"{_thin(thin=line.thin)}>{head}</th>{cells}<td>{total}</td></tr>'


def _cell(number: Number) -> str:
    shown = _NOTHING
    if number.url:
        bar = f'<rect class="bar" width="{number.width}" height="3"/>'
        shown = (
            f'<a href="{escape(number.url)}" rel="nofollow">{number.words}</a>'
            f'<svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
        )
    return f"<td{_thin(thin=number.thin)}>{shown}</td>"


def _thin(*, thin: bool) -> str:
    return ' class="thin"' if thin else ""


@register.simple_tag
def year_columns(columns: Iterable[Column], unit: str, tight: object = "") -> SafeString:
    """Years as columns with their numbers above, or (`tight`) as lines; `unit` is for screen readers."""
    year = escape(_("年："))
    write = _year_line if tight else _year_column
    written = "".join([f"<li>{write(column, escape(unit), year)}</li>" for column in columns])
    return mark_safe(f'<ol class="years{" tight" if tight else ""}">{written}</ol>')


def _year_column(column: Column, unit: str, year: str) -> str:
    drawing = 'viewBox="0 0 10 56" preserveAspectRatio="none" aria-hidden="true"'
    named = f'<span class="vh">{escape(column.century)}</span>{escape(column.short)}'
    if not column.url:
        return f'<span class="q">{column.count}<svg {drawing}></svg>{named}</span>'
    bar = f'<rect class="bar" y="{column.y}" width="10" height="{column.height}"/>'
    told = f'{named}<span class="vh">{year}{column.count} {unit}</span>'
    return f"{_year_link(column)}{column.count:,}<svg {drawing}>{bar}</svg>{told}</a>"


def _year_line(column: Column, unit: str, year: str) -> str:
    drawing = 'viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"'
    label = escape(column.label)
    if not column.url:
        return f'<span class="q"><span>{label}</span><span class="n">0</span><svg {drawing}></svg></span>'
    bar = f'<rect class="bar" width="{column.share}" height="3"/>'
    told = f'<span class="n">{column.count:,}<span class="vh"> {unit}</span></span>'
    named = f'<span>{label}<span class="vh">{year}</span></span>'
    return f"{_year_link(column)}{named}{told}<svg {drawing}>{bar}</svg></a>"


def _year_link(column: Column) -> str:
    current = ' aria-current="true"' if column.selected else ""
    return f'<a href="{escape(column.url or "")}" rel="nofollow"{current}>'


@register.simple_tag
def panel_bars(panel: Panel) -> SafeString:
    """The columns of a small chart (parts/chart.html)."""
    return mark_safe(
        "".join(
            [
                f'<rect class="bar" x="{x}" y="{y}" width="{width}" height="{height}"/>'
                for x, y, width, height in panel.bars
            ]
        )
    )


@register.simple_tag
def held_places(provinces: Iterable[HeldPlaces]) -> SafeString:
    """The places that have reports, under their provinces (pages/regions.html)."""
    return mark_safe("".join([_province(province) for province in provinces]))


def _province(province: HeldPlaces) -> str:
    lines = [f'<li>{_place(code, name)} <span class="q">{number}</span></li>' for code, name, number in province.places]
    return f'<div class="places held"><h3>{_place(province.code, province.name)}</h3><ul>{"".join(lines)}</ul></div>'


def _place(code: str, name: str) -> str:
    return f'<a href="{escape(link("region", code))}">{escape(name)}</a>'
