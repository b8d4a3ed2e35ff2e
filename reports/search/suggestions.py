"""What may be meant by the beginning of a word: places by name, pinyin or initials, categories, documents issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.db import connection
from django.db.models import Q, QuerySet

from reports.fold import fold
from reports.models import Body, Category, MeasureFact, Region
from reports.models.choices import FactKind
from reports.models.reference_tables import region_rows
from reports.models.written import WrittenQuery, asked

MOST = 6
"""Of each kind."""
LONGEST_WORD = 30
PLACE, CATEGORY, DOCUMENT = "region", "category", "document"
_SHORTEST_LATIN = 2
"""One letter is the beginning of hundreds of places."""
_SHORTEST_TITLE = 2
# changsha -> 长沙市 (changshashi) before 常山县 (changshanxian): what is left of the sound is a kind of place.
_KINDS_BY_SOUND = frozenset(
    {"sheng", "zizhiqu", "shi", "diqu", "zizhizhou", "meng", "xian", "zizhixian", "qu", "qi", "zizhiqi"}
)
_OPENING = "《"
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is `region`, `category` or `document`; `value` a code or, for a document, its title with the brackets."""

    kind: str
    value: str
    label: str
    detail: str = ""


def suggest(word: str, categories: Iterable[Category] | None = None) -> list[Suggestion]:
    """Places, then categories, then documents named in shown measures, at most six of each; nothing for a blank word.

    Letters are taken for pinyin or initials (`qinghe`, `qhx`), anything else for a name or its beginning. `categories`:
    all of them, where the caller has read them already.
    """
    typed = fold(word.strip()).strip(_OPENING + "》\"' ")[:LONGEST_WORD]
    if not typed:
        return []
    if typed.isascii():
        return _places_by_sound("".join(typed.split())) if typed[0].isalpha() else []
    return [*_places(typed), *_categories(typed, categories), *_documents(typed)]


def _places(typed: str) -> list[Suggestion]:
    return _ranked(region_rows().beginning.get(typed[0], ()), typed, ("name", "short"))


def _places_by_sound(typed: str) -> list[Suggestion]:
    if len(typed) < _SHORTEST_LATIN:
        return []
    return _ranked(region_rows().regions, typed, ("pinyin", "initials"))


def _ranked(regions: Iterable[Region], typed: str, columns: tuple[str, str]) -> list[Suggestion]:
    """Of these places those whose name in one of the columns begins so. Those in force before former ones; then those
    of just this name, those of which the archive holds something, and by code: provinces before their parts.
    """
    first, second = map(attrgetter, columns)
    found = [region for region in regions if first(region).startswith(typed) or second(region).startswith(typed)]
    whole = {
        region.pk
        for region in found
        if typed in (first(region), second(region)) or first(region).removeprefix(typed) in _KINDS_BY_SOUND
    }
    held = _with_bodies(found)
    found.sort(key=lambda region: (region.valid_to is not None, region.pk not in whole, region.pk not in held))
    return [_place(region) for region in found[:MOST]]


def _with_bodies(regions: Collection[Region]) -> set[int]:
    """The primary keys of those in which a body is held."""
    keys = [region.pk for region in regions]
    if len(keys) < 2:  # nothing to put in order
        return set()
    return set(_WITH_BODIES.rows(regions=keys))


_WITH_BODIES = WrittenQuery[int](
    lambda: Body.objects.filter(region__pk__in=[asked("regions")]).order_by().values_list("region_id", flat=True)
)


def _place(region: Region) -> Suggestion:
    above = "".join(each.name for each in region.chain()[:-1])
    detail = f"{above}\uff08{region.valid_to}年止\uff09" if region.valid_to else above
    return Suggestion(PLACE, region.code, region.name, detail)


def _categories(typed: str, categories: Iterable[Category] | None) -> list[Suggestion]:
    held = list(Category.objects.order_by("position") if categories is None else categories)
    names = {category.pk: category.name_zh for category in held}
    return [
        Suggestion(CATEGORY, category.code, category.name_zh, names.get(category.parent_id or 0, ""))
        for category in held
        if typed in category.name_zh
    ][:MOST]


def _documents(typed: str) -> list[Suggestion]:
    """Titles that begin so."""
    if len(typed) < _SHORTEST_TITLE:
        return []
    first = _OPENING + typed
    if connection.vendor == "sqlite":  # which compares code points: what lies between the bounds begins so
        titles = _TITLES.rows(first=first, last=first + _LAST)
    else:  # PostgreSQL compares as its collation says, and takes an index for a pattern that it is told
        titles = list(_titles(Q(text__startswith=first)))
    return [Suggestion(DOCUMENT, title, title) for title in titles]


def _titles(begins: Q) -> QuerySet[MeasureFact, str]:
    rows = MeasureFact.objects.filter(
        begins, kind=FactKind.DOCUMENT, measure__retired_at=None, measure__report__withdrawn_at=None
    )
    return rows.order_by("text").values_list("text", flat=True).distinct()[:MOST]


_TITLES = WrittenQuery[str](lambda: _titles(Q(text__gte=asked("first"), text__lt=asked("last"))))
