"""Pages of a process are made two at a time; who has waited a second goes on, and nobody else waits for a turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from xunshi_site import turns
from xunshi_site.turns import AT_ONCE, Turns

LONG_ENOUGH = 10.0


class Pages:
    """A site whose pages are made when they are let go. `made` counts those that are being made."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.middleware = Turns(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/kept/":  # as Django does: answered by an outer middleware's process_view
            self.middleware.process_view(request, None, (), {})
        self.begun.release()
        assert self.go.wait(LONG_ENOUGH)
        if request.path == "/failing/":
            raise ValueError(request.path)
        return HttpResponse("好")

    def begin(self, number: int) -> None:
        """Until so many more are being made."""
        for _ in range(number):
            assert self.begun.acquire(timeout=LONG_ENOUGH)


Ask = Callable[..., "Future[HttpResponse]"]


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def ask(pages: Pages) -> object:
    with ThreadPoolExecutor(8) as readers:

        def asking(path: str = "/", method: str = "get") -> Future[object]:
            return readers.submit(pages.middleware, getattr(RequestFactory(), method)(path))

        yield asking
        pages.go.set()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", LONG_ENOUGH)


@pytest.mark.usefixtures("patient")
def test_no_more_than_two_are_made_at_once_and_all_are_made(pages: Pages, ask: Ask) -> None:
    asked = [ask() for _ in range(5)]
    pages.begin(AT_ONCE)
    assert not pages.begun.acquire(timeout=0.2)
    pages.go.set()
    assert [each.result(LONG_ENOUGH).status_code for each in asked] == [200] * 5


def test_a_reader_who_waited_long_enough_goes_on(pages: Pages, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    asked = [ask() for _ in range(AT_ONCE + 1)]
    pages.begin(AT_ONCE + 1)
    pages.go.set()
    assert all(each.result(LONG_ENOUGH) for each in asked)


@pytest.mark.usefixtures("patient")
def test_kept_pages_and_forms_wait_for_nobody(pages: Pages, ask: Ask) -> None:
    for _ in range(AT_ONCE):
        ask()
    pages.begin(AT_ONCE)
    ask("/kept/")
    ask("/", "post")
    pages.begin(2)


@pytest.mark.usefixtures("patient")
def test_a_page_that_fails_gives_its_turn_back(pages: Pages, ask: Ask) -> None:
    pages.go.set()
    for _ in range(2 * AT_ONCE):
        with pytest.raises(ValueError, match="failing"):
            ask("/failing/").result(LONG_ENOUGH)
    assert ask().result(LONG_ENOUGH).status_code == 200
