"""Any series of imports, re-parses, corrections, undos and decisions: no correction is lost, no id changes hands.

The second parser is the first with seeded harm (second_parser.py).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reports import corrections
from reports.corrections.bodies import body_value, in_region
from reports.corrections.effective import walk
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Correction, Measure, Problem, Region, Report
from reports.ops.check import CHECKS
from tests.corrections.second_parser import harmed
from tests.importing.conftest import county
from tests.importing.making import Made, made_file

__all__ = ["county"]
pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("NEVER_LOST_SERIES", "25"))
SUBJECTS = ("校舍维修", "河道清理", "路灯管护", "台账登记", "食堂采购", "债务核对", "档案归集", "车辆调度")
MADE = [
    Made(
        str(number),
        f"{subject}进度迟缓。{subject}责任不清，检查流于形式。",
        [f"一是明确{subject}的责任人和完成时限。", f"二是按月通报{subject}情况。", "三是共同建立台账。"],
        topics=("livelihood",) if number % 2 else ("env",),
    )
    for number, subject in enumerate(SUBJECTS, start=1)
]


def with_changes(seed: int) -> list[Made]:
    """The source at its next publication: one problem reworded, one more, one fewer; seed 0: as it was."""
    made = list(MADE)
    if seed:
        place = seed % len(made)
        made[place] = Made(made[place].number, f"部分{made[place].text}", made[place].measures)
        if seed % 3 == 0:
            del made[(place + 1) % len(made)]
        if seed % 2:
            made.append(Made("20", "公章保管不规范。", ["一是专人保管公章。"]))
    return made


def imported(seed: int, harm: int) -> None:
    store(harmed(made_file(with_changes(seed)), harm), Bodies())


def chosen(model: type[Any], index: int) -> Any:
    rows = list(model.objects.live().order_by("position"))
    return rows[index % len(rows)] if rows else None


def corrected(kind: str, index: int, other: int) -> None:
    """One correction, if it can be made of the rows that are there."""
    problem, measure = chosen(Problem, index), chosen(Measure, index)
    if problem is None or measure is None:
        return
    second, length = chosen(Problem, other), len(problem.text or "")
    requests: dict[str, tuple[str, Any, dict[str, Any]]] = {
        "text": ("set", problem, {"text": f"更正后的表述{other}。"}),
        "status": ("set", problem, {"status": ("completed", "in_progress")[other % 2]}),
        "categories": ("set", problem, {"categories": [["safety"], ["env", "safety"]][other % 2]}),
        "measure": ("set", measure, {"text": f"更正后的措施{other}。"}),
        "title": ("set", problem.report, {"title": f"更正后的标题{other}"}),
        "body": ("set", problem.report, {"body": in_region(body_value(problem.report.round.body), region(other))}),
        "round": ("set", problem.report.round, {"batch": other + 1, "term": other + 1}),
        "add": ("add", problem.report, {"after": problem.public_id, "values": {"text": f"增加的问题{other}。"}}),
        "add_measure": ("add", problem, {"values": {"text": f"增加的措施{other}。"}}),
        "delete": ("delete", problem, {}),
        "delete_measure": ("delete", measure, {}),
        "split": ("split", problem, {"at": max(1, length // 2)}),
        "split_measure": ("split", measure, {"at": max(1, len(measure.text) // 2)}),
        "merge": ("merge", problem, {}),
        "merge_measure": ("merge", measure, {}),
        "move": ("move", problem, {"after": second.public_id}),
        "move_measure": ("move", measure, {"to": second.public_id}),
        "respan": ("respan", problem, {"start": other, "end": other + 9}),
    }
    operation, target, payload = requests[kind]
    try:
        corrections.apply(operation, target, payload, reason="对照原文", by="test")
    except corrections.CorrectionError:
        return


def region(index: int) -> Region:
    return Region.objects.get(code=("990121", "990122")[index % 2])


def undone(index: int, _other: int) -> None:
    made = list(Correction.objects.exclude(state="undone"))
    if made:
        try:
            corrections.undo(made[index % len(made)], reason="重新核对", by="test")
        except corrections.RestedOnError:
            return


def decided(index: int, other: int) -> None:
    waiting = list(Correction.objects.filter(state="conflict"))
    if waiting:
        try:
            corrections.resolve(
                waiting[index % len(waiting)], ("keep", "drop", "edit")[other % 3], reason="重新核对", by="test"
            )
        except corrections.CorrectionError:
            return


KINDS = (
    "text", "status", "categories", "measure", "title", "body", "round", "add", "add_measure", "delete", "delete_measure",
    "split", "split_measure", "merge", "merge_measure", "move", "move_measure", "respan",
)  # fmt: skip
NUMBERS = st.integers(0, 11)
STEPS = st.one_of(
    st.tuples(st.just("import"), NUMBERS, NUMBERS),
    st.tuples(st.just("reparse"), NUMBERS, NUMBERS),
    st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS),
    st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS),
    st.tuples(st.just("undo"), NUMBERS, NUMBERS),
    st.tuples(st.just("decide"), NUMBERS, NUMBERS),
)


class History:
    """One archive through a series of steps."""

    def __init__(self) -> None:
        self.source = 0
        imported(0, 0)

    def take(self, step: tuple[str, int, int]) -> None:
        name, index, other = step
        acts: dict[str, Callable[[int, int], None]] = {"undo": undone, "decide": decided}
        if name in ("import", "reparse"):
            self.source = index if name == "import" else self.source
            ids_before = unique_rows()
            imported(self.source, other)
            ids = unique_rows()
            assert {key: ids[key] for key in ids.keys() & ids_before.keys()} == {
                key: ids_before[key] for key in ids.keys() & ids_before.keys()
            }
        elif name in acts:
            acts[name](index, other)
        else:
            corrected(name, index, other)


def unique_rows() -> dict[tuple[str, str], str]:
    """(number, parsed text) -> public id, of the problems of the last parse that nothing else can be taken for."""
    parsed = Report.objects.get().parsed["problems"]
    rows = {row.public_id: row for row in Problem.objects.filter(public_id__in=parsed)}
    texts = Counter(rows[key].parsed["text"] for key in parsed)
    return {
        (rows[key].parsed["number"], rows[key].parsed["text"]): key
        for key in parsed
        if texts[rows[key].parsed["text"]] == 1
    }


def nothing_is_wrong() -> None:
    assert [finding for name, check in CHECKS.items() if name != "index" for finding in check()] == []


def every_correction_is_in_force_or_waits() -> None:
    """In force means carried out, and of a `set` that its value is shown until a later one changes it."""
    report = Report.objects.select_related("round", "source_text").get()
    parsed = StoredReport.load(report).parsed_state()
    made = corrections_of(report)
    assert len(made) == Correction.objects.exclude(state="undone").count()
    for correction, step in zip(made, walk(parsed, as_operations(made)), strict=True):
        if step.obstacle is not None:
            assert correction.state in ("conflict", "redundant"), correction
        elif correction.operation == "set":
            row = step.after.row(correction.target_type, correction.target)
            assert row is not None
            plain = {name: value for name, value in correction.payload.items() if name != "categories"}
            assert {name: row[name] for name in plain} == plain
        if correction.state == "conflict":
            assert correction.conflict


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=4, max_size=12))
@example([("delete", 1, 0), ("reparse", 0, 5), ("undo", 0, 0), ("import", 3, 0)])
@example([("split", 0, 0), ("text", 1, 1), ("merge", 0, 0), ("reparse", 0, 7), ("undo", 2, 0), ("decide", 0, 1)])
@example([("merge_measure", 0, 0), ("import", 5, 3), ("reparse", 0, 0), ("undo", 0, 0)])
def test_no_correction_is_ever_lost(county: Region, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        history = History()
        for step in steps:
            history.take(step)
            nothing_is_wrong()
            every_correction_is_in_force_or_waits()
        transaction.set_rollback(True)


def test_the_second_parser_does_harm() -> None:
    """Otherwise the property above would say nothing."""
    file = made_file(MADE)
    changed = [seed for seed in range(1, 20) if harmed(file, seed).values != file.values]
    assert len(changed) > 15
    assert harmed(file, 0).values == file.values
