"""The archive's rows as documents of the index, many at a time with few queries (design.md §6, Fields).

What is shown is what is found: retired problems and measures and withdrawn reports have no document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.batches import batches
from reports.counting import contradicts
from reports.models import (
    Body,
    DeclaredTotal,
    InspectionRound,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Report,
)
from reports.models.choices import AuthorityLevel, DeclaredKey, FactKind
from reports.search.documents import IndexDocument
from reports.search.places import Places
from reports.search.query import UNKNOWN
from reports.search.schema import PROBLEM, REPORT

CENTRAL, NONE, OF_A_BODY = "central", "none", "body"
ACCOUNTABILITY, MISMATCH, TEXT_MISSING, DAMAGED = "accountability", "mismatch", "text_missing", "damaged"

REPORTS_AT_ONCE = 50
"""Some 2,000 problems and 4 MB of text."""

_OF_PROBLEMS = ("pk", "public_id", "report_id", "text", "text_missing", "path", "status")
_NOT_INDEXED = ("outline", "parsed", "round__parsed", "source_text__metadata")
"""Large columns that no document needs."""


@dataclass(slots=True)
class _Rows:
    """What a batch of reports has beside the reports themselves, by primary key."""

    measures: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    measure_types: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    accountable: set[int] = field(default_factory=set)
    categories: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    declared: dict[int, int] = field(default_factory=dict)


def documents_of(
    reports: Collection[str], problems: Collection[str] = (), places: Places | None = None
) -> Iterator[IndexDocument]:
    """The documents of these reports with all their problems, and of these single problems, by public id.

    What is not shown (any more) gives none. A problem of one of the reports is given once. `places`: read before.
    """
    places = places or Places()
    for batch in batches(sorted(reports), REPORTS_AT_ONCE):
        yield from _documents(Report.objects.public().filter(public_id__in=batch), None, places)
    for batch in batches(sorted(problems), REPORTS_AT_ONCE):
        holders = Problem.objects.filter(public_id__in=batch).order_by().values("report")
        holding = Report.objects.public().filter(pk__in=holders).exclude(public_id__in=reports)
        yield from _documents(holding, batch, places)


def all_documents() -> Iterator[IndexDocument]:
    """Every document of the archive, newest reports first, so that equal scores come newest first."""
    places = Places()
    for batch in batches_of_reports():
        yield from documents_of_batch(batch, places)


def batches_of_reports() -> list[list[int]]:
    """The primary keys of all reports that are shown, newest first, so many together as are read at once."""
    keys = Report.objects.public().order_by("-sort_date", "public_id").values_list("pk", flat=True)
    return list(batches(keys, REPORTS_AT_ONCE))


def documents_of_batch(keys: Sequence[int], places: Places) -> Iterator[IndexDocument]:
    """The documents of the reports with these primary keys; none for one that is not shown any more."""
    yield from _documents(Report.objects.public().filter(pk__in=keys), None, places)


def _documents(reports: Any, only: Sequence[str] | None, places: Places) -> Iterator[IndexDocument]:
    """Of each report its own document and its problems'; with `only`, these problems' alone."""
    found = {
        report.pk: report
        for report in reports.select_related("round__body", "round__authority_body", "source_text")
        .order_by()
        .defer(*_NOT_INDEXED)
    }
    problems = Problem.objects.filter(report__in=found, retired_at=None).order_by("report_id", "position")
    if only is not None:
        problems = problems.filter(public_id__in=only)
    rows = _rows(list(found), problems)
    shared = {pk: Shared.of(report, rows.declared.get(pk), places) for pk, report in found.items()}
    if only is None:
        yield from (shared[pk].report_document(report) for pk, report in found.items())
    # Plain values: an instance for each of a nation's problems costs more than reading it.
    for pk, public_id, report, text, text_missing, path, status in problems.values_list(*_OF_PROBLEMS):
        yield shared[report].problem_document(
            pk,
            public_id,
            own_facets(
                rows.categories.get(pk, ()),
                status,
                rows.measure_types.get(pk, ()),
                accountable=pk in rows.accountable,
                text_missing=text_missing,
            ),
            own_streams(text, rows.measures.get(pk, ()), path),
        )


def _rows(reports: list[int], problems: Any) -> _Rows:
    rows = _Rows()
    keys = problems.order_by().values("pk")
    links = ProblemMeasure.objects.filter(problem__in=keys, measure__retired_at=None).order_by("problem_id", "position")
    holders: dict[int, list[int]] = defaultdict(list)
    for problem, measure, text, types in links.values_list(
        "problem_id", "measure_id", "measure__text", "measure__types"
    ):
        rows.measures[problem].append(text or "")
        rows.measure_types[problem].update(types)
        holders[measure].append(problem)
    people = MeasureFact.objects.filter(measure__report__in=reports, kind=FactKind.PEOPLE)
    for measure in people.order_by().values_list("measure_id", flat=True).distinct():
        rows.accountable.update(holders.get(measure, ()))
    given = ProblemCategory.objects.filter(problem__in=keys).order_by()
    for problem, topic, focus in given.values_list("problem_id", "category__code", "category__parent__code"):
        rows.categories[problem].update({topic, focus} - {None})
    rows.declared = dict(
        DeclaredTotal.objects.filter(report__in=reports, key=DeclaredKey.PROBLEMS).values_list("report_id", "value")
    )
    return rows


@dataclass(frozen=True, slots=True)
class Shared:
    """What the documents of one report have in common."""

    report_id: str
    report_pk: int
    day: Any
    facets: dict[str, tuple[str, ...]]
    flags: frozenset[str]
    context: tuple[str, ...]

    @classmethod
    def of(cls, report: Report, declared: int | None, places: Places) -> Shared:
        """`declared`: the problems that the report says it has."""
        return cls(
            report.public_id,
            report.pk,
            report.sort_date,
            _report_facets(report, places),
            frozenset(_report_flags(report, declared)),
            tuple(_context(report, places)),
        )

    def report_document(self, report: Report) -> IndexDocument:
        return IndexDocument(
            REPORT,
            self.report_id,
            self.report_pk,
            self.report_id,
            self.report_pk,
            self.day,
            {**self.facets, "flag": self.flags},
            {"body": (report.source_text.text,), "context": self.context},
        )

    def problem_document(
        self, pk: int, public_id: str, facets: Mapping[str, Iterable[str]], streams: Mapping[str, Iterable[str]]
    ) -> IndexDocument:
        return IndexDocument(
            PROBLEM,
            public_id,
            pk,
            self.report_id,
            self.report_pk,
            self.day,
            {**self.facets, **facets, "flag": self.flags.union(facets["flag"])},
            {**streams, "context": self.context},
        )


def own_facets(
    categories: Collection[str], status: str, measure_types: Collection[str], *, accountable: bool, text_missing: bool
) -> dict[str, Collection[str]]:
    """The facets that a problem does not share with its report. `categories`: topics with their focuses."""
    flags = [flag for flag, holds in ((ACCOUNTABILITY, accountable), (TEXT_MISSING, text_missing)) if holds]
    return {
        "category": categories or (NONE,),
        "status": (status,),
        "measure_type": measure_types or (NONE,),
        "flag": flags,
    }


def own_streams(text: str | None, measures: Iterable[str], path: Iterable[str]) -> dict[str, Iterable[str]]:
    """The fields that a problem does not share with its report."""
    return {"statement": (text or "",), "measures": measures, "path": path}


def _report_facets(report: Report, places: Places) -> dict[str, tuple[str, ...]]:
    """The facets that a report and its problems share; what no source says is `unknown`."""
    inspection, body = report.round, report.round.body
    return {
        "region": tuple(_region_values(body, places)),
        "level": (body.level,),
        "year": (str(inspection.year or UNKNOWN),),
        "published_year": (str(report.published_year or UNKNOWN),),
        "kind": (inspection.kind,),
        "verb": (inspection.verb or UNKNOWN,),
        "authority": (_authority(inspection, places),),
        "term": (str(inspection.term or UNKNOWN),),
        "round": (str(inspection.round or UNKNOWN),),
    }


def _region_values(body: Body, places: Places) -> Iterable[str]:
    if body.region_id is not None:
        return sorted(places.codes(body.region_id))
    return (CENTRAL if body.central else UNKNOWN,)


def _authority(inspection: InspectionRound, places: Places) -> str:
    """`central`, a region's code where its committee inspected, `body` where a body without region did, `unknown`."""
    if inspection.authority_level == AuthorityLevel.CENTRAL:
        return CENTRAL
    if inspection.authority_region_id is not None:
        return places.code(inspection.authority_region_id)
    if inspection.authority_level == AuthorityLevel.BODY:
        return OF_A_BODY
    return UNKNOWN


def _report_flags(report: Report, declared: int | None) -> Iterator[str]:
    if contradicts(declared, report.counted_problems):
        yield MISMATCH
    if any(str(warning.get("code", "")).endswith(DAMAGED) for warning in report.warnings):
        yield DAMAGED


def _context(report: Report, places: Places) -> Iterator[str]:
    """Names of the place, the body and its aliases, the title, the team: found, but weighing least."""
    body = report.round.body
    if body.region_id is not None:
        yield from places.names(body.region_id)
    yield body.name
    yield from body.aliases
    yield report.title
    yield report.round.team
