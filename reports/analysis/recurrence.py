"""What recurs: categories found again in later rounds of the same body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from reports.models import ProblemCategory
from reports.models.written import WrittenQuery, asked


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A topic's problems in each round, the oldest first; `rounds` is in how many it was found."""

    category: str
    counts: tuple[int, ...]

    @property
    def rounds(self) -> int:
        return sum(count > 0 for count in self.counts)


def topics_by_report(reports: Sequence[int]) -> dict[int, dict[str, int]]:
    """The number of live problems of each topic in each of the reports (primary keys). One query."""
    found: dict[int, dict[str, int]] = {report: {} for report in reports}
    for report, code, number in _TOPICS.rows(reports=list(reports)):
        found[report][code] = number
    return found


_TOPICS = WrittenQuery[tuple[int, str, int]](
    lambda: (
        ProblemCategory.objects.filter(problem__report__pk__in=[asked("reports")], problem__retired_at=None)
        .order_by()
        .values_list("problem__report", "category__code")
        .annotate(n=Count("problem"))
    )
)


def recurring(rounds: Sequence[dict[str, int]], order: Sequence[str]) -> list[Recurrence]:
    """The topics found in two rounds or more, of the rounds' topics from the oldest on.

    Those found in most rounds first, then with most problems, then in `order` (of codes).
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(rounds))
    for number, topics in enumerate(rounds):
        for code, count in topics.items():
            counts[code][number] += count
    found = [Recurrence(code, tuple(counts[code])) for code in order if code in counts]
    return sorted((row for row in found if row.rounds > 1), key=lambda row: (-row.rounds, -sum(row.counts)))
