"""What lists of rows share: a page of a queryset with its pager, and choices that keep the other parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from reports.filters import UNKNOWN, ArchiveFilterSet
from reports.search.keeping import KeptForState, state_now
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


class Tallies:
    """How many rows of a list have each value of its filters, each counted under all the other filters.

    `columns` are those that the filters' values are made of. Rows are read once for all filters in which nothing is
    chosen, and once more for each in which something is; the numbers are kept for the state of the index.
    `within`: the keys among which a search has found them, of which nothing is kept.
    """

    def __init__(
        self, cleaned: ArchiveFilterSet, columns: Sequence[str], within: AbstractSet[int] | None = None
    ) -> None:
        self._cleaned, self._columns, self._within = cleaned, tuple(columns), within
        self._read: dict[str | None, Counter[tuple[Any, ...]]] = {}
        self._state = state_now() if within is None else None

    def of(self, name: str, *columns: str) -> Counter[Any]:
        """The numbers for the values (of several columns: tuples of them) of the filter `name`."""
        leaving_out = name if self._cleaned.values[name].accepted else None
        key = type(self._cleaned), self._cleaned.narrowing(leaving_out=leaving_out), columns
        return _tallied.in_state(self._state, key, lambda: self._count(leaving_out, columns))

    def _count(self, leaving_out: str | None, columns: Sequence[str]) -> Counter[Any]:
        wanted = itemgetter(*map(self._columns.index, columns))  # of one column the value, of several a tuple
        counted: Counter[Any] = Counter()
        for values, number in self._rows(leaving_out).items():
            counted[wanted(values)] += number
        return counted

    def _rows(self, leaving_out: str | None) -> Counter[tuple[Any, ...]]:
        if leaving_out not in self._read:
            rows = self._cleaned.rows(leaving_out=leaving_out).order_by().values_list("pk", *self._columns)
            within = self._within
            self._read[leaving_out] = Counter([row[1:] for row in rows if within is None or row[0] in within])
        return self._read[leaving_out]


_tallied = KeptForState[Counter[Any]](most=200)


def page_of(
    request: HttpRequest, rows: QuerySet[Any], page: int | None, per_page: int, *, keys: Sequence[int] | None = None
) -> tuple[list[Any], Pager]:
    """The rows of a page and its pager; beyond the end, the last page.

    `keys` are the primary keys of all the rows in the order wanted; without them the queryset's own order holds.
    """
    total = rows.count() if keys is None else len(keys)
    links = pager(page=page or 1, total=total, per_page=per_page, url=lambda number: changed(request, page=number))
    start = (links.page - 1) * per_page
    wanted = rows.values_list("pk", flat=True) if keys is None else keys
    return in_order(rows, wanted[start : start + per_page]), links


def in_order(rows: QuerySet[Any], keys: Iterable[int]) -> list[Any]:
    """The rows of these keys in their order. Asked after the keys: whole rows are not to be sorted with all others."""
    wanted = list(keys)
    found = {row.pk: row for row in rows.order_by().filter(pk__in=wanted)}
    return [found[key] for key in wanted if key in found]
