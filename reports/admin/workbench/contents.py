"""What the workbench shows of a report: its items in order, what is doubtful about each, and what was done last.

An item is named by its key: `report`, `round`, `p-<public id>` of a problem, `m-<public id>` of a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from reports.corrections.resting import resting_on
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.models import Correction, Measure, Problem, Report
from reports.models.choices import CorrectionState
from reports.views.evidence import Doubt, doubts
from reports.views.marking import Mark
from reports.views.passages import marked_lines

LAST_OPERATIONS = 12
"""So many of the report's corrections are listed to be undone; all stand in the admin's list."""
KINDS = {"p": "problem", "m": "measure"}


@dataclass(slots=True)
class Item:
    """A problem or a measure in the list. `doubts` and `conflicts` are those that concern it."""

    key: str
    row: Problem | Measure
    doubts: list[Doubt] = field(default_factory=list)
    conflicts: list[Correction] = field(default_factory=list)
    corrected: bool = False


@dataclass(slots=True)
class ProblemItem(Item):
    """A problem with its measures in order; `shared` are those that stand under an earlier problem too.
    `heading`: the path, where it is another than the previous problem's."""

    row: Problem
    measures: list[Item] = field(default_factory=list)
    shared: list[Item] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Done:
    """A correction of the list of last operations, and the later ones to be undone before it."""

    correction: Correction
    resting: list[Correction]


@dataclass(slots=True)
class Contents:
    """A report as the workbench needs it. `general` are doubts about no problem in particular, `lost` conflicts of
    rows that are gone; `loose` are measures that stand under no problem."""

    report: Report
    stored: StoredReport
    problems: list[ProblemItem]
    loose: list[Item]
    general: list[Doubt]
    lost: list[Correction]
    of_header: dict[str, list[Correction]]
    corrections: list[Correction]

    @classmethod
    def load(cls, report: Report) -> Contents:
        """Everything but the selected item's form, in nine queries. `report` comes with round and source text."""
        stored = StoredReport.load(report)
        made = corrections_of(report)
        problems, loose = _items(stored)
        found = cls(report, stored, problems, loose, [], [], {"report": [], "round": []}, made)
        found._place_doubts(doubts(report.warnings, report.source_text.text))
        found._place_corrections()
        return found

    def items(self) -> dict[str, Item]:
        """Every problem and measure by key, in reading order."""
        found: dict[str, Item] = {}
        for problem in self.problems:
            found[problem.key] = problem
            found |= {measure.key: measure for measure in problem.measures}
        return found | {measure.key: measure for measure in self.loose}

    def row(self, key: str) -> Any:
        """The row that a key names; None when it is not, or no longer, part of the report."""
        if key == "report":
            return self.report
        if key == "round":
            return self.report.round
        item = self.items().get(key)
        return item.row if item else None

    def owners(self, measure: str) -> list[ProblemItem]:
        """The problems that a measure stands under, by its public id."""
        return [problem for problem in self.problems if measure in listed(problem.row)]

    def last_operations(self) -> list[Done]:
        """The corrections in force, newest first, each with what rests on it."""
        if not self.corrections:
            return []
        parsed = self.stored.parsed_state()
        operations = as_operations(self.corrections)
        indexes = range(len(operations) - 1, max(-1, len(operations) - 1 - LAST_OPERATIONS), -1)
        return [
            Done(self.corrections[index], [self.corrections[at] for at in resting_on(parsed, operations, index)])
            for index in indexes
        ]

    def source_lines(self, selected: str) -> list[tuple[int, SafeString]]:
        """The source's lines: (offset, text with every item marked by its key, the selected one lit)."""
        marks = [
            Mark(
                item.row.start,
                item.row.end,
                "span",
                ("stmt" if isinstance(item, ProblemItem) else "step") + (" lit" if item.key == selected else ""),
                f"s-{item.key}",
                item.key,
            )
            for item in self.items().values()
            if item.row.start is not None and item.row.end is not None
        ]
        return marked_lines(self.report.source_text.text, marks)

    def _place_doubts(self, found: Sequence[Doubt]) -> None:
        for doubt in found:
            owner = next((each for each in self.problems if _covers(each.row, doubt.start)), None)
            (owner.doubts if owner else self.general).append(doubt)

    def _place_corrections(self) -> None:
        items = self.items()
        for correction in self.corrections:
            item = items.get(f"{correction.target_type[0]}-{correction.target}")
            if item is not None:
                item.corrected = True
            if correction.state != CorrectionState.CONFLICT:
                continue
            if correction.target_type in self.of_header:
                self.of_header[correction.target_type].append(correction)
            else:
                (item.conflicts if item else self.lost).append(correction)


def listed(problem: Problem) -> list[str]:
    """The public ids of a problem's measures, in order."""
    return [link.measure.public_id for link in problem.measure_links.all()]


def _items(stored: StoredReport) -> tuple[list[ProblemItem], list[Item]]:
    """The problems that are shown, in order, and the measures under none of them."""
    problems: list[ProblemItem] = []
    of_measure: dict[str, Item] = {}
    path: list[str] = []
    for row in _live(stored.problems.values()):
        item = ProblemItem(f"p-{row.public_id}", row)
        item.heading, path = ([] if row.path == path else list(row.path)), list(row.path)
        for public_id in listed(row):
            measure = stored.measures.get(public_id)
            if measure is None or measure.retired_at is not None:
                continue
            if public_id in of_measure:
                item.shared.append(of_measure[public_id])
            else:
                of_measure[public_id] = Item(f"m-{public_id}", measure)
                item.measures.append(of_measure[public_id])
        problems.append(item)
    loose = [
        Item(f"m-{row.public_id}", row) for row in _live(stored.measures.values()) if row.public_id not in of_measure
    ]
    return problems, loose


def _live(rows: Iterable[Any]) -> list[Any]:
    return sorted((row for row in rows if row.retired_at is None), key=lambda row: row.position)


def _covers(problem: Problem, place: int | None) -> bool:
    start = problem.start if problem.block_start is None else problem.block_start
    end = problem.end if problem.block_end is None else problem.block_end
    return place is not None and start is not None and end is not None and start <= place < end
