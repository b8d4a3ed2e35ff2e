"""What `score_parser` prints of categories: agreement with an annotator."""

import pytest

from reports.parsing.agreement import Confusion, agreement


def test_the_same_codes_agree_wholly():
    result = agreement([["env"], ["debt", "funds"]], [["env"], ["debt", "funds"]])
    assert (result.problems, result.f1, result.first, result.confusions) == (2, 1.0, 1.0, ())


def test_f1_is_blind_to_order_and_first_is_not():
    result = agreement([["debt", "funds"]], [["funds", "debt"]])
    assert (result.f1, result.first) == (1.0, 0.0)
    assert result.confusions == (Confusion("debt", "funds", 1),)


def test_each_category_has_its_precision_and_recall():
    result = agreement([["env"], ["env"], ["urban"]], [["env"], ["urban"], ["urban", "env"]])
    by_code = {category.code: category for category in result.categories}
    assert (by_code["env"].precision, by_code["env"].recall) == (0.5, 0.5)
    assert (by_code["urban"].precision, by_code["urban"].recall) == (0.5, 1.0)
    assert result.f1 == pytest.approx(2 * 2 / (3 + 4))


def test_a_category_that_only_one_side_gives_has_no_precision_or_no_recall():
    result = agreement([["culture"]], [["rural"]])
    by_code = {category.code: category for category in result.categories}
    assert by_code["culture"].precision is None
    assert by_code["culture"].recall == 0.0
    assert by_code["rural"].recall is None


def test_confusions_stand_commonest_first_and_none_is_no_category():
    result = agreement([["env"], ["env"], ["team"], []], [["urban"], ["urban"], [], ["study"]])
    assert result.confusions == (
        Confusion("env", "urban", 2),
        Confusion(None, "study", 1),
        Confusion("team", None, 1),
    )


def test_nothing_to_compare_is_full_agreement():
    assert (agreement([], []).f1, agreement([], []).first) == (1.0, 1.0)


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="zip"):
        agreement([["env"]], [])
