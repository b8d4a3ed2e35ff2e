"""What lists of rows share: a page of a queryset with its pager, and choices that keep the other parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from reports.filters import UNKNOWN
from reports.views.pager import Pager, pager


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter: its address with it in force (or, when it is, without it)."""

    label: str
    url: str
    selected: bool
    count: int | None = None


def changed(request: HttpRequest, **values: str | int | None) -> str:
    """This address with parameters set (None: without them), back on the first page unless `page` is given."""
    parameters: QueryDict = request.GET.copy()
    for name, value in {"page": None, **values}.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else request.path


def options(
    request: HttpRequest, name: str, choices: Iterable[tuple[str, Any, int | None]], chosen: Iterable[Any]
) -> list[Option]:
    """Options of a filter that takes one value at a time, for (code, label, count)."""
    held = {str(value) for value in chosen}
    return [
        Option(str(label), changed(request, **{name: None if code in held else code}), code in held, count)
        for code, label, count in choices
    ]


def code_choices(choices: Iterable[tuple[str, Any]], counts: Mapping[Any, int]) -> list[tuple[str, Any, int | None]]:
    """(code, label, count) of the codes that rows have, in their own order."""
    return [(code, label, counts[code]) for code, label in choices if counts.get(code)]


def year_choices(counts: Mapping[int | None, int]) -> list[tuple[str, Any, int | None]]:
    """(year, label, count), the newest first, `unknown` last."""
    dated = sorted((year for year in counts if year is not None), reverse=True)
    unknown = [(UNKNOWN, _("未写明"), counts[None])] if counts.get(None) else []
    return [*((str(year), str(year), counts[year]) for year in dated), *unknown]


def page_of(
    request: HttpRequest, rows: QuerySet[Any], page: int | None, per_page: int, *, ranked: Sequence[int] | None = None
) -> tuple[list[Any], Pager]:
    """The rows of a page and its pager; beyond the end, the last page.

    `ranked` are primary keys in the order wanted (by relevance); without it the queryset's own order holds.
    """
    keys = None
    if ranked is not None:
        held = set(rows.order_by().values_list("pk", flat=True))
        keys = [key for key in ranked if key in held]
    total = rows.count() if keys is None else len(keys)
    links = pager(page=page or 1, total=total, per_page=per_page, url=lambda number: changed(request, page=number))
    start = (links.page - 1) * per_page
    if keys is None:
        return list(rows[start : start + per_page]), links
    wanted = keys[start : start + per_page]
    found = {row.pk: row for row in rows.filter(pk__in=wanted)}
    return [found[key] for key in wanted if key in found], links
