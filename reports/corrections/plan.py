"""Compares a report's rows with the values that they should have. The plan is data: `writer` carries it out, a dry
run prints it, and an empty one proves that nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from reports.corrections.bodies import names_another
from reports.corrections.continuing import keys_of
from reports.corrections.fields import differences, to_columns
from reports.corrections.rows import StoredReport, fingerprint
from reports.corrections.state import ReportState, Values
from reports.counting import counted_problems
from reports.models import Measure, Problem, Report


@dataclass(slots=True)
class TablePlan:
    """Changes of one table, by public id: whole rows to create, columns to change, rows to retire."""

    create: dict[str, dict[str, Any]] = field(default_factory=dict)
    update: dict[str, dict[str, Any]] = field(default_factory=dict)
    retire: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.create or self.update or self.retire)


@dataclass(slots=True)
class Plan:
    """Everything that differs. The link tables are given whole for each owner that differs; `body` is the value of the
    one that the report should stand under (`bodies`), which is for the caller to do."""

    report: dict[str, Any] = field(default_factory=dict)
    round: dict[str, Any] = field(default_factory=dict)
    declared: Mapping[str, Values] | None = None
    problems: TablePlan = field(default_factory=TablePlan)
    measures: TablePlan = field(default_factory=TablePlan)
    body: Values | None = None
    problem_measures: dict[str, list[str]] = field(default_factory=dict)
    problem_categories: dict[str, list[Values]] = field(default_factory=dict)
    measure_facts: dict[str, list[Values]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.report
            or self.round
            or self.declared is not None
            or self.body is not None
            or self.problems
            or self.measures
            or self.problem_measures
            or self.problem_categories
            or self.measure_facts
        )


def compare(stored: StoredReport, parsed: ReportState, shown: ReportState, extra: Mapping[str, Any]) -> Plan:
    """The plan that makes the rows of `stored` say `parsed` and `shown`. `extra`: further columns of the report."""
    plan = Plan()
    plan.report = _changed(stored.report, {**report_columns(shown), **parsed_column(parsed), **extra})
    plan.round = _changed(stored.report.round, {**round_columns(shown), "parsed": dict(parsed.round)})
    body = shown.report.get("body")
    if stored.report.round.body_id is not None and names_another(body, stored.report.round.body):
        plan.body = body
    if _declared_values(stored.report) != shown.report.get("declared", {}):
        plan.declared = shown.report.get("declared", {})
    text_id = extra.get("source_text_id", stored.report.source_text_id)
    _compare_table(plan.problems, stored.problems, _problem_rows(parsed, shown, text_id))
    _compare_table(plan.measures, stored.measures, _measure_rows(parsed, shown, text_id))
    _keep_hidden(plan.problems, stored.problems, _hidden("problem", parsed, shown, text_id))
    _keep_hidden(plan.measures, stored.measures, _hidden("measure", parsed, shown, text_id))
    for key, values in shown.problems.items():
        held = stored.problems.get(key)
        if held is None or _measure_ids(held) != list(values["measures"]):
            plan.problem_measures[key] = list(values["measures"])
        if held is None or _category_values(held) != list(values["categories"]):
            plan.problem_categories[key] = list(values["categories"])
    for key, values in shown.measures.items():
        measure = stored.measures.get(key)
        if measure is None or _fact_values(measure) != list(values["facts"]):
            plan.measure_facts[key] = list(values["facts"])
    return plan


def _changed(row: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: columns[name] for name in differences(row, columns)}


def _compare_table(plan: TablePlan, held: Mapping[str, Any], wanted: Mapping[str, dict[str, Any]]) -> None:
    for key, columns in wanted.items():
        row = held.get(key)
        if row is None:
            plan.create[key] = columns
        elif changed := _changed(row, columns):
            plan.update[key] = changed
    plan.retire = [key for key, row in held.items() if row.retired_at is None and key not in wanted]


def _hidden(target_type: str, parsed: ReportState, shown: ReportState, text_id: int) -> dict[str, dict[str, Any]]:
    """Rows of the parse that corrections took out (a deleted problem, the second half of a merge), with their columns:
    they are kept, retired, so that undoing brings them back as they are parsed now."""
    rows = {}
    for position, (key, values) in enumerate(parsed.rows(target_type).items()):
        if key in shown.rows(target_type):
            continue
        texts = [parsed.measures[each]["text"] for each in values.get("measures", ())]
        rows[key] = {
            **to_columns(target_type, values),
            "position": position,
            "parsed": values,
            "fingerprint": fingerprint(values["text"], texts),
            "source_text_id": text_id,
        }
    return rows


OF_THE_PARSE = ("parsed", "fingerprint", "source_text_id", "start", "end")
"""What changes in a row that is taken out when its parse changes: its page still says what it was."""


def _keep_hidden(plan: TablePlan, held: Mapping[str, Any], hidden: Mapping[str, dict[str, Any]]) -> None:
    for key, columns in hidden.items():
        row = held.get(key)
        if row is None:
            plan.create[key] = {**columns, "retired_at": timezone.now()}
        elif changed := _changed(row, {name: columns[name] for name in OF_THE_PARSE}):
            plan.update[key] = changed


def _problem_rows(parsed: ReportState, shown: ReportState, text_id: int) -> dict[str, dict[str, Any]]:
    rows = {}
    earlier = keys_of(values.get("continues") for values in shown.problems.values())
    for position, (key, values) in enumerate(shown.problems.items()):
        basis, texts = (parsed, parsed.problems[key]) if key in parsed.problems else (shown, values)
        measures = [basis.measures[each]["text"] for each in texts["measures"]]
        rows[key] = {
            **to_columns("problem", values),
            "continues_id": earlier.get(values.get("continues")),
            "position": position,
            "parsed": parsed.problems.get(key),
            "fingerprint": fingerprint(texts["text"], measures),
            "source_text_id": text_id,
            "retired_at": None,
        }
    return rows


def _measure_rows(parsed: ReportState, shown: ReportState, text_id: int) -> dict[str, dict[str, Any]]:
    return {
        key: {
            **to_columns("measure", values),
            "position": position,
            "parsed": parsed.measures.get(key),
            "fingerprint": fingerprint(parsed.measures.get(key, values)["text"]),
            "source_text_id": text_id,
            "retired_at": None,
        }
        for position, (key, values) in enumerate(shown.measures.items())
    }


def report_columns(shown: ReportState) -> dict[str, Any]:
    """The report's columns, those derived from its problems and dates included."""
    columns = to_columns("report", shown.report)
    published = columns.get("published") or columns.get("signed")
    of_round = to_columns("round", shown.round)
    return {
        **columns,
        "counted_problems": counted_problems(numbered(shown.problems.values())),
        "published_year": published.year if published else None,
        "sort_date": published or of_round.get("feedback") or of_round.get("start"),
    }


def round_columns(shown: ReportState) -> dict[str, Any]:
    """The round's columns, with its year (巡视年份): of the start, else of the feedback, else None."""
    columns = to_columns("round", shown.round)
    first = columns.get("start") or columns.get("feedback")
    return {**columns, "year": first.year if first else None}


def parsed_column(parsed: ReportState) -> dict[str, Any]:
    """`Report.parsed`: the header as parsed, the round as this report tells it, and the rows of the parse in order."""
    return {
        "parsed": {
            "report": dict(parsed.report),
            "round": dict(parsed.told),
            "problems": list(parsed.problems),
            "measures": list(parsed.measures),
        }
    }


def numbered(problems: Iterable[Values]) -> Iterator[tuple[int, str | None]]:
    """Run and number of each problem, for `reports.counting`."""
    return ((values.get("run", 0), values.get("number")) for values in problems)


def _declared_values(report: Report) -> dict[str, Values]:
    if report._state.adding:
        return {}
    return {
        total.key: {"value": total.value, "words": total.words, "start": total.start, "end": total.end}
        for total in report.declared_totals.all()
    }


def _measure_ids(problem: Problem) -> list[str]:
    return [link.measure.public_id for link in problem.measure_links.all()]


def _category_values(problem: Problem) -> list[Values]:
    return [
        {"code": link.category.code, "score": link.score, "evidence": link.evidence}
        for link in problem.category_links.all()
    ]


def _fact_values(measure: Measure) -> list[Values]:
    return [
        {
            "kind": fact.kind,
            "text": fact.text,
            "value": fact.value,
            "verb": fact.verb,
            "issuer": fact.issuer,
            "start": fact.start,
            "end": fact.end,
        }
        for fact in measure.facts.all()
    ]
