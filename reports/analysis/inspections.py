"""Rounds by who sent them, term and round: how many bodies of each the archive knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from reports.filters import CENTRAL
from reports.models import InspectionRound

UNKNOWN_SENDER = ""


@dataclass(slots=True)
class Sender:
    """`code` of the region whose committee inspected, `central`, or empty where it is not known or a body's own.

    `terms`: term (0: not known) -> round (0: not known) -> number of inspections.
    """

    code: str
    terms: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def total(self) -> int:
        return sum(number for rounds in self.terms.values() for number in rounds.values())


def senders(rounds: QuerySet[InspectionRound]) -> list[Sender]:
    """The senders of these rounds, 中央 first, then those with most inspections; unknown last. One query."""
    held = rounds.order_by().values_list("authority_level", "authority_region__code", "term", "round")
    found: dict[str, Sender] = {}
    for level, code, term, number, count in held.annotate(n=Count("pk")):
        sender = CENTRAL if level == CENTRAL else code or UNKNOWN_SENDER
        rounds_of = found.setdefault(sender, Sender(sender)).terms[term or 0]
        rounds_of[number or 0] = rounds_of.get(number or 0, 0) + count
    return sorted(
        found.values(), key=lambda row: (row.code != CENTRAL, row.code == UNKNOWN_SENDER, -row.total, row.code)
    )
