"""Queries that are written once find, for other values, what the same query made anew finds."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connections
from django.db.models import Q, QuerySet

from reports.models import Problem, ProblemMeasure, Report
from reports.models.written import WrittenQuery, asked
from tests.factories import ReportFactory, problem_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def problems() -> list[Problem]:
    report = ReportFactory()
    return [
        problem_in(
            report, f"渠道清淤不力，占比 {number}%。", "一是组织清淤。", path=["一、水利方面"], number=str(number)
        )
        for number in range(1, 5)
    ]


COLUMNS = ("public_id", "text", "path", "retired_at", "report__published", "report__round__body__central")
VALUES = WrittenQuery[tuple[object, ...]](
    lambda: Problem.objects.public().filter(pk__in=[asked("keys")]).order_by("pk").values_list(*COLUMNS)
)
ROWS = WrittenQuery[Problem](
    lambda: (
        Problem.objects.select_related("report__round__body__region")
        .only("text", "path", "report__title", "report__round__body__name", "report__round__body__region__code")
        .filter(public_id=asked("public_id"))
    )
)


def test_values_of_lists_of_any_length_are_those_of_the_query_made_anew(problems: list[Problem]) -> None:
    for keys in ([row.pk for row in problems[:1]], [row.pk for row in problems]):
        fresh = Problem.objects.public().filter(pk__in=keys).order_by("pk").values_list(*COLUMNS)
        assert VALUES.rows(keys=keys) == list(fresh)
    assert VALUES.rows(keys=[problems[0].pk])[0][2] == ["一、水利方面"]


def test_models_have_their_relations_and_read_for_themselves_what_was_left_out(
    problems: list[Problem], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        for each in problems[:2]:
            row = ROWS.first(public_id=each.public_id)
            assert row is not None
            assert (row, row.text, row.path) == (each, each.text, each.path)
            assert row.report.round.body.region.code == each.report.round.body.region.code
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert row.number == "2"


def test_what_changes_is_seen_by_the_next_question(problems: list[Problem]) -> None:
    keys = [row.pk for row in problems]
    assert len(VALUES.rows(keys=keys)) == 4
    Report.objects.update(withdrawn_at="2026-01-01T00:00:00Z", withdrawn_reason="撤下")
    assert VALUES.rows(keys=keys) == []


def test_an_empty_list_finds_nothing_and_is_not_asked_for(
    problems: list[Problem], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    assert problems
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert VALUES.rows(keys=[]) == []
        assert VALUES.first(keys=[]) is None


def test_values_may_stand_in_conditions_inside_of_others_and_beside_fixed_ones(problems: list[Problem]) -> None:
    def sharing(measures: object, problem: object) -> object:
        links = ProblemMeasure.objects.filter(measure__pk__in=measures).exclude(problem=problem).values("problem")
        found = Problem.objects.live().filter(Q(pk__in=links) | Q(number="4")).exclude(text__contains="%")
        return found.order_by("position").values_list("number", flat=True)

    written = WrittenQuery[str](lambda: sharing([asked("measures")], asked("problem")))  # type: ignore[arg-type,return-value]
    problems[3].text = "水库管护缺位。"
    problems[3].save()
    measures = list(ProblemMeasure.objects.values_list("measure_id", flat=True))
    for problem in problems:
        assert written.rows(measures=measures, problem=problem.pk) == list(sharing(measures, problem.pk))  # type: ignore[call-overload]


def test_a_value_is_never_a_part_of_the_statement(problems: list[Problem]) -> None:
    assert ROWS.rows(public_id="' OR 1=1 -- %s") == []
    assert Problem.objects.count() == len(problems)


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_by_its_own_connection(problems: list[Problem]) -> None:
    keys, found = [row.pk for row in problems], []
    assert len(VALUES.rows(keys=keys)) == 4

    def ask() -> None:
        found.append(VALUES.rows(keys=keys))
        connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [VALUES.rows(keys=keys)]


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_first_at_the_same_time_write_one_query(problems: list[Problem]) -> None:
    made, found = [], []

    def make() -> QuerySet[Problem, str]:
        made.append(1)
        return Problem.objects.live().filter(report=asked("report")).order_by("pk").values_list("number", flat=True)

    written, together = WrittenQuery[str](make), Barrier(4)

    def ask() -> None:
        together.wait()
        found.append(written.rows(report=problems[0].report_id))
        connections.close_all()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["1", "2", "3", "4"]] * 4
    assert len(made) == 1
