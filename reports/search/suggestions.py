"""What may be meant by the beginning of a word: places by name, pinyin or initials, categories, documents issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

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
    exact = Q(name=typed) | Q(short=typed)
    return _ranked(exact | Q(name__startswith=typed) | Q(short__startswith=typed), exact)


def _places_by_sound(typed: str) -> list[Suggestion]:
    if len(typed) < _SHORTEST_LATIN:
        return []
    exact = Q(initials=typed) | Q(pinyin=typed)
    return _ranked(exact | Q(pinyin__startswith=typed) | Q(initials__startswith=typed), exact)


def _ranked(wanted: Q, exact: Q) -> list[Suggestion]:
    """Places in force before former ones; then those of just this name, those of which the archive holds something,
    and by code: provinces before their parts.
    """
    nearness = Case(When(exact, then=Value(0)), default=Value(1), output_field=IntegerField())
    force = Case(When(valid_to=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    held = Case(When(Exists(Body.objects.filter(region=OuterRef("pk"))), then=Value(0)), default=Value(1))
    rows = Region.objects.filter(wanted).select_related("parent__parent").order_by(force, nearness, held, "code")
    found = []
    for region in rows[:MOST]:
        above = "".join(place.name for place in region.chain()[:-1])
        detail = f"{above}\uff08{region.valid_to}年止\uff09" if region.valid_to else above
        found.append(Suggestion(PLACE, region.code, region.name, detail))
    return found


def _categories(typed: str, categories: Iterable[Category] | None) -> list[Suggestion]:
    held = list(Category.objects.order_by("position") if categories is None else categories)
    names = {category.pk: category.name_zh for category in held}
    return [
        Suggestion(CATEGORY, category.code, category.name_zh, names.get(category.parent_id or 0, ""))
        for category in held
        if typed in category.name_zh
    ][:MOST]


def _documents(typed: str) -> list[Suggestion]:
    """Titles that begin so. The bounds let the database use its index; `startswith` decides."""
    if len(typed) < _SHORTEST_TITLE:
        return []
    beginning = _OPENING + typed
    rows = MeasureFact.objects.filter(
        kind=FactKind.DOCUMENT, text__startswith=beginning, measure__retired_at=None, measure__report__withdrawn_at=None
    )
    if connection.vendor == "sqlite":  # which compares code points; PostgreSQL compares as its collation says
        rows = rows.filter(text__gte=beginning, text__lt=beginning + _LAST)
    titles = rows.order_by("text").values_list("text", flat=True).distinct()[:MOST]
    return [Suggestion(DOCUMENT, title, title) for title in titles]
