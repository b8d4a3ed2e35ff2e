"""One page of a list of rows: so many after the cursor, in an order that does not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import translation

from reports.api import cursor
from reports.api.parameters import CursorFilterSet
from reports.models import ArchiveState

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Order:
    """An order in which every row has a place of its own: `place` of a row as words for a cursor (the last is never
    None), and `after`: the rows that follow such a place."""

    by: tuple[Any, ...]
    place: Callable[[Any], Sequence[str | None]]
    after: Callable[[list[str | None]], Q]
    words: int


def ascending(*keys: str) -> Order:
    """By columns of text that together name one row."""

    def after(values: list[str | None]) -> Q:
        wanted, same = Q(), Q()
        for key, value in zip(keys, values, strict=True):
            wanted |= same & Q(**{f"{key}__gt": value or ""})
            same &= Q(**{key: value or ""})
        return wanted

    return Order(keys, lambda row: [getattr(row, key) for key in keys], after, len(keys))


def page_of(
    request: HttpRequest,
    cleaned: CursorFilterSet,
    rows: QuerySet[Any],
    order: Order,
    told: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """A page of `rows`, each of them `told` as JSON."""
    size = cleaned.values["per_page"].first or PER_PAGE
    total = rows.count()
    if word := cleaned.values["cursor"].first:
        rows = rows.filter(order.after(cursor.strings(word, order.words)))
    found = list(rows.order_by(*order.by)[: size + 1])
    goes_on = cursor.written(*order.place(found[size - 1])) if len(found) > size else None
    return page(request, cleaned, version(request), total, map(told, found[:size]), goes_on)


def page(
    request: HttpRequest,
    cleaned: CursorFilterSet,
    data_version: int,
    total: int,
    items: Iterable[dict[str, Any]],
    goes_on: str | None,
) -> dict[str, Any]:
    """The members that every page has. `goes_on`: the cursor of the next one, None on the last."""
    return {
        "version": data_version,
        "total": total,
        "items": list(items),
        "next": _address(request, goes_on) if goes_on else None,
        "ignored": [{"parameter": name, "value": value} for name, value in cleaned.ignored],
        "messages": _messages(cleaned),
    }


def version(request: HttpRequest) -> int:
    """The data version; the page's ETag has read it already where there is one."""
    state = getattr(request, "archive_state", None)
    return state.version if state else ArchiveState.objects.values_list("version", flat=True).get(pk=1)


def _address(request: HttpRequest, word: str) -> str:
    asked = request.GET.copy()
    asked["cursor"] = word
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _messages(cleaned: CursorFilterSet) -> list[dict[str, str]]:
    told = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told.append(cleaned.messages)
    return [{"zh": chinese, "en": english} for chinese, english in zip(*told, strict=True)]
