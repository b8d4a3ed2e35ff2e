"""Documents of a report that has just been stored for the first time, made from the values that were stored.

Reading them from the database again would cost as much as storing them. What takes long and needs no database
(`drafts`) is done where the report was parsed, by another process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from reports.models import Category, Report
from reports.models.choices import DeclaredKey, FactKind
from reports.search.documents import ReadyDocument
from reports.search.places import Places
from reports.search.rows import Shared, own_facets, own_streams
from reports.search.schema import PROBLEM, REPORT
from reports.search.stream import field_text, field_texts


class Draft(NamedTuple):
    """What the document of a problem says for itself; categories are given without their focuses. Goes from one
    process to another, which a tuple does quickly.
    """

    public_id: str
    facets: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]


def drafts(
    public_ids: Sequence[str], problems: Sequence[Mapping[str, Any]], measures: Sequence[Mapping[str, Any]]
) -> list[Draft]:
    """Of a report's problems and measures as values (`reports.importing.states`), in order."""
    held = [[measures[place] for place in problem["measures"]] for problem in problems]
    streams = [
        own_streams(problem["text"], [measure["text"] for measure in own], problem["path"])
        for problem, own in zip(problems, held, strict=True)
    ]
    texts = iter(field_texts(parts for each in streams for parts in each.values()))
    return [
        Draft(public_id, _facets(problem, own), dict(zip(each, texts, strict=False)))
        for public_id, problem, own, each in zip(public_ids, problems, held, streams, strict=True)
    ]


def _facets(problem: Mapping[str, Any], measures: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    facets = own_facets(
        {category["code"] for category in problem["categories"]},
        problem["status"],
        {name for measure in measures for name in measure["types"]},
        accountable=any(fact["kind"] == FactKind.PEOPLE for measure in measures for fact in measure["facts"]),
        text_missing=problem["text_missing"],
    )
    return {name: tuple(sorted(values)) for name, values in facets.items()}


class Lookups:
    """What the documents of all reports take from tables that an import leaves alone, read once."""

    def read(self) -> Lookups:
        """Reads everything now; afterwards no database is asked."""
        self.places.read()
        _ = self.focuses
        return self

    @cached_property
    def places(self) -> Places:
        return Places()

    @cached_property
    def focuses(self) -> dict[str, str]:
        """The focus of each topic, by code."""
        return dict(Category.objects.exclude(parent=None).values_list("code", "parent__code"))


@dataclass(frozen=True, slots=True)
class FreshReport:
    """A report as it was just stored: `body` is its normalised text, `keys` are the primary keys of its problems."""

    report: Report
    body: str
    keys: Sequence[int]
    drafts: Sequence[Draft]

    def documents(self, lookups: Lookups) -> Iterator[ReadyDocument]:
        """What reading the report from the database would give (`rows.documents_of`)."""
        declared = self.report.parsed["report"]["declared"].get(DeclaredKey.PROBLEMS)
        shared = Shared.of(self.report, declared and declared["value"], lookups.places)
        context = field_text(shared.context)
        facets = {name: tuple(sorted(values)) for name, values in shared.facets.items()}
        day = self.report.sort_date
        yield ReadyDocument(
            REPORT,
            shared.report_id,
            shared.report_pk,
            shared.report_id,
            shared.report_pk,
            day,
            {**facets, "flag": tuple(sorted(shared.flags))},
            {"body": self.body, "context": context},
        )
        for pk, made in zip(self.keys, self.drafts, strict=True):
            categories = {*made.facets["category"]}
            categories |= {lookups.focuses[code] for code in categories & lookups.focuses.keys()}
            own = {
                "category": tuple(sorted(categories)),
                "flag": tuple(sorted(shared.flags.union(made.facets["flag"]))),
            }
            yield ReadyDocument(
                PROBLEM,
                made.public_id,
                pk,
                shared.report_id,
                shared.report_pk,
                day,
                {**facets, **made.facets, **own},
                {**made.texts, "context": context},
            )
