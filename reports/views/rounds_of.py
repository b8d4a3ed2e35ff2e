"""The inspections of a place or a body: each with its reports, its problems by status, and its place on a time line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from reports.models import Body, InspectionRound, Problem, Report
from reports.models.choices import RoundKind
from reports.models.counting import counting_report
from reports.models.written import WrittenQuery, asked
from reports.views.charts import Part, split
from reports.views.names import round_name, term_name

SHOWN_OF_REPORTS = (
    "public_id", "round", "stage", "sort_date", "title", "published", "published_precision", "published_words",
    "signed", "signed_precision", "signed_words",
)  # fmt: skip
"""What lists of rounds need of a report: with its parse and outline a row has some 40 kB."""


@dataclass(slots=True)
class RoundRow:
    """A round, its public reports in order, and the problems of the one that counts."""

    round: InspectionRound
    reports: list[Report]
    counting: Report | None = None
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def problems(self) -> int:
        return sum(self.statuses.values())

    @property
    def parts(self) -> list[Part]:
        return split(self.statuses)

    @property
    def status_words(self) -> str:
        return _("、").join(f"{part.label} {part.count}" for part in self.parts)


def rounds_of_places(regions: Sequence[int]) -> list[RoundRow]:
    """The rounds with a public report of all bodies of these regions (keys), newest first; those without a year last.
    Three queries.
    """
    return _rows(_OF_PLACES.rows(regions=list(regions)))


def rounds_of_body(body: int) -> list[RoundRow]:
    """As `rounds_of_places`, of one body (its key)."""
    return _rows(_OF_BODY.rows(body=body))


def _rounds(bodies: QuerySet[Body]) -> QuerySet[InspectionRound]:
    found = InspectionRound.objects.filter(body__in=bodies.order_by().values("pk"))
    return found.select_related("body", "authority_region").defer("parsed", "body__aliases")


_OF_PLACES = WrittenQuery[InspectionRound](lambda: _rounds(Body.objects.filter(region__pk__in=[asked("regions")])))
_OF_BODY = WrittenQuery[InspectionRound](lambda: _rounds(Body.objects.filter(pk=asked("body"))))
_REPORTS = WrittenQuery[Report](
    lambda: (
        Report.objects.public()
        .filter(round__pk__in=[asked("rounds")])
        .order_by("sort_date", "public_id")
        .only(*SHOWN_OF_REPORTS)
    )
)
_STATUSES = WrittenQuery[tuple[int, str, int]](
    lambda: (
        Problem.objects.live()
        .filter(report__pk__in=[asked("reports")])
        .order_by()
        .values_list("report_id", "status")
        .annotate(n=Count("pk"))
    )
)


def _rows(found: Sequence[InspectionRound]) -> list[RoundRow]:
    rounds = {row.pk: row for row in found}
    reports: dict[int, list[Report]] = {}
    for report in _REPORTS.rows(rounds=list(rounds)):
        report.round = rounds[report.round_id]
        reports.setdefault(report.round_id, []).append(report)
    rows = [RoundRow(row, reports[row.pk]) for row in found if row.pk in reports]
    rows.sort(key=lambda row: (-(row.round.year or 0), str(row.round.start or ""), row.round.public_id))
    _count(rows)
    return rows


def _count(rows: Sequence[RoundRow]) -> None:
    """Fills in each row the report that counts, and its problems by status."""
    keys = [report.pk for row in rows for report in row.reports]
    statuses: dict[int, dict[str, int]] = {key: {} for key in keys}
    for report_id, status, number in _STATUSES.rows(reports=keys):
        statuses[report_id][status] = number
    for row in rows:
        listing = [report for report in row.reports if statuses[report.pk]]
        if listing:
            row.counting = counting_report((report, True) for report in listing)
            row.statuses = statuses[row.counting.pk]


@dataclass(frozen=True, slots=True)
class Moment:
    """A round on the time line: a bar as high as it has problems. `x` is in hundredths of the width, the rest in
    pixels of a drawing 140 high."""

    year: int
    name: str
    problems: int
    x: str
    y: str
    height: str
    label_y: str
    anchor: str
    followup: bool


@dataclass(frozen=True, slots=True)
class TermOf:
    """Rounds in a row that one committee of one term sent: its name, a line from the first of them to the last, and
    where the name stands. What no report names has none: terms are not guessed from years."""

    name: str
    start: str
    end: str
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Axis:
    """`years` are (year, x, whether it is left out where there is little room)."""

    moments: list[Moment]
    years: list[tuple[int, str, bool]]
    terms: list[TermOf]


LEFT, GROUND, TALL = 3.0, 88, 58
TERM_LINE, TERM_NAMES, ROW = 112, 128, 16
NAME_WIDTH = 18.0
"""Hundredths that a term's name takes on a telephone: nearer ones stand in two rows."""
MOST_YEARS = 8
"""So many years stand beside each other on a telephone; of more every second one."""


def axis(rows: Iterable[RoundRow]) -> Axis | None:
    """The time line of the rounds that have a year; None when fewer than two have."""
    dated = sorted((row for row in rows if row.round.year), key=_day)
    if len(dated) < 2:
        return None
    first, last = dated[0].round.year or 0, (dated[-1].round.year or 0) + 1
    step = (100 - 2 * LEFT) / (last - first)
    places = [LEFT + (_day(row) - first) * step for row in dated]
    highest = max((row.problems for row in dated), default=0) or 1
    moments = []
    for row, x in zip(dated, places, strict=True):
        height = max(TALL * row.problems / highest, 2)
        moments.append(
            Moment(
                year=row.round.year or 0,
                name=round_name(row.round),
                problems=row.problems,
                x=f"{x:.1f}",
                y=f"{GROUND - height:.1f}",
                height=f"{height:.1f}",
                label_y=f"{GROUND - height - 6:.1f}",
                anchor=_anchor(x, NAME_WIDTH if row.round.kind == RoundKind.FOLLOWUP else 0),
                followup=row.round.kind == RoundKind.FOLLOWUP,
            )
        )
    crowded = last - first + 1 > MOST_YEARS
    years = [
        (year, f"{LEFT + (year - first) * step:.1f}", crowded and (year - first) % 2 == 1)
        for year in range(first, last + 1)
    ]
    return Axis(moments, years, _terms([row.round for row in dated], places))


def _terms(rounds: Sequence[InspectionRound], places: Sequence[float]) -> list[TermOf]:
    """The terms along the line, names too near to the one before a row lower."""
    spans = [
        (name, [place for _, place in members])
        for name, members in groupby(zip(map(term_name, rounds), places, strict=True), key=lambda pair: pair[0])
        if name
    ]
    found: list[TermOf] = []
    before, row = -NAME_WIDTH, 0
    for name, held in spans:
        middle = (held[0] + held[-1]) / 2
        row = 1 - row if middle - before < NAME_WIDTH else 0
        before = middle
        anchor = _anchor(middle, NAME_WIDTH)
        start, end = max(held[0] - 1, 0), min(held[-1] + 1, 100)
        x = {"start": start, "middle": middle, "end": end}[anchor]
        found.append(TermOf(name, f"{start:.1f}", f"{end:.1f}", f"{x:.1f}", str(TERM_NAMES + row * ROW), anchor))
    return found


def _anchor(x: float, width: float) -> str:
    """How words of this width lie at `x`, so that they do not leave the drawing."""
    return "start" if x < width / 2 else "end" if x > 100 - width / 2 else "middle"


def _day(row: RoundRow) -> float:
    """The year with the part of it that had passed; the middle of the year when only the year is known."""
    date = row.round.start or row.round.feedback
    year = float(row.round.year or 0)
    return year + (date.timetuple().tm_yday / 366 if date else 0.5)
