"""Adding, deleting, splitting, merging, moving and re-drawing rows, as pure functions of the parse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.corrections.effective import InForce, effective, walk
from reports.corrections.resting import resting_on
from reports.corrections.settle import basis, settle_all
from reports.corrections.state import ReportState
from reports.corrections.structure import CONTEXT


def problem(text: str | None, start: int, *measures: str) -> dict[str, Any]:
    end = start + len(text or "")
    return {
        "text": text,
        "text_missing": text is None,
        "label": "1.",
        "number": "1",
        "run": 0,
        "path": ["一、学习有差距"],
        "start": start,
        "end": end,
        "block_start": start,
        "block_end": end + 20,
        "status": "unknown",
        "categories": [],
        "measures": list(measures),
    }


def measure(text: str, start: int) -> dict[str, Any]:
    return {"text": text, "start": start, "end": start + len(text), "types": [], "facts": []}


FIRST = "校舍维修进度迟缓。河道清理不及时。"
STATE = ReportState(
    report={"title": "中共青禾县委关于巡视整改进展情况的通报"},
    round={"term": 12},
    problems={
        "p1": problem(FIRST, 0, "m1", "m2"),
        "p2": problem("路灯损坏多。", 40, "m2"),
        "p3": problem("台账不全。", 60, "m3"),
    },
    measures={
        "m1": measure("一是逐校鉴定；二是列出清单。", 20),
        "m2": measure("三是按月检查。", 50),
        "m3": measure("一是补齐台账。", 70),
    },
    source="text-1",
)
AT = FIRST.index("河道")


def split(kind: str, target: str, text: str, at: int, new: str, **more: Any) -> InForce:
    around = {"before": text[max(0, at - CONTEXT) : at], "after": text[at : at + CONTEXT]}
    problem_only = {"number": "", "measures": None} if kind == "problem" else {}
    return InForce("split", kind, target, {"id": new, "at": at, "cut": at, **around, **problem_only, **more})


def texts(state: ReportState) -> list[Any]:
    return [row["text"] for row in state.problems.values()]


class TestAdd:
    ADDED = InForce(
        "add", "report", "r", {"id": "new", "after": "p1", "values": {"text": "食堂管理混乱。", "number": "4"}}
    )

    def test_a_problem_stands_after_the_one_named(self) -> None:
        shown = effective(STATE, [self.ADDED])
        assert list(shown.problems) == ["p1", "new", "p2", "p3"]
        assert (shown.problems["new"]["number"], shown.problems["new"]["measures"]) == ("4", [])

    def test_a_measure_stands_in_its_problem(self) -> None:
        added = InForce("add", "problem", "p2", {"id": "new", "after": None, "values": {"text": "一是换灯。"}})
        shown = effective(STATE, [added])
        assert shown.problems["p2"]["measures"] == ["new", "m2"]
        assert shown.measures["new"]["text"] == "一是换灯。"

    def test_what_the_parse_has_already_is_not_shown_twice(self) -> None:
        again = replace(STATE, problems={**STATE.problems, "p4": problem("食堂 管理混乱。", 80, "m3")})
        assert list(effective(again, [self.ADDED]).problems) == ["p1", "p2", "p3", "p4"]

    def test_a_span_counts_in_the_text_that_it_was_drawn_in_only(self) -> None:
        values = {"text": "食堂管理混乱。", "start": 90, "end": 97}
        added = InForce("add", "report", "r", {"id": "new", "after": None, "values": values, "source": "text-1"})
        assert effective(STATE, [added]).problems["new"]["start"] == 90
        assert effective(replace(STATE, source="text-2"), [added]).problems["new"]["start"] is None


class TestSplit:
    def test_the_first_part_keeps_the_id_and_the_second_stands_after_it_with_the_same_measures(self) -> None:
        shown = effective(STATE, [split("problem", "p1", FIRST, AT, "new", number="1-2")])
        assert texts(shown)[:2] == ["校舍维修进度迟缓。", "河道清理不及时。"]
        assert list(shown.problems)[:2] == ["p1", "new"]
        assert shown.problems["new"]["measures"] == ["m1", "m2"]
        assert (shown.problems["p1"]["end"], shown.problems["new"]["start"]) == (AT, AT)
        assert shown.problems["new"]["number"] == "1-2"

    def test_measures_that_are_chosen_go_with_the_second_part(self) -> None:
        shown = effective(STATE, [split("problem", "p1", FIRST, AT, "new", measures=["m2"])])
        assert (shown.problems["p1"]["measures"], shown.problems["new"]["measures"]) == (["m1"], ["m2"])

    def test_a_measure_is_split_under_every_problem_that_has_it(self) -> None:
        shown = effective(STATE, [split("measure", "m2", "三是按月检查。", 4, "new")])
        assert shown.problems["p1"]["measures"] == ["m1", "m2", "new"]
        assert shown.problems["p2"]["measures"] == ["m2", "new"]
        assert (shown.measures["m2"]["text"], shown.measures["new"]["text"]) == ("三是按月", "检查。")

    def test_the_facts_of_a_measure_go_where_they_stand(self) -> None:
        facts = [{"text": "清单", "start": 22}, {"text": "办法", "start": 30}]
        state = replace(STATE, measures={**STATE.measures, "m1": {**STATE.measures["m1"], "facts": facts}})
        shown = effective(state, [split("measure", "m1", STATE.measures["m1"]["text"], 7, "new")])
        assert [fact["text"] for fact in shown.measures["m1"]["facts"]] == ["清单"]
        assert [fact["text"] for fact in shown.measures["new"]["facts"]] == ["办法"]

    def test_the_point_is_found_again_by_the_words_around_it(self) -> None:
        longer = replace(STATE, problems={**STATE.problems, "p1": problem(f"全县{FIRST}", 0, "m1")})
        shown = effective(longer, [split("problem", "p1", FIRST, AT, "new")])
        assert texts(shown)[:2] == ["全县校舍维修进度迟缓。", "河道清理不及时。"]

    def test_a_text_without_the_words_is_left_whole(self) -> None:
        other = replace(STATE, problems={**STATE.problems, "p1": problem("校舍与河道均未整修。", 0, "m1")})
        (step,) = walk(other, [split("problem", "p1", FIRST, AT, "new")])
        assert (step.obstacle, step.after) == ("point_gone", other)


class TestMerge:
    def test_two_problems_become_one_with_the_measures_of_both(self) -> None:
        shown = effective(STATE, [InForce("merge", "problem", "p1", {"with": "p2", "joint": ""})])
        assert list(shown.problems) == ["p1", "p3"]
        merged = shown.problems["p1"]
        assert (merged["text"], merged["measures"]) == (f"{FIRST}路灯损坏多。", ["m1", "m2"])
        assert (merged["start"], merged["end"]) == (0, 46)

    def test_a_problem_whose_statement_was_lost_gets_the_others(self) -> None:
        state = replace(STATE, problems={**STATE.problems, "p1": problem(None, 0, "m1")})
        merged = effective(state, [InForce("merge", "problem", "p1", {"with": "p2", "joint": ""})]).problems["p1"]
        assert (merged["text"], merged["text_missing"]) == ("路灯损坏多。", False)

    def test_two_measures_become_one_under_every_problem(self) -> None:
        shown = effective(STATE, [InForce("merge", "measure", "m1", {"with": "m2", "joint": ""})])
        assert shown.problems["p1"]["measures"] == ["m1"]
        assert shown.problems["p2"]["measures"] == ["m1"]
        assert "m2" not in shown.measures

    def test_splitting_and_merging_again_gives_the_text_back(self) -> None:
        operations = [
            split("problem", "p1", FIRST, AT, "new"),
            InForce("merge", "problem", "p1", {"with": "new", "joint": ""}),
        ]
        assert effective(STATE, operations).problems["p1"]["text"] == FIRST


class TestMove:
    def test_a_problem_to_another_place(self) -> None:
        shown = effective(STATE, [InForce("move", "problem", "p3", {"after": None})])
        assert list(shown.problems) == ["p3", "p1", "p2"]

    def test_a_measure_under_another_problem(self) -> None:
        shown = effective(STATE, [InForce("move", "measure", "m3", {"from": "p3", "to": "p1", "after": "m1"})])
        assert shown.problems["p1"]["measures"] == ["m1", "m3", "m2"]
        assert shown.problems["p3"]["measures"] == []

    def test_a_measure_may_come_to_stand_under_two(self) -> None:
        shown = effective(STATE, [InForce("move", "measure", "m3", {"from": None, "to": "p2", "after": "m2"})])
        assert shown.problems["p2"]["measures"] == ["m2", "m3"]
        assert shown.problems["p3"]["measures"] == ["m3"]

    @pytest.mark.parametrize(
        ("payload", "obstacle"), [({"after": "p1"}, "itself"), ({"after": "gone"}, "place_gone")], ids=str
    )
    def test_not_to_a_place_that_is_not_there(self, payload: dict[str, Any], obstacle: str) -> None:
        (step,) = walk(STATE, [InForce("move", "problem", "p1", payload)])
        assert (step.obstacle, step.after) == (obstacle, STATE)


class TestRespan:
    DRAWN = InForce("respan", "problem", "p2", {"start": 38, "end": 46, "text": "部分路灯损坏多。", "source": "text-1"})

    def test_text_and_span_are_the_drawn_ones(self) -> None:
        row = effective(STATE, [self.DRAWN]).problems["p2"]
        assert (row["text"], row["start"], row["end"], row["block_start"]) == ("部分路灯损坏多。", 38, 46, 38)

    def test_in_another_text_the_words_stay_and_the_span_is_the_parses(self) -> None:
        row = effective(replace(STATE, source="text-2"), [self.DRAWN]).problems["p2"]
        assert (row["text"], row["start"], row["end"]) == ("部分路灯损坏多。", 40, 46)


class Kept:
    """A correction as settling sees it, made against STATE."""

    def __init__(self, made: InForce) -> None:
        self.operation, self.target_type, self.target, self.payload = (
            made.operation,
            made.target_type,
            made.target,
            made.payload,
        )
        self.against = basis(made, STATE)


def settled(parsed: ReportState, *made: InForce) -> list[tuple[str, Any]]:
    return [(each.state, each.conflict) for each in settle_all([Kept(operation) for operation in made], parsed)]


class TestANewParse:
    SPLIT = split("problem", "p1", FIRST, AT, "new")
    MERGE = InForce("merge", "problem", "p1", {"with": "p2", "joint": ""})

    def test_that_says_the_same_leaves_everything_in_force(self) -> None:
        assert settled(STATE, self.SPLIT, InForce("delete", "problem", "p3", {})) == [("in_force", None)] * 2

    def test_that_lost_the_row_makes_a_conflict(self) -> None:
        lost = replace(STATE, problems={"p2": STATE.problems["p2"]})
        assert settled(lost, self.SPLIT) == [("conflict", {"retired": True})]

    def test_that_no_longer_has_the_point_makes_a_conflict(self) -> None:
        other = replace(STATE, problems={**STATE.problems, "p1": problem("校舍与河道均未整修。", 0, "m1")})
        assert settled(other, self.SPLIT) == [("conflict", {"obstacle": "point_gone"})]

    def test_that_says_another_thing_around_the_point_makes_a_conflict_and_it_stays_split(self) -> None:
        other = replace(STATE, problems={**STATE.problems, "p1": problem(f"全县{FIRST}", 0, "m1")})
        assert settled(other, self.SPLIT) == [("conflict", {"text": f"全县{FIRST}"})]

    def test_that_split_it_itself_makes_the_split_redundant(self) -> None:
        parts = {"p1": problem("校舍维修进度迟缓。", 0, "m1"), "p9": problem("河道清理不及时。", AT, "m2")}
        assert settled(replace(STATE, problems=parts), self.SPLIT) == [("redundant", None)]

    def test_that_joined_them_itself_makes_the_merge_redundant(self) -> None:
        joined = {"p1": problem(f"{FIRST}路灯损坏多。", 0, "m1"), "p3": STATE.problems["p3"]}
        assert settled(replace(STATE, problems=joined), self.MERGE) == [("redundant", None)]

    def test_that_dropped_it_itself_makes_the_deletion_redundant(self) -> None:
        dropped = replace(STATE, problems={key: row for key, row in STATE.problems.items() if key != "p3"})
        assert settled(dropped, InForce("delete", "problem", "p3", {})) == [("redundant", None)]

    def test_that_has_the_order_itself_makes_the_move_redundant(self) -> None:
        ordered = replace(STATE, problems={key: STATE.problems[key] for key in ("p3", "p1", "p2")})
        assert settled(ordered, InForce("move", "problem", "p3", {"after": None})) == [("redundant", None)]

    def test_says_nothing_of_a_row_that_an_editor_made(self) -> None:
        made = InForce("set", "problem", "new", {"number": "9"})
        assert settled(STATE, self.SPLIT, made) == [("in_force", None)] * 2


class TestResting:
    SPLIT = split("problem", "p1", FIRST, AT, "new")

    def test_what_names_a_made_row_rests_on_its_making(self) -> None:
        later = [
            InForce("set", "problem", "new", {"number": "2"}),
            InForce("set", "problem", "p2", {"number": "3"}),
            InForce("move", "problem", "p3", {"after": "new"}),
        ]
        assert resting_on(STATE, [self.SPLIT, *later], 0) == [1, 3]

    def test_what_rewrites_the_text_that_was_split_rests_on_the_split(self) -> None:
        rewritten = InForce("set", "problem", "p1", {"text": "校舍维修慢。"})
        assert resting_on(STATE, [self.SPLIT, rewritten], 0) == [1]

    def test_what_another_made_possible_rests_on_it(self) -> None:
        text = "甲类问题突出。乙类问题突出。"
        operations = [InForce("set", "problem", "p2", {"text": text}), split("problem", "p2", text, 7, "new")]
        assert resting_on(STATE, operations, 0) == [1]

    def test_another_field_of_the_same_row_does_not(self) -> None:
        operations = [
            InForce("set", "problem", "p1", {"status": "completed"}),
            InForce("set", "problem", "p1", {"number": "7"}),
        ]
        assert resting_on(STATE, operations, 0) == []


PROBLEMS = st.sampled_from(["p1", "p2", "p3", "n1", "n2"])
MEASURES = st.sampled_from(["m1", "m2", "m3", "n1", "n2"])
PLACES = st.none() | PROBLEMS
NEW = st.sampled_from(["n1", "n2"])
OPERATIONS = st.lists(
    st.one_of(
        st.builds(lambda key, text: InForce("set", "problem", key, {"text": text}), PROBLEMS, st.text(min_size=1)),
        st.builds(lambda kind, key: InForce("delete", kind, key, {}), st.just("problem"), PROBLEMS),
        st.builds(lambda kind, key: InForce("delete", kind, key, {}), st.just("measure"), MEASURES),
        st.builds(
            lambda key, after, text: InForce("add", "report", "r", {"id": key, "after": after, "values": {"text": text}}),
            NEW, PLACES, st.text(min_size=1, max_size=4),
        ),
        st.builds(
            lambda key, owner, text: InForce("add", "problem", owner, {"id": key, "after": None, "values": {"text": text}}),
            NEW, PROBLEMS, st.text(min_size=1, max_size=4),
        ),
        st.builds(
            lambda key, at, new: split("problem", key, FIRST, at, new), PROBLEMS, st.integers(1, len(FIRST) - 1), NEW
        ),
        st.builds(lambda key, at, new: split("measure", key, "三是按月检查。", at, new), MEASURES, st.integers(1, 6), NEW),
        st.builds(lambda one, two: InForce("merge", "problem", one, {"with": two, "joint": ""}), PROBLEMS, PROBLEMS),
        st.builds(lambda one, two: InForce("merge", "measure", one, {"with": two, "joint": ""}), MEASURES, MEASURES),
        st.builds(lambda key, after: InForce("move", "problem", key, {"after": after}), PROBLEMS, PLACES),
        st.builds(
            lambda key, source, goal: InForce("move", "measure", key, {"from": source, "to": goal, "after": None}),
            MEASURES, PLACES, PROBLEMS,
        ),
        st.builds(
            lambda key, start: InForce(
                "respan", "problem", key, {"start": start, "end": start + 3, "text": "新划的", "source": "text-1"}
            ),
            PROBLEMS, st.integers(0, 60),
        ),
    ),
    max_size=8,
)  # fmt: skip


@given(OPERATIONS)
def test_whatever_is_done_measures_listed_exist_once_each_and_spans_are_in_order(operations: list[InForce]) -> None:
    shown = effective(STATE, operations)
    for row in shown.problems.values():
        assert set(row["measures"]) <= set(shown.measures)
        assert len(set(row["measures"])) == len(row["measures"])
    for row in [*shown.problems.values(), *shown.measures.values()]:
        assert row["start"] is None or row["start"] <= row["end"]


@given(OPERATIONS)
def test_no_measure_is_left_without_a_problem(operations: list[InForce]) -> None:
    shown = effective(STATE, operations)
    assert {each for row in shown.problems.values() for each in row["measures"]} == set(shown.measures)


@given(OPERATIONS)
def test_problems_that_are_not_moved_keep_their_order(operations: list[InForce]) -> None:
    moved = {each.target for each in operations if each.operation == "move"}
    kept = [key for key in effective(STATE, operations).problems if key in STATE.problems and key not in moved]
    assert kept == [key for key in STATE.problems if key in kept]


@given(OPERATIONS)
def test_the_same_operations_give_the_same_and_alter_nothing(operations: list[InForce]) -> None:
    before = repr((STATE, operations))
    assert effective(STATE, operations).same_as(effective(STATE, operations))
    assert repr((STATE, operations)) == before


@given(OPERATIONS, st.integers(0, 7))
def test_without_an_operation_that_nothing_rests_on_all_the_others_can_be_carried_out(
    operations: list[InForce], index: int
) -> None:
    """Undo refuses when something rests on it, so that no undo makes a new obstacle."""
    if index >= len(operations) or resting_on(STATE, operations, index):
        return
    with_it = [step.obstacle for step in walk(STATE, operations)]
    without = [step.obstacle for step in walk(STATE, [*operations[:index], *operations[index + 1 :]])]
    del with_it[index]
    assert [each for each, was in zip(without, with_it, strict=True) if each and not was] == []


@given(OPERATIONS)
def test_an_operation_that_cannot_be_carried_out_waits_or_is_not_needed(operations: list[InForce]) -> None:
    states = [state for state, _conflict in settled(STATE, *operations)]
    for step, state in zip(walk(STATE, operations), states, strict=True):
        assert step.obstacle is None or state in ("conflict", "redundant")
