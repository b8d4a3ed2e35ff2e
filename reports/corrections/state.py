"""A whole report as plain values: what a parse says of it, or what is shown of it.

The same shape serves `parsed` (JSON beside the columns), `effective`, the importer and `check_archive`, so that
"shown = parsed + corrections in force" can be computed and compared without touching a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Values = Mapping[str, Any]
Rows = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class ReportState:
    """Header, round, problems and measures of one report. Rows are keyed by public id and stand in text order.

    A problem's `measures` lists the public ids of its measures in order; its `categories` and a measure's
    `facts` are lists of plain values. Dates are `{"date", "precision", "words"}` or None. `round` is what the
    round's reports say together, `told` what this one says of it. `source` is the hash of the text in which the
    spans count.
    """

    report: Values
    round: Values
    problems: Rows = field(default_factory=dict)
    measures: Rows = field(default_factory=dict)
    told: Values = field(default_factory=dict)
    source: str = ""

    def row(self, target_type: str, target: str) -> Values | None:
        """The values of one target: `report` and `round` are one each, whatever their id."""
        if target_type == "report":
            return self.report
        if target_type == "round":
            return self.round
        return self.rows(target_type).get(target)

    def rows(self, target_type: str) -> Rows:
        return self.problems if target_type == "problem" else self.measures

    def same_as(self, other: ReportState) -> bool:
        """Equal, and the rows in the same order (which comparing mappings does not ask)."""
        orders = ((list(each.problems), list(each.measures)) for each in (self, other))
        return self == other and next(orders) == next(orders)

    def with_row(self, target_type: str, target: str, values: Values) -> ReportState:
        """The same with other values for one target."""
        if target_type == "report":
            return replace(self, report=values)
        if target_type == "round":
            return replace(self, round=values)
        if target_type == "problem":
            return replace(self, problems={**self.problems, target: values})
        return replace(self, measures={**self.measures, target: values})
