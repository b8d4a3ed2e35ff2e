"""A whole report as plain values: what a parse says of it, or what is shown of it.

The same shape serves `parsed` (JSON beside the columns), `effective`, the importer and `check_archive`, so that
"shown = parsed + corrections in force" can be computed and compared without touching a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportState:
    """Header, round, problems and measures of one report. Rows are keyed by public id and stand in text order.

    A problem's `measures` lists the public ids of its measures in order; its `categories` and a measure's
    `facts` are lists of plain values. Dates are `{"date", "precision", "words"}` or None. `round` is what the
    round's reports say together, `told` what this one says of it.
    """

    report: Values
    round: Values
    problems: Mapping[str, Values] = field(default_factory=dict)
    measures: Mapping[str, Values] = field(default_factory=dict)
    told: Values = field(default_factory=dict)

    def row(self, target_type: str, target: str) -> Values | None:
        """The values of one target: `report` and `round` are one each, whatever their id."""
        if target_type == "report":
            return self.report
        if target_type == "round":
            return self.round
        rows = self.problems if target_type == "problem" else self.measures
        return rows.get(target)
