"""Answers are kept for one state of the index, and no longer."""

from __future__ import annotations

import pytest

from reports.search import ProblemQuery, search_problems
from reports.search.query import Facets, IndexStatus, ProblemResults
from reports.search.reading import open_view
from reports.search.remembering import Answers
from reports.search.view import View
from tests.factories import ReportFactory, problem_in
from tests.views.conftest import index_everything


def found(query: ProblemQuery, values: int = 0) -> ProblemResults:
    counts = {"year": {str(number): 1 for number in range(values)}}
    return ProblemResults(query, 1, 1, (), Facets(counts), IndexStatus(1))


class Engine:
    """Counts how often it is asked."""

    def __init__(self, values: int = 0) -> None:
        self.asked, self.values = 0, values

    def answer(self, answers: Answers, state: object, query: ProblemQuery, facets: tuple[str, ...] = ()) -> None:
        def find() -> ProblemResults:
            self.asked += 1
            return found(query, self.values)

        assert answers.answer(state, query, facets, find).query == query


WATER, ROADS, SCHOOLS = (ProblemQuery(q=words) for words in ("污水", "道路", "学校"))


def test_the_same_question_is_asked_once_in_a_state() -> None:
    engine, answers = Engine(), Answers()
    for state in (1, 1, 2):
        engine.answer(answers, state, WATER)
    assert engine.asked == 2


def test_another_page_other_facets_and_other_words_are_other_questions() -> None:
    engine, answers = Engine(), Answers()
    engine.answer(answers, 1, WATER)
    engine.answer(answers, 1, WATER.with_(page=2))
    engine.answer(answers, 1, WATER, ("year",))
    engine.answer(answers, 1, ROADS)
    assert engine.asked == 4


def test_without_a_state_nothing_is_kept() -> None:
    engine, answers = Engine(), Answers()
    engine.answer(answers, None, WATER)
    engine.answer(answers, None, WATER)
    assert engine.asked == 2


def test_what_was_not_asked_for_longest_is_dropped_first() -> None:
    engine, answers = Engine(values=4), Answers(most_values=10)
    for query in (WATER, ROADS, WATER, SCHOOLS, WATER):
        engine.answer(answers, 1, query)
    assert engine.asked == 3
    engine.answer(answers, 1, ROADS)
    assert engine.asked == 4


def test_an_answer_larger_than_all_the_room_is_given_and_not_kept() -> None:
    engine, answers = Engine(values=11), Answers(most_values=10)
    engine.answer(answers, 1, WATER)
    engine.answer(answers, 1, WATER)
    assert engine.asked == 2


@pytest.mark.django_db
def test_what_is_added_is_found_at_once() -> None:
    report = ReportFactory()
    problem_in(report, "禾水河两处黑臭水体。")
    index_everything()
    assert [search_problems(ProblemQuery(q="黑臭")).total for _ in range(2)] == [1, 1]
    problem_in(report, "又一处黑臭水体。", number="2", label="2.")
    index_everything()
    assert search_problems(ProblemQuery(q="黑臭")).total == 2


@pytest.mark.django_db
def test_the_operator_can_switch_it_off(settings: object) -> None:
    problem_in(ReportFactory(), "禾水河两处黑臭水体。")
    index_everything()
    view = open_view()
    assert isinstance(view, View)
    assert view.state is not None
    settings.RESULT_CACHE = False  # type: ignore[attr-defined]
    view = open_view()
    assert isinstance(view, View)
    assert view.state is None
