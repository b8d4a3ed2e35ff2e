"""A place beside others: its problems by category against the averages of its level, what recurs, stated totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.analysis.comparison import Side
from reports.analysis.recurrence import recurring, topics_by_report
from reports.analysis.stated import MONEY
from reports.models import Category, DeclaredTotal
from reports.models.choices import DeclaredKey, RoundKind
from reports.models.written import WrittenQuery, asked
from reports.search import ProblemQuery
from reports.views.facets import problems_url
from reports.views.names import round_name
from reports.views.rounds_of import RoundRow
from reports.views.wording import category_name, yuan

MOST_TOPICS = 16
TWICE = 2.0
STATED = (
    DeclaredKey.PROBLEMS, DeclaredKey.COMPLETED, DeclaredKey.RULES_MADE, DeclaredKey.DISCIPLINED,
    DeclaredKey.ORGANISATIONAL_HANDLING, DeclaredKey.ADMONISHED, DeclaredKey.EDUCATED, DeclaredKey.MONEY_RECOVERED,
    DeclaredKey.LOSSES_RECOVERED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Against:
    """A topic: problems a round here, and in the average of the province and of the whole archive.

    `width`, `province_at` and `nation_at` are hundredths of the drawing; `high` where it is twice the province's.
    """

    label: str
    url: str | None
    here: str
    province: str
    nation: str
    width: str
    province_at: str
    nation_at: str
    high: bool


def against(here: Side, province: Side, nation: Side, topics: Iterable[Category]) -> list[Against]:
    """The topics most frequent here or in the province, by their number of problems a round. Nothing without rounds."""
    rows = [
        (topic, here.a_round(topic.code) or 0.0, province.a_round(topic.code) or 0.0, nation.a_round(topic.code) or 0.0)
        for topic in topics
    ]
    held = sorted((row for row in rows if any(row[1:3])), key=lambda row: (-row[1], -row[2], row[0].position))
    shown = held[:MOST_TOPICS]
    highest = max((value for row in shown for value in row[1:]), default=0.0) * 1.02 or 1.0

    def at(value: float) -> str:
        return f"{100 * value / highest:.1f}"

    return [
        Against(
            label=category_name(topic),
            url=problems_url(here.cell_query("category", topic.code).with_(per_page=20)) if mine else None,
            here=f"{mine:.1f}",
            province=f"{theirs:.1f}",
            nation=f"{all_of:.1f}",
            width=at(mine),
            province_at=at(theirs),
            nation_at=at(all_of),
            high=mine >= TWICE * theirs > 0,
        )
        for topic, mine, theirs, all_of in shown
    ]


def told(rows: Sequence[Against], above: str) -> str:
    """Which topics stand out, in a sentence; empty when none does."""
    high = [row.label for row in rows if row.high]
    if not high:
        return ""
    return _("%(topics)s达到%(above)s平均的两倍以上。") % {"topics": _("、").join(high[:6]), "above": above}


@dataclass(frozen=True, slots=True)
class RecurLine:
    """A topic and, for each round, its problems with the address of their list; in words how often it came."""

    label: str
    url: str
    cells: tuple[tuple[int, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """`heads`: (year, name of the round, whether it is a 回头看), the oldest first."""

    heads: tuple[tuple[str, str, bool], ...]
    lines: tuple[RecurLine, ...]


def recurring_topics(
    rows: Sequence[RoundRow], query: ProblemQuery, categories: Mapping[str, Category]
) -> Recurring | None:
    """What was found again in a later round, of rounds that list problems; None of fewer than two. One query."""
    listing = [row for row in reversed(rows) if row.counting is not None]
    if len(listing) < 2:
        return None
    topics = topics_by_report([row.counting.pk for row in listing if row.counting])
    counted = [topics[row.counting.pk] for row in listing if row.counting]
    lines = []
    for found in recurring(counted, [code for code, category in categories.items() if category.parent_id]):
        cells = tuple(
            (count, problems_url(ProblemQuery(report=row.counting.public_id, categories=(found.category,))))
            for count, row in zip(found.counts, listing, strict=True)
            if row.counting
        )
        whole = _("每轮都有") if found.rounds == len(listing) else _("%d 轮") % found.rounds
        url = problems_url(query.with_(categories=(found.category,), per_page=20))
        lines.append(RecurLine(category_name(categories[found.category]), url, cells, whole))
    heads = tuple(
        (str(row.round.year or _("不详")), round_name(row.round), row.round.kind == RoundKind.FOLLOWUP)
        for row in listing
    )
    return Recurring(heads, tuple(lines))


def stated_over_time(rows: Sequence[RoundRow]) -> dict[str, Any] | None:
    """What the report that counts of each round states about itself, the oldest first; None where none states anything.

    `heads` name the rounds, `lines` are (label, values in words, empty where nothing is stated). One query.
    """
    standing = [(row, row.counting or row.reports[-1]) for row in reversed(rows)]
    held: dict[tuple[int, str], int] = {
        (report, key): value for report, key, value in _STATED.rows(reports=[report.pk for _row, report in standing])
    }
    if not held:
        return None
    lines = []
    for key in STATED:
        words = yuan if key in MONEY else lambda number: f"{number:,}"
        values = [held.get((report.pk, key)) for _row, report in standing]
        if any(value is not None for value in values):
            label = str(key.label).removesuffix("（元）").removesuffix(" (yuan)")
            lines.append((label, ["" if value is None else words(value) for value in values]))
    heads = [(str(row.round.year or _("不详")), round_name(row.round), report.public_id) for row, report in standing]
    return {"heads": heads, "lines": lines}


_STATED = WrittenQuery[tuple[int, str, int]](
    lambda: (
        DeclaredTotal.objects.filter(report__pk__in=[asked("reports")], key__in=STATED)
        .order_by()
        .values_list("report_id", "key", "value")
    )
)
