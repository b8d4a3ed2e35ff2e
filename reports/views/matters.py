"""同一件事，几轮之后: what a place or a body was told in one round and again in a later one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from reports.analysis.chains import Finding, chains
from reports.models import Problem
from reports.models.written import WrittenQuery, asked
from reports.search.keeping import KeptForState
from reports.views.rounds_of import RoundRow

MOST_SHOWN = 6
PLACES_KEPT = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A problem of the chain: the year of its round, empty where no year is known."""

    year: str
    public_id: str
    statement: str


@dataclass(frozen=True, slots=True)
class Matter:
    """`words` name what the statements share, empty where they share no single word."""

    words: str
    told: tuple[Told, ...]


def matters(rows: Sequence[RoundRow], state: Hashable) -> Sequence[Matter]:
    """The matters of these rounds (newest first, as `round_rows` gives them) that came back. Those of places asked for
    last are kept for the state of the index; else two queries, or none where fewer than two rounds list problems.
    """
    listing = [row for row in reversed(rows) if row.counting is not None]
    if len(listing) < 2:
        return []
    reports = tuple(row.counting.pk for row in listing if row.counting)
    return _kept.in_state(state, reports, lambda: _matters(listing, reports))


_kept = KeptForState[Sequence[Matter]](PLACES_KEPT)


def _matters(listing: Sequence[RoundRow], reports: Sequence[int]) -> Sequence[Matter]:
    place_of = {report: place for place, report in enumerate(reports)}
    findings = [
        Finding(public_id, place_of[report], text)
        for public_id, report, text in _STATEMENTS.rows(reports=list(place_of))
    ]
    return [
        Matter(
            chain.words,
            tuple(
                Told(str(listing[found.round].round.year or ""), found.public_id, found.statement)
                for found in chain.findings
            ),
        )
        for chain in chains(findings, MOST_SHOWN)
    ]


_STATEMENTS = WrittenQuery[tuple[str, int, str]](
    lambda: (
        Problem.objects.live()
        .filter(report__pk__in=[asked("reports")], text__isnull=False)
        .order_by("report", "position")
        .values_list("public_id", "report_id", "text")
    )
)
