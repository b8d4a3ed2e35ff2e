"""What search promises, said once more in plain loops over the database's rows: for comparing, not for speed.

Nothing here uses the index, its fields or its facets; folding is the project's own, separators are told anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reports.fold import fold_without_space
from reports.models import Body, DeclaredTotal, MeasureFact, Problem, Region
from reports.search import ProblemQuery
from reports.search.query import FACET_ATTRIBUTES


@dataclass(frozen=True)
class Row:
    """A problem with the texts of its fields and the values of its facets."""

    pk: int
    public_id: str
    report: str
    fields: dict[str, str]
    facets: dict[str, set[str]]


def plain(text: str) -> str:
    """Folded, with one `_` for each run of other characters than letters, digits and CJK."""
    found = ""
    for char in fold_without_space(text):
        found += char if char.isalnum() else "" if found.endswith("_") else "_"
    return found


def field(*parts: str) -> str:
    return plain("|" + "|".join(parts) + "|")


def all_rows() -> list[Row]:
    gazetteer = Gazetteer.read()
    names: dict[int | None, list[str]] = {None: []}
    rows = []
    for problem in Problem.objects.public():
        region = problem.report.round.body.region_id
        if region is not None and region not in names:
            names[region] = list(gazetteer.names(region))
        rows.append(row_of(problem, gazetteer, names[region]))
    return rows


def row_of(problem: Problem, gazetteer: Gazetteer, names: list[str]) -> Row:
    report, inspection, body = problem.report, problem.report.round, problem.report.round.body
    measures = [link.measure for link in problem.measure_links.order_by("position") if not link.measure.retired_at]
    topics = [link.category for link in problem.category_links.all()]
    return Row(
        problem.pk,
        problem.public_id,
        report.public_id,
        {
            "statement": field(problem.text or ""),
            "measures": field(*(measure.text or "" for measure in measures)),
            "path": field(*problem.path),
            "context": field(*names, body.name, *body.aliases, report.title, inspection.team),
        },
        {
            "region": gazetteer.codes(body),
            "level": {body.level},
            "year": {str(inspection.year or "unknown")},
            "published_year": {str(report.published_year or "unknown")},
            "category": {topic.code for topic in topics} | {t.parent.code for t in topics if t.parent} or {"none"},
            "status": {problem.status},
            "kind": {inspection.kind},
            "verb": {inspection.verb or "unknown"},
            "authority": {authority(problem)},
            "term": {str(inspection.term or "unknown")},
            "round": {str(inspection.round or "unknown")},
            "measure_type": {code for measure in measures for code in measure.types} or {"none"},
            "flag": set(flags(problem)),
        },
    )


@dataclass(frozen=True)
class Gazetteer:
    """All places by primary key, and which came after which: two queries."""

    places: dict[int, Region]
    links: list[tuple[int, int]]

    @classmethod
    def read(cls) -> Gazetteer:
        rows = Region.objects.select_related("parent__parent").in_bulk()
        return cls(rows, list(Region.successors.through.objects.values_list("from_region_id", "to_region_id")))

    def heirs(self, region: int) -> set[int]:
        """The region and all that came after it, however often it was renamed or merged."""
        found = {region}
        while new := {heir for former, heir in self.links if former in found} - found:
            found |= new
        return found

    def codes(self, body: Body) -> set[str]:
        if body.region_id is None:
            return {"central" if body.central else "unknown"}
        return {place.code for heir in self.heirs(body.region_id) for place in self.places[heir].chain()}

    def names(self, region: int) -> Iterator[str]:
        """The names by which the index finds a place, in an order of their own: each is a whole part of the field."""
        chains = [self.places[heir].chain() for heir in self.heirs(region)]
        for chain in chains:
            yield "".join(place.name for place in chain)
            yield from (place.short for place in chain)
        above = {place.pk for chain in chains for place in chain}
        for former in {former for former, _ in self.links}:
            if self.heirs(former) & above:
                yield self.places[former].name
                yield self.places[former].short


def authority(problem: Problem) -> str:
    inspection = problem.report.round
    if inspection.authority_level == "central":
        return "central"
    if inspection.authority_region is not None:
        return inspection.authority_region.code
    return "body" if inspection.authority_level == "body" else "unknown"


def flags(problem: Problem) -> Iterator[str]:
    report = problem.report
    declared = DeclaredTotal.objects.filter(report=report, key="problems").first()
    if declared and declared.value != report.counted_problems and declared.value < 2 * report.counted_problems:
        yield "mismatch"
    if any(warning["code"].endswith("damaged") for warning in report.warnings):
        yield "damaged"
    if problem.text_missing:
        yield "text_missing"
    links = problem.measure_links.filter(measure__retired_at=None)
    if MeasureFact.objects.filter(kind="people", measure__in=links.values("measure")).exists():
        yield "accountability"


def has_filters(row: Row, query: ProblemQuery, leaving_out: str = "") -> bool:
    """OR within a facet, AND across them; years between bounds leave unknown ones out."""
    for facet in FACET_ATTRIBUTES:
        if facet != leaving_out and query.selected(facet) and not row.facets[facet] & set(query.selected(facet)):
            return False
    (year,) = row.facets["year"]
    bounds = (query.year_from or 0, query.year_to or 9999)
    if bounds != (0, 9999) and not (year != "unknown" and bounds[0] <= int(year) <= bounds[1]):
        return False
    return query.report in (None, row.report)


def counts(rows: list[Row], query: ProblemQuery, facet: str) -> Counter[str]:
    """How many problems each value of a facet has under all the other filters."""
    return Counter(value for row in rows if has_filters(row, query, facet) for value in row.facets[facet])
