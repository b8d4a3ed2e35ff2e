"""A question in words: what was understood of what was typed, and the filters beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.models import Category, Region
from reports.models.reference_tables import region_rows
from reports.search import ProblemQuery, search_problems
from reports.search.language import All, Either, Node, Term, Without, operator_of, parse_query
from reports.views.facets import Chip, problems_url, without_filters
from reports.views.labels import FACET_TITLES, Labels, years_in_words

MOST_TRIED = 12
MOST_PLACES = 5
"""So many questions at most are asked to find what an empty result might offer."""
_MINUS = "-\uff0d\ufe63\u2212"
_MARKS = '"“”()（）'


# A phrase in marks that match, a group in parentheses without parentheses in it, or a stretch without blanks.
_PART = re.compile(
    r'[-\uff0d\ufe63\u2212]?(?:"[^"]*"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|[(\uff08][^()\uff08\uff09]*[)\uff09])|\S+'
)


def parts_of(typed: str) -> list[str]:
    """The conditions that all must hold, as they were typed: `污水 -管网 "立行立改"` are three, `甲 OR 乙` is one.

    Each of them means alone what it means here; where that is not sure, the whole is one condition.
    """
    parts: list[str] = []
    for piece in _PART.findall(typed):
        if parts and operator_of(parts[-1]) == "NOT":
            parts[-1] += f" {piece}"
        elif operator_of(piece) != "AND":
            parts.append(piece)
    found = [(part, conditions) for part in parts if (conditions := _conditions(part))]
    alternatives = any(operator_of(part) == "OR" for part in parts)
    if alternatives or _joined(found) != _conditions(typed) or not _stand_alone(found):
        return [typed] if typed.strip() else []
    return [part for part, _ in found]


def _joined(found: Sequence[tuple[str, list[Node]]]) -> list[Node]:
    return [condition for _, conditions in found for condition in conditions]


def _stand_alone(found: Sequence[tuple[str, list[Node]]]) -> bool:
    """Whether the parts mean the same when they are typed together, and still do when one of them is dropped. A mark
    that closed another may open a phrase there: “ “甲 乙.
    """
    kept = [found, *([*found[:place], *found[place + 1 :]] for place in range(len(found)))]
    return all(_conditions(" ".join(part for part, _ in each)) == _joined(each) for each in kept)


def _conditions(typed: str) -> list[Node]:
    """教育、医疗 -> two; 甲 OR 乙 -> one."""
    node = parse_query(typed).node
    if node is None:
        return []
    return list(node.parts) if isinstance(node, All) else [node]


def narrowed(typed: str, further: str) -> str:
    """What is typed so that both conditions hold: alternatives go into parentheses."""
    both = [words.strip() for words in (typed, further) if words.strip()]
    if len(both) < 2:
        return "".join(both)
    return " ".join(f"({words})" if isinstance(parse_query(words).node, Either) else words for words in both)


def word_chips(query: ProblemQuery) -> list[Chip]:
    """Each condition of the words with the address without it, where there are several."""
    parts = parts_of(query.q)
    if len(parts) < 2:
        return []
    rest = [" ".join(parts[:place] + parts[place + 1 :]) for place in range(len(parts))]
    return [
        Chip(_("检索词"), part, problems_url(query.with_(q=words))) for part, words in zip(parts, rest, strict=True)
    ]


def in_words(node: Node, *, inside: bool = False) -> str:
    """`含“污水”且含“管网”，不含“招商”`; within another condition in parentheses."""
    match node:
        case Term(spellings=spellings):
            return _("含") + "／".join(f"“{spelling.strip()}”" for spelling in spellings)
        case Without(part=part):
            return _("不") + in_words(part, inside=True)
        case All(parts=parts):
            told = _("且").join(in_words(part, inside=True) for part in parts)
        case Either(parts=parts):
            told = _("或").join(in_words(part, inside=True) for part in parts)
    return _("（%s）") % told if inside else told


def sentence(query: ProblemQuery, labels: Labels) -> str:
    """The whole question: `问题或措施中含“污水”；地区：示例省；巡视年份：2021 年或 2022 年`. Empty for no question."""
    parts = []
    node = parse_query(query.q).node
    if node is not None:
        scope = {"statement": _("标题中"), "text": _("标题与措施中")}.get(query.scope, "")
        parts.append(scope + in_words(node))
    for name, title in FACET_TITLES.items():
        if chosen := query.selected(name):
            parts.append(f"{title}" + _("：") + _("或").join(labels.full(name, value) for value in chosen))
    if years := years_in_words(query):
        parts.append(_("巡视年份") + _("：") + years)
    if query.once:
        parts.append(_("一轮有几份通报的只计一份"))
    return _("；").join(parts)


@dataclass(frozen=True, slots=True)
class Offer:
    """Another question: what it is, where it leads, and how much it finds (None: not asked)."""

    words: str
    url: str
    total: int | None = None


def offers_of_names(query: ProblemQuery, categories: Iterable[Category]) -> list[Offer]:
    """For a word that is wholly a place or a category: the same question with that word as a filter (design.md §6)."""
    typed = list(dict.fromkeys(word for word in query.q.split() if 2 <= len(word) <= 20))[:6]
    if not typed:
        return []
    found = []
    for region in _places_named(typed)[:MOST_PLACES]:
        if region.code not in query.regions:
            word = region.name if region.name in typed else region.short
            narrowed = query.with_(q=_less(query.q, word), regions=(*query.regions, region.code))
            found.append(Offer(_("只看地区：%s") % region.full_name, problems_url(narrowed)))
    for category in categories:
        named_so = category.name_zh in typed or category.name_en in typed
        if named_so and category.code not in query.categories:
            narrowed = query.with_(q=_less(query.q, category.name_zh), categories=(*query.categories, category.code))
            found.append(Offer(_("只看类别：%s") % category.name_zh, problems_url(narrowed)))
    return found


def _places_named(typed: Collection[str]) -> list[Region]:
    """The places in force that one of the words names, wholly; provinces before their parts."""
    named = region_rows().named
    found = {region.pk: region for word in typed for region in named.get(word, ()) if region.valid_to is None}
    return sorted(found.values(), key=lambda region: region.code)


def _less(typed: str, word: str) -> str:
    return " ".join(part for part in typed.split() if part != word)


def offers_for_nothing(query: ProblemQuery, labels: Labels) -> list[Offer]:
    """What would find something where the question found nothing: fewer filters, a wider scope, single words."""
    tried: list[tuple[str, ProblemQuery]] = []
    if query.scope != "all":
        tried.append((_("不限于标题，查全部文字"), query.with_(scope="all")))
    for name, title in FACET_TITLES.items():
        for value in query.selected(name):
            tried.append((_("去掉%(title)s“%(value)s”") % {"title": title, "value": labels.full(name, value)},
                          query.without(name, value)))  # fmt: skip
    bare = without_filters(query)
    if query.q and bare.with_() != query.with_():
        tried.append((_("去掉全部筛选"), bare))
    words = [word.strip(_MARKS) for word in query.q.split() if not operator_of(word) and word[0] not in _MINUS]
    if len(words) > 1:
        filtered = bare.with_() != query.with_()
        tried += [(_("只查“%s”") % word, query.with_(q=word)) for word in words if word]
        if filtered:
            tried += [(_("只查“%s”，不加筛选") % word, bare.with_(q=word)) for word in words if word]
    elif words and any(mark in query.q for mark in '"“”'):
        tried.append((_("去掉引号"), query.with_(q=words[0])))
    if len(words) == 1 and len(words[0]) >= 4:
        half = len(words[0]) // 2
        parts = (words[0][:half], words[0][half:])
        tried.append((_("拆成“%s”和“%s”两个词") % parts, bare.with_(q=" ".join(parts))))
        tried += [(_("只查“%s”") % part, bare.with_(q=part)) for part in parts]
    asked = [
        Offer(words, problems_url(other), search_problems(other, facets=()).total)
        for words, other in tried[:MOST_TRIED]
    ]
    return [offer for offer in asked if offer.total]
