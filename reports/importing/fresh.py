"""The rows of a report that the archive does not hold yet, ready for inserting.

They follow from the file alone, but for primary keys; so they are made where the file is parsed, by several processes,
and the one that stores only inserts (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.corrections.plan import compare, numbered
from reports.corrections.rows import StoredReport
from reports.corrections.state import ReportState
from reports.counting import counted_problems
from reports.importing.duplicates import longest_rows
from reports.importing.hashing import text_hash
from reports.importing.rows import minted_ids, with_ids
from reports.importing.states import Lists, ParsedValues
from reports.importing.types import ParsedFile
from reports.models import (
    InspectionRound,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Report,
)
from reports.models.bulk import ReadyRows, in_use_beginning, insert_ready, json_values, ready, references_made_here
from reports.models.identity import SHARED, mint
from reports.search.sync import Draft, FreshReport, drafts, field_text


@dataclass(frozen=True, slots=True)
class FreshRows:
    """What is inserted for a report with the public id `report_id`: links point to places among problems and measures,
    categories are named by their codes. `counted` as `Report.counted_problems`; `body` and `drafts` are for the index,
    `longest` for finding copies.
    """

    report_id: str
    text_sha256: str
    problem_ids: list[str]
    measure_ids: list[str]
    counted: int
    problems: ReadyRows
    measures: ReadyRows
    links: ReadyRows
    categories: ReadyRows
    facts: ReadyRows
    drafts: list[Draft]
    body: str
    longest: list[str]

    def summary(self) -> dict[str, dict[str, int]]:
        """How many rows are created, as `summary.summary` says it of a plan."""
        numbers = {"problems": len(self.problem_ids), "measures": len(self.measure_ids)}
        return {name: {"created": number} for name, number in numbers.items() if number}


def fresh_rows(file: ParsedFile, report_id: str | None = None, taken: Collection[str] = ()) -> FreshRows:
    """The rows of the file's report, should it be a new one. Without `report_id` for the id that its text asks for.

    `taken`: public ids of problems and measures that are other rows' already.
    """
    values, sha256 = file.values, text_hash(file.text)
    report_id = report_id or mint_id(sha256, taken=lambda _: False)
    problem_ids = minted_ids("problem", report_id, values.problems, taken)
    measure_ids = minted_ids("measure", report_id, values.measures, taken)
    problems = with_ids(values.problems, problem_ids, measure_ids)
    state = ReportState(values.report, values.round, problems, dict(zip(measure_ids, values.measures, strict=True)))
    plan = compare(StoredReport(Report(round=InspectionRound())), state, state, {})
    return FreshRows(
        report_id,
        sha256,
        problem_ids,
        measure_ids,
        counted_problems(numbered(values.problems)),
        ready(Problem, ({**row, "public_id": key} for key, row in plan.problems.create.items())),
        ready(Measure, ({**row, "public_id": key} for key, row in plan.measures.create.items())),
        _links(values),
        _categories(values),
        _facts(values),
        drafts(problem_ids, values.problems, values.measures),
        field_text([file.text]),
        longest_rows((row["text"], row["fingerprint"]) for row in plan.problems.create.values()),
    )


def lists_of(rows: FreshRows) -> Lists:
    """The problems and measures that the rows were made from, as `ParsedValues` has them."""
    places = {key: place for place, key in enumerate(rows.measure_ids)}
    problems: list[dict[str, Any]] = json_values(Problem, rows.problems, "parsed")
    for problem in problems:
        problem["measures"] = [places[key] for key in problem["measures"]]
    return problems, json_values(Measure, rows.measures, "parsed")


def mint_id(text_sha256: str, taken: Callable[[str], bool]) -> str:
    """The public id of a report, from the text of its first document."""
    return mint("report", text_sha256, taken=taken)


def _links(values: ParsedValues) -> ReadyRows:
    links = [
        (problem, measure, position)
        for problem, row in enumerate(values.problems)
        for position, measure in enumerate(row["measures"])
    ]
    return ready(
        ProblemMeasure,
        ({"problem_id": None, "measure_id": None, "position": position} for _, _, position in links),
        {"problem_id": [problem for problem, _, _ in links], "measure_id": [measure for _, measure, _ in links]},
    )


def _categories(values: ParsedValues) -> ReadyRows:
    given = [
        (problem, position, category)
        for problem, row in enumerate(values.problems)
        for position, category in enumerate(row["categories"])
    ]
    return ready(
        ProblemCategory,
        (
            {
                "problem_id": None,
                "category_id": None,
                "position": position,
                "score": category["score"],
                "evidence": category["evidence"],
            }
            for _, position, category in given
        ),
        {
            "problem_id": [problem for problem, _, _ in given],
            "category_id": [category["code"] for _, _, category in given],
        },
    )


def _facts(values: ParsedValues) -> ReadyRows:
    facts = [(measure, fact) for measure, row in enumerate(values.measures) for fact in row["facts"]]
    return ready(
        MeasureFact,
        ({**fact, "measure_id": None} for _, fact in facts),
        {"measure_id": [measure for measure, _ in facts]},
    )


def insert(rows: FreshRows, report: Report, category_keys: Mapping[str, int]) -> FreshReport:
    """Inserts the rows of a report that has been saved. `category_keys`: primary keys by code.

    Returns what the index takes up.
    """
    same = {"report_id": report.pk, "source_text_id": report.source_text_id}
    with references_made_here():
        measures = insert_ready(Measure, rows.measures, same=same)
        problems = insert_ready(Problem, rows.problems, same=same)
        insert_ready(MeasureFact, rows.facts, keys_of={"measure_id": measures})
        insert_ready(ProblemCategory, rows.categories, keys_of={"problem_id": problems, "category_id": category_keys})
        insert_ready(ProblemMeasure, rows.links, keys_of={"problem_id": problems, "measure_id": measures})
    return FreshReport(report, rows.body, problems, rows.drafts)


def clashes(rows: FreshRows) -> set[str]:
    """Public ids that rows of other reports have: the rows must be made anew without these."""
    beginning = rows.report_id[:SHARED]
    found = in_use_beginning(Problem, beginning, rows.problem_ids)
    return found | in_use_beginning(Measure, beginning, rows.measure_ids)
