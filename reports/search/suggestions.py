"""What may be meant by the beginning of a word: places by name, pinyin or initials, categories, documents issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from reports.fold import fold
from reports.models import Body, Category, MeasureFact, Region
from reports.models.choices import FactKind

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
    return _ranked(typed, ("name", "short"))


def _places_by_sound(typed: str) -> list[Suggestion]:
    return _ranked(typed, ("pinyin", "initials")) if len(typed) >= _SHORTEST_LATIN else []


def _ranked(typed: str, columns: tuple[str, str]) -> list[Suggestion]:
    """Places whose name in one of the columns begins so. Those in force before former ones; then those of just this
    name, those of which the archive holds something, and by code: provinces before their parts.
    """
    wanted = _beginning(columns[0], typed) | _beginning(columns[1], typed)
    shown = ("code", "name", "valid_to", "parent__name", "parent__parent__name")
    rows = list(Region.objects.filter(wanted).order_by("code").values_list("pk", *columns, *shown))
    held = set(Body.objects.filter(region__in=[row[0] for row in rows]).values_list("region_id", flat=True))
    whole = {row[0] for row in rows if typed in row[1:3] or row[1].removeprefix(typed) in _KINDS_BY_SOUND}
    rows.sort(key=lambda row: (row[5] is not None, row[0] not in whole, row[0] not in held))
    found = []
    for _pk, _first, _second, code, name, last_year, parent, grandparent in rows[:MOST]:
        above = (grandparent or "") + (parent or "")
        detail = f"{above}\uff08{last_year}年止\uff09" if last_year else above
        found.append(Suggestion(PLACE, code, name, detail))
    return found


def _beginning(column: str, typed: str) -> Q:
    """Rows whose column begins so. The bounds let the database use its index; `startswith` decides."""
    begins = Q(**{f"{column}__startswith": typed})
    if connection.vendor == "sqlite":  # which compares code points; PostgreSQL compares as its collation says
        begins &= Q(**{f"{column}__gte": typed, f"{column}__lt": typed + _LAST})
    return begins


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
    rows = MeasureFact.objects.filter(
        _beginning("text", _OPENING + typed),
        kind=FactKind.DOCUMENT,
        measure__retired_at=None,
        measure__report__withdrawn_at=None,
    )
    titles = rows.order_by("text").values_list("text", flat=True).distinct()[:MOST]
    return [Suggestion(DOCUMENT, title, title) for title in titles]
