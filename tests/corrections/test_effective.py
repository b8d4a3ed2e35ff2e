"""`effective(parsed, operations)`: what is shown = what was parsed + the corrections in force."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports.corrections.effective import InForce, effective
from reports.corrections.state import ReportState


def problem(text: str | None, *measures: str, **values: Any) -> dict[str, Any]:
    row = {
        "text": text,
        "text_missing": text is None,
        "number": "1",
        "status": "unknown",
        "categories": [],
        "measures": list(measures),
    }
    return {**row, **values}


STATE = ReportState(
    report={"title": "中共青禾县委关于巡视整改进展情况的通报"},
    round={"term": 12},
    problems={
        "p1": problem(
            "校舍维修进度迟缓。", "m1", "m2", categories=[{"code": "livelihood", "score": 2.5, "evidence": ["校舍"]}]
        ),
        "p2": problem(None, "m2"),
    },
    measures={"m1": {"text": "一是制定计划。"}, "m2": {"text": "二是逐校检查。"}},
)


def set_(target_type: str, target: str, **payload: Any) -> InForce:
    return InForce("set", target_type, target, payload)


def test_without_operations_the_parse_is_shown() -> None:
    assert effective(STATE, []) == STATE


def test_set_changes_the_fields_named_and_nothing_else() -> None:
    shown = effective(STATE, [set_("problem", "p1", status="completed")])
    assert shown.problems["p1"] == {**STATE.problems["p1"], "status": "completed"}
    assert shown.problems["p2"] == STATE.problems["p2"]
    assert (shown.measures, shown.report, shown.round) == (STATE.measures, STATE.report, STATE.round)


def test_a_statement_supplied_by_an_editor_is_no_longer_missing() -> None:
    shown = effective(STATE, [set_("problem", "p2", text="路灯损坏多。")])
    assert (shown.problems["p2"]["text"], shown.problems["p2"]["text_missing"]) == ("路灯损坏多。", False)


def test_the_later_of_two_corrections_of_a_field_is_shown() -> None:
    operations = [set_("measure", "m1", text="一是订计划。"), set_("measure", "m1", text="一是定计划。")]
    assert effective(STATE, operations).measures["m1"]["text"] == "一是定计划。"


def test_header_and_round_are_corrected_alike() -> None:
    shown = effective(STATE, [set_("report", "r", title="新标题"), set_("round", "x", term=13)])
    assert (shown.report["title"], shown.round["term"]) == ("新标题", 13)


def test_categories_chosen_by_an_editor_keep_the_evidence_that_the_parser_had() -> None:
    shown = effective(STATE, [set_("problem", "p1", categories=["safety", "livelihood"])])
    assert shown.problems["p1"]["categories"] == [
        {"code": "safety", "score": 0.0, "evidence": []},
        {"code": "livelihood", "score": 2.5, "evidence": ["校舍"]},
    ]


def test_a_deleted_problem_takes_its_own_measures_along_but_not_shared_ones() -> None:
    shown = effective(STATE, [InForce("delete", "problem", "p1", {})])
    assert list(shown.problems) == ["p2"]
    assert list(shown.measures) == ["m2"]


def test_a_deleted_measure_leaves_every_problem() -> None:
    shown = effective(STATE, [InForce("delete", "measure", "m2", {})])
    assert shown.problems["p1"]["measures"] == ["m1"]
    assert shown.problems["p2"]["measures"] == []


def test_an_operation_on_a_row_that_the_parse_lost_changes_nothing() -> None:
    assert effective(STATE, [set_("problem", "gone", number="9")]) == STATE


OPERATIONS = st.lists(
    st.one_of(
        st.builds(
            lambda key, number: set_("problem", key, number=number),
            st.sampled_from(["p1", "p2", "gone"]),
            st.text(max_size=3),
        ),
        st.builds(
            lambda key, text: set_("measure", key, text=text), st.sampled_from(["m1", "m2"]), st.text(max_size=5)
        ),
        st.builds(lambda key: InForce("delete", "problem", key, {}), st.sampled_from(["p1", "p2"])),
        st.builds(lambda key: InForce("delete", "measure", key, {}), st.sampled_from(["m1", "m2"])),
    ),
    max_size=6,
)


@given(OPERATIONS)
def test_every_measure_that_a_shown_problem_lists_is_shown(operations: list[InForce]) -> None:
    shown = effective(STATE, operations)
    listed = {measure for row in shown.problems.values() for measure in row["measures"]}
    assert listed <= set(shown.measures)


@given(OPERATIONS)
def test_the_parse_itself_is_never_altered(operations: list[InForce]) -> None:
    before = repr(STATE)
    effective(STATE, operations)
    assert repr(STATE) == before
