"""What is counted over the archive is counted once for each state of the index, and no state's values outlive it."""

from __future__ import annotations

import pytest
from django.db.models import F

from reports.models import ArchiveState
from reports.search.keeping import KeptForState
from tests.factories import ReportFactory, problem_in
from tests.views.conftest import index_everything


@pytest.fixture(autouse=True)
def archive(db: None) -> None:
    problem_in(ReportFactory(), "禾水河两处黑臭水体。")
    index_everything()


class Counter:
    """Counts how often a key's value is counted."""

    def __init__(self, most: int = 1) -> None:
        self.kept, self.counted = KeptForState[str](most), list[str]()

    def ask(self, *keys: str) -> list[str]:
        """What had to be counted for these keys, one after the other."""
        self.counted.clear()
        for key in keys:
            assert self.kept.of(key, lambda key=key: self.count(key)) == key  # type: ignore[misc]
        return list(self.counted)

    def count(self, key: str) -> str:
        self.counted.append(key)
        return key


def test_a_value_is_counted_once_in_a_state() -> None:
    values = Counter()
    assert values.ask("a", "a") == ["a"]
    index_everything()
    assert values.ask("a", "a") == ["a"]


def test_of_too_many_those_asked_for_last_are_kept() -> None:
    values = Counter(most=2)
    assert values.ask("a", "b", "a", "c", "a", "b") == ["a", "b", "c", "b"]


def test_nothing_is_kept_where_the_operator_switched_it_off(settings: object) -> None:
    settings.RESULT_CACHE = False  # type: ignore[attr-defined]
    assert Counter().ask("a", "a") == ["a", "a"]


def test_nothing_is_kept_while_a_change_waits_for_the_index() -> None:
    ArchiveState.objects.filter(pk=1).update(version=F("version") + 1)
    assert Counter().ask("a", "a") == ["a", "a"]


def test_who_has_a_view_open_says_its_state() -> None:
    kept = KeptForState[int]()
    assert [
        kept.in_state(state, "", lambda number=number: number) for state, number in ((1, 1), (1, 2), (2, 3), (None, 4))
    ] == [1, 1, 3, 4]  # type: ignore[misc]
