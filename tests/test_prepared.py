"""On PostgreSQL a written query is planned once for a connection, whatever its values and however many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, connection

from reports.models import Problem
from reports.models.prepared import for_lists_of_any_length, sent
from reports.models.written import WrittenQuery, asked
from tests.factories import ReportFactory, problem_in


@pytest.mark.parametrize(
    ("pieces", "meant"),
    [
        (['SELECT 1 WHERE "id" IN (', ") AND x"], ['SELECT 1 WHERE "id" = ANY(', ") AND x"]),
        (['WHERE "id" NOT IN (', ")"], ['WHERE "id" <> ALL(', ")"]),
        (['WHERE "id" IN (', ", ", ")"], ['WHERE "id" IN (', ", ", ")"]),
        (['WHERE "id" = ', ""], ['WHERE "id" = ', ""]),
        (["WHERE (a IN (", ") OR b IN (", "))"], ["WHERE (a = ANY(", ") OR b = ANY(", "))"]),
    ],
)
def test_a_list_is_one_value_and_two_fixed_values_are_none(pieces: list[str], meant: list[str]) -> None:
    assert for_lists_of_any_length(pieces) == meant


@pytest.mark.parametrize(
    ("value", "given"), [(7, "7"), ([3, 70_000], "{3,70000}"), ("七", "七"), (["甲", '乙,"'], ["甲", '乙,"'])]
)
def test_numbers_go_as_digits_whatever_their_size(value: Any, given: Any) -> None:
    assert sent(value) == given


@pytest.fixture
def numbers(db: None) -> list[Problem]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite prepares statements by itself")
    report = ReportFactory()
    return [problem_in(report, f"沟渠淤塞{number}处。", number=str(number)) for number in range(1, 5)]


def test_one_statement_answers_lists_of_any_length(numbers: list[Problem]) -> None:
    written = WrittenQuery[str](
        lambda: Problem.objects.filter(pk__in=[asked("keys")]).order_by("pk").values_list("number", flat=True)
    )
    before = _prepared()
    for length in (1, 2, 4):
        keys = [row.pk for row in numbers[:length]]
        assert written.rows(keys=keys) == [str(number) for number in range(1, length + 1)]
    assert len(_prepared() - before) == 1


def test_texts_in_a_list_are_what_they_are(numbers: list[Problem]) -> None:
    written = WrittenQuery[str](
        lambda: Problem.objects.filter(public_id__in=[asked("ids")]).order_by("pk").values_list("number", flat=True)
    )
    assert written.rows(ids=[numbers[1].public_id, "{}", '",', "'"]) == ["2"]


def test_what_the_server_refuses_is_an_error_of_djangos(numbers: list[Problem]) -> None:
    written = WrittenQuery[int](lambda: Problem.objects.filter(pk=asked("key")).values_list("pk", flat=True))
    with pytest.raises(DataError):
        written.rows(key="no number")


def test_where_the_operator_wants_none_nothing_is_prepared(
    numbers: list[Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", None)
    written = WrittenQuery[int](lambda: Problem.objects.filter(pk__in=[asked("keys")]).values_list("pk", flat=True))
    before = _prepared()
    assert written.rows(keys=[numbers[0].pk]) == [numbers[0].pk]
    assert _prepared() == before


def _prepared() -> set[str]:
    """The statements that the server keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}
