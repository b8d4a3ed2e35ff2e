"""Reads a report's rows as values: what was parsed, and the corrections that are in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.corrections.effective import InForce
from reports.corrections.state import ReportState
from reports.fold import fold
from reports.models import Correction, Measure, Problem, Report
from reports.models.choices import CorrectionState


@dataclass(slots=True)
class StoredReport:
    """A report's rows in memory: every problem and measure it ever had, retired ones too, by public id."""

    report: Report
    problems: dict[str, Problem] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)

    @classmethod
    def load(cls, report: Report) -> StoredReport:
        """All rows of a report that has been saved, in five queries."""
        problems = report.problems.prefetch_related("category_links__category", "measure_links__measure")
        measures = report.measures.prefetch_related("facts")
        return cls(
            report,
            {problem.public_id: problem for problem in problems.order_by("position", "pk")},
            {measure.public_id: measure for measure in measures.order_by("position", "pk")},
        )

    def parsed_state(self) -> ReportState:
        """The last parse, from the `parsed` columns. `Report.parsed` names the rows that it has, in order."""
        parsed = self.report.parsed or {}
        return ReportState(
            report=parsed.get("report", {}),
            round=self.report.round.parsed or {},
            problems={key: self.problems[key].parsed for key in parsed.get("problems", [])},
            measures={key: self.measures[key].parsed for key in parsed.get("measures", [])},
            told=parsed.get("round", {}),
            source=self.report.source_text.sha256,
        )


def corrections_of(report: Report) -> list[Correction]:
    """The report's and its round's corrections that are not undone, in the order in which they were made."""
    found = Correction.objects.filter(target_type="round", target=report.round.public_id)
    if not report._state.adding:
        found = found | Correction.objects.filter(report=report).exclude(target_type="round")
    return list(found.exclude(state=CorrectionState.UNDONE).order_by("pk"))


def as_operations(corrections: Iterable[Correction]) -> list[InForce]:
    return [InForce(each.operation, each.target_type, each.target, each.payload) for each in corrections]


def fingerprint(text: str | None, measures: Iterable[str] = ()) -> str:
    """The hash of the folded text, white space out; of the measures' texts when the statement is missing."""
    material = text if text is not None else "\x1e".join(measures)
    folded = "".join(fold(material).split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]
