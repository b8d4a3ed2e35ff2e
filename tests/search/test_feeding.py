"""An import's writer is fed by a thread: in order, all of it before a commit, and nothing more after a failure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from reports.search.documents import ReadyDocument
from reports.search.feeding import AHEAD, Feeder, FeederClosed
from reports.search.fresh import Lookups
from tests.search.corpus import problem


class Writer:
    """Notes what it is given; waits at the first document until `open` is set."""

    def __init__(self) -> None:
        self.given: list[Any] = []
        self.open = threading.Event()

    def add_document(self, document: Any) -> None:
        assert self.open.wait(10)
        self.given.append(document.to_dict()["uid"][0])


class Report:
    def __init__(self, *numbers: int, fails: bool = False) -> None:
        self.numbers, self.fails = numbers, fails

    def documents(self, _lookups: Lookups) -> Iterator[ReadyDocument]:
        for number in self.numbers:
            yield problem(number, statement=["台账不清"]).ready()
        if self.fails:
            raise OSError("No space left on device")


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def feeder(writer: Writer) -> Iterator[Feeder]:
    made = Feeder(writer, Lookups())  # type: ignore[arg-type]
    yield made
    writer.open.set()
    made.close()


def give(feeder: Feeder, *reports: Report) -> None:
    for each in reports:
        feeder.give(each)  # type: ignore[arg-type]


def uids(*numbers: int) -> list[str]:
    return [f"problem:{problem(number).public_id}" for number in numbers]


def test_whoever_waits_knows_that_all_has_been_written_in_order(feeder: Feeder, writer: Writer) -> None:
    give(feeder, Report(1, 2), Report(), Report(3))
    assert writer.given == []
    writer.open.set()
    feeder.wait()
    assert writer.given == uids(1, 2, 3)


def test_a_failure_is_told_and_nothing_is_written_after_it(feeder: Feeder, writer: Writer) -> None:
    writer.open.set()
    give(feeder, Report(1, fails=True))
    with pytest.raises(OSError, match="No space"):
        feeder.wait()
    with pytest.raises(OSError, match="No space"):
        give(feeder, Report(2))
    assert writer.given == uids(1)


def test_what_waits_when_it_is_closed_is_dropped(feeder: Feeder, writer: Writer) -> None:
    give(feeder, *(Report(number) for number in range(AHEAD)))
    closing = threading.Thread(target=feeder.close)
    closing.start()
    writer.open.set()
    closing.join(10)
    assert not closing.is_alive()
    assert writer.given in ([], uids(0))
    with pytest.raises(FeederClosed):
        give(feeder, Report(9))
