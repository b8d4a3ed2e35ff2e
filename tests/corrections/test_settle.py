"""What a new parse means for a correction: still in force, no longer needed, or a conflict for an editor."""

from __future__ import annotations

import pytest

from reports.corrections.settle import Settled, settle

PAYLOAD = {"text": "校舍维修迟缓。"}
AGAINST = {"text": "校舍维修进度迟缓。"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("校舍维修进度迟缓。", Settled("in_force")),
        ("校舍维修迟缓。", Settled("redundant")),
        ("校舍维修进度缓慢。", Settled("conflict", {"text": "校舍维修进度缓慢。"})),
    ],
    ids=["the parse is as it was", "the parse says it now itself", "the parse says a third thing"],
)
def test_a_set_is_settled_by_what_the_parse_says_now(now: str, expected: Settled) -> None:
    assert settle("set", PAYLOAD, AGAINST, {"text": now, "number": "4"}) == expected


def test_a_correction_of_a_lost_row_waits_as_a_conflict() -> None:
    assert settle("set", PAYLOAD, AGAINST, None) == Settled("conflict", {"retired": True})


def test_other_fields_of_the_row_do_not_matter() -> None:
    assert settle("set", PAYLOAD, AGAINST, {"text": AGAINST["text"], "number": "5"}) == Settled("in_force")


def test_categories_are_compared_by_code_not_by_score() -> None:
    now = {"categories": [{"code": "env", "score": 9.0, "evidence": ["河道"]}]}
    assert settle("set", {"categories": ["rural"]}, {"categories": ["env"]}, now) == Settled("in_force")
    assert settle("set", {"categories": ["env"]}, {"categories": ["rural"]}, now) == Settled("redundant")
