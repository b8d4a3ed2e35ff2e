"""Sixty questions to an archive, drawn from its own words: 18 each of rare, middle and frequent ones, six without.

Of each eighteen, twelve have one word and six have two; every second one has a filter too (a province, a year, a focus
in turn). How frequent a word is, the index says. Without words: the first pages, the middle and the last one, and a
province and a year.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from reports.models import Measure, Problem
from reports.search import ProblemQuery, search_problems

BANDS = {"rare": (0.000001, 0.0005), "middle": (0.004, 0.03), "frequent": (0.12, 1.0)}
"""Share of the problems that a word is found in."""
OF_ONE_WORD, OF_TWO_WORDS = 12, 6
NONE = "no words"
MOST_PIECES = 1500
PER_PAGE = 20
LENGTHS = (2, 2, 2, 3, 4, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Question:
    """`total` is the number found when the question was drawn."""

    band: str
    words: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()
    page: int = 1
    total: int = 0

    @property
    def address(self) -> str:
        parameters = [("q", " ".join(self.words))] if self.words else []
        parameters += [*self.filters, ("page", str(self.page))]
        return "/problems/?" + urlencode(parameters)


def drawn(seed: int) -> list[Question]:
    """The questions; fewer of a band whose words the archive does not have."""
    everything = search_problems(ProblemQuery())
    province = next(value.value for value in everything.facets["region"] if value.value.endswith("0000"))
    year = next(value.value for value in everything.facets["year"] if value.value.isdigit())
    filters = (("region", province), ("year", year), ("category", "line"))
    last = max(1, everything.total // PER_PAGE)
    pages = [Question(NONE, (), page=page, total=everything.total) for page in (1, 2, last // 2, last)]
    found = pages + [_counted(NONE, (), (each,)) for each in filters[:2]]
    for band, words in _words(random.Random(seed), everything.total).items():
        single, double = words[:OF_ONE_WORD], words[OF_ONE_WORD:]
        asked = [(word,) for word in single] + list(zip(double[::2], double[1::2], strict=False))
        for number, each in enumerate(asked):
            found.append(_counted(band, each, (filters[number // 2 % 3],) if number % 2 else ()))
    return found


def _counted(band: str, words: tuple[str, ...], filters: tuple[tuple[str, str], ...]) -> Question:
    query = ProblemQuery(q=" ".join(words))
    for facet, value in filters:
        query = query.adding(facet, value)
    return Question(band, words, filters, total=search_problems(query, facets=()).total)


def _words(chance: random.Random, total: int) -> dict[str, list[str]]:
    """The words of each band, in the order in which they were drawn."""
    pool: dict[str, list[str]] = {band: [] for band in BANDS}
    wanted = OF_ONE_WORD + 2 * OF_TWO_WORDS
    for word in _pieces(chance):
        if all(len(words) == wanted for words in pool.values()):
            break
        share = search_problems(ProblemQuery(q=f'"{word}"'), facets=()).total / total
        for band, (least, most) in BANDS.items():
            if least <= share <= max(most, 2 / total) and len(pool[band]) < wanted and word not in pool[band]:
                pool[band].append(word)
    return pool


def _pieces(chance: random.Random) -> Iterator[str]:
    """Pieces of two to six letters or characters from random statements and measures."""
    last_keys = {model: model.objects.order_by("-pk").values_list("pk", flat=True)[0] for model in (Problem, Measure)}
    for number in range(MOST_PIECES):
        model = (Problem, Measure)[number % 2]
        beginning = chance.randint(1, last_keys[model])
        text = model.objects.filter(pk__gte=beginning).order_by("pk").values_list("text", flat=True)[0] or ""
        start = chance.randrange(len(text) or 1)
        piece = text[start : start + chance.choice(LENGTHS)]
        if len(piece) >= 2 and piece.isalpha():
            yield piece
