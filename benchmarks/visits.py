"""Addresses that readers of an archive ask for, drawn from its own places and words, no two alike.

Of a hundred: 40 questions (words, words with a filter, filters, a further page), 40 problems, 10 reports, 8 regions and
bodies, 2 tables and lists (statistics, reports, documents of a place). A parameter that no page reads numbers them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import QuerySet

from reports.models import Body, Category, Measure, Problem, Report

SHARES = {"question": 40, "problem": 40, "report": 10, "place": 8, "table": 2}
TABLES = ("/statistics/?row={}&col={}&", "/reports/?", "/documents/?")
DIMENSIONS = ("year", "category", "level", "kind", "status", "measure_type")
LENGTHS = (2, 2, 2, 3, 4, 4, 5, 6)
MOST_KEYS = 60_000
TEXTS = 4_000


class Visits:
    """Draws addresses with a seed; each is another page to the site."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.problems = self._some(_ids(Problem.objects.public()))
        self.reports = self._some(_ids(Report.objects.public()))
        self.regions = sorted(set(Body.objects.exclude(region=None).values_list("region__code", flat=True)))
        self.places = [f"/regions/{code}/" for code in self.regions]
        self.places += [f"/bodies/{public_id}/" for public_id in _ids(Body.objects.all())]
        self.topics = list(Category.objects.values_list("code", flat=True))
        self.words = self._words()
        self.number = 0

    def pages(self, wanted: int) -> list[str]:
        kinds = self.chance.choices(list(SHARES), list(SHARES.values()), k=wanted)
        return [self._page(kind) for kind in kinds]

    def exports(self, wanted: int) -> list[str]:
        """Questions about one place, as files: some hundred rows each."""
        forms = ("csv", "jsonl", "xlsx")
        return [
            f"/problems/export.{self.chance.choice(forms)}?region={self.chance.choice(self.regions)}&n={number}"
            for number in range(wanted)
        ]

    def _page(self, kind: str) -> str:
        self.number += 1
        if kind == "question":
            return "/problems/?" + urlencode(self._question())
        if kind == "problem":
            return f"/problems/{self.chance.choice(self.problems)}/?n={self.number}"
        if kind == "report":
            return f"/reports/{self.chance.choice(self.reports)}/?n={self.number}"
        if kind == "place":
            return f"{self.chance.choice(self.places)}?n={self.number}"
        table = self.chance.choice(TABLES).format(*self.chance.sample(DIMENSIONS, 2))
        return f"{table}region={self.chance.choice(self.regions)}&n={self.number}"

    def _question(self) -> list[tuple[str, str]]:
        form = self.chance.randrange(5)
        words = [] if form == 0 else [("q", " ".join(self.chance.sample(self.words, 1 + (form == 1))))]
        if form in (0, 2):
            words.append(("region", self.chance.choice(self.regions)))
        if form in (0, 3):
            words.append(("category", self.chance.choice(self.topics)))
        if form == 4:
            words.append(("page", str(self.chance.randint(1, 5))))
        return [*words, ("n", str(self.number))]

    def _words(self) -> list[str]:
        """Pieces of statements and measures, as readers might type them."""
        pieces = set()
        for model in (Problem, Measure):
            for text in self._texts(model):
                start = self.chance.randrange(max(1, len(text)))
                piece = text[start : start + self.chance.choice(LENGTHS)]
                if len(piece) >= 2 and piece.isalpha():
                    pieces.add(piece)
        return sorted(pieces)

    def _texts(self, model: type[Problem] | type[Measure]) -> Iterator[str]:
        last = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
        keys = self.chance.sample(range(1, last + 1), min(TEXTS, last))
        yield from filter(None, model.objects.filter(pk__in=keys).order_by("pk").values_list("text", flat=True))

    def _some(self, keys: list[str]) -> list[str]:
        return keys if len(keys) <= MOST_KEYS else self.chance.sample(keys, MOST_KEYS)


def _ids(rows: QuerySet[Problem] | QuerySet[Report] | QuerySet[Body]) -> list[str]:
    return list(rows.order_by("pk").values_list("public_id", flat=True))
