"""Similar problems: which words tell, what is found by them, what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Report
from reports.search.reading import open_view
from reports.search.similar import Similar, SimilarQuery, find_similar, pairs_of, shared_words, telling_pairs
from reports.search.view import View
from tests.search.archive import stored

STATEMENTS = (
    ("禾水河两处黑臭水体治理后返黑", "食堂账目不清"),
    ("城区黑臭水体长期未治理", "公车私用屡禁不止"),
    ("黑臭水体整治进度滞后", "食堂采购账目混乱"),
    ("干部考勤流于形式", "公车私用问题仍有发生"),
)


@pytest.fixture
def archive(db: None, django_capture_on_commit_callbacks: object) -> list[Report]:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        return [stored(number, *statements) for number, statements in enumerate(STATEMENTS, 1)]


def found(query: SimilarQuery) -> list[str]:
    from reports.models import Problem

    rows = {row.pk: row.text or "" for row in Problem.objects.all()}
    return [rows[hit.pk] for hit in find_similar(query).hits]


class TestFinding:
    def test_what_shares_most_of_the_telling_words_comes_first(self, archive: list[Report]) -> None:
        assert found(SimilarQuery("黑臭水体治理不力"))[0] in (STATEMENTS[0][0], STATEMENTS[1][0])
        assert set(found(SimilarQuery("食堂账目不规范"))) == {"食堂账目不清", "食堂采购账目混乱"}

    def test_reports_named_are_left_out(self, archive: list[Report]) -> None:
        assert found(SimilarQuery("食堂账目不规范", (archive[0].public_id,))) == ["食堂采购账目混乱"]

    def test_another_level_finds_nothing_here(self, archive: list[Report]) -> None:
        assert found(SimilarQuery("食堂账目不规范", level="county"))
        assert found(SimilarQuery("食堂账目不规范", level="province")) == []

    @pytest.mark.parametrize("statement", ["", "。", "甲", "完全没有人说过", "《》"])
    def test_without_telling_words_nothing_is_similar(self, archive: list[Report], statement: str) -> None:
        assert find_similar(SimilarQuery(statement)) == Similar()

    def test_without_an_index_nothing_is_found(self, db: None) -> None:
        assert find_similar(SimilarQuery("黑臭水体")) == Similar()


class TestTellingPairs:
    def test_a_pair_across_two_words_tells_nothing(self, archive: list[Report]) -> None:
        view = open_view()
        assert isinstance(view, View)
        pairs = telling_pairs(view.searcher, "黑臭水体治理")
        assert {"黑臭", "臭水", "水体"} <= set(pairs)
        assert "体治" not in pairs

    def test_rarer_pairs_weigh_more(self, archive: list[Report]) -> None:
        view = open_view()
        assert isinstance(view, View)
        pairs = telling_pairs(view.searcher, "食堂的黑臭水体")
        assert pairs["食堂"] > pairs["黑臭"]


class TestSharedWords:
    WEIGHTS = {"黑臭": 2.0, "臭水": 2.0, "水体": 2.0, "返黑": 3.0}

    def test_runs_in_common_are_named_whole(self) -> None:
        assert shared_words("黑臭水体治理返黑", "两处黑臭水体", self.WEIGHTS) == ["黑臭水体"]

    def test_a_whole_clause_in_common_is_cut_to_what_tells(self) -> None:
        clause = "全县各个乡镇黑臭水体治理工作推进不力"
        assert shared_words(clause, clause, self.WEIGHTS) == ["黑臭水体"]

    def test_what_tells_nothing_is_not_named(self) -> None:
        assert shared_words("治理不力", "治理不力", self.WEIGHTS) == []

    @given(st.text(alphabet="黑臭水体治理返黑3。 ", max_size=40), st.text(alphabet="黑臭水体治理返黑3。 ", max_size=40))
    def test_every_word_named_stands_in_both(self, one: str, other: str) -> None:
        for word in shared_words(one, other, self.WEIGHTS):
            assert pairs_of(word) - {pair for pair in pairs_of(word) if "_" in pair} <= pairs_of(one) & pairs_of(other)

    @given(st.text(alphabet="黑臭水体治理返黑", max_size=30))
    def test_likeness_is_a_share(self, text: str) -> None:
        assert 0 <= Similar(weights=self.WEIGHTS).likeness(text) <= 1
