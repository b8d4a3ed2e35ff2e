"""Pages of a process are made two at a time, files beside them one at a time; who has waited a second goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.urls import resolve

from xunshi_site import turns
from xunshi_site.turns import AT_ONCE, FILES_AT_ONCE, Turns

LONG_ENOUGH = 10.0


class Pages:
    """A site whose pages are made when they are let go. `made` counts those that are being made."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun, self.portion = threading.Semaphore(0), threading.Semaphore(0)
        self.middleware = Turns(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/problems/export.xlsx":
            request.resolver_match = resolve(request.path)
        if request.path != "/kept/":  # as Django does: answered by an outer middleware's process_view
            self.middleware.process_view(request, None, (), {})
        self.begun.release()
        assert self.go.wait(LONG_ENOUGH)
        if request.path == "/streamed/":
            return StreamingHttpResponse(self.portions())
        if request.path == "/failing/":
            raise ValueError(request.path)
        return HttpResponse("好")

    def portions(self) -> Iterator[bytes]:
        """Each is made when it is let go; a client has both when it has asked for all."""
        for number in (1, 2):
            self.begun.release()
            assert self.portion.acquire(timeout=LONG_ENOUGH)
            yield b"%d" % number

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


@pytest.mark.usefixtures("patient")
def test_workbooks_wait_for_each_other_and_no_page_for_them(pages: Pages, ask: Ask) -> None:
    workbooks = [ask("/problems/export.xlsx") for _ in range(3)]
    pages.begin(FILES_AT_ONCE)
    asked = [ask() for _ in range(AT_ONCE)]
    pages.begin(AT_ONCE)
    assert not pages.begun.acquire(timeout=0.2)
    pages.go.set()
    assert [each.result(LONG_ENOUGH).status_code for each in workbooks + asked] == [200] * 5


@pytest.mark.usefixtures("patient")
def test_portions_are_made_one_at_a_time_and_sent_without_a_turn(pages: Pages, ask: Ask) -> None:
    pages.go.set()
    first, second = (iter(ask("/streamed/").result(LONG_ENOUGH)) for _ in range(2))  # type: ignore[call-overload]
    pages.begin(2)
    with ThreadPoolExecutor(2) as clients:
        ones = [clients.submit(next, each) for each in (first, second)]
        pages.begin(1)
        assert not pages.begun.acquire(timeout=0.2), "the other one waits"
        pages.portion.release()
        pages.begin(1)  # though nobody has asked for the first one's next portion
        pages.portion.release()
        assert [each.result(LONG_ENOUGH) for each in ones] == [b"1", b"1"]
    pages.portion.release(2)
    assert (list(first), list(second)) == ([b"2"], [b"2"])


@pytest.mark.usefixtures("patient")
def test_a_file_that_fails_gives_its_turn_back(pages: Pages) -> None:
    def failing() -> Iterator[bytes]:
        yield b"1"
        raise ValueError("half way")

    middleware = Turns(lambda _request: StreamingHttpResponse(failing()))
    for _ in range(2):
        with pytest.raises(ValueError, match="half way"):
            list(middleware(RequestFactory().get("/")))  # type: ignore[call-overload]
    assert middleware.files.acquire(blocking=False)


@pytest.fixture
def a_page_waits(pages: Pages, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than are made at once, none of which is made until `pages.go`."""
    monkeypatch.setattr(turns, "PATIENCE", LONG_ENOUGH)
    for _ in range(AT_ONCE + 1):
        ask()
    pages.begin(AT_ONCE)
    until = time.monotonic() + LONG_ENOUGH
    while pages.middleware.pages._empty.is_set():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.usefixtures("a_page_waits")
def test_a_file_is_not_made_while_somebody_waits_for_a_page(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FILE_WAITS", LONG_ENOUGH)
    file = pages.middleware._portion_by_portion(pages.portions())
    with ThreadPoolExecutor(1) as client:
        first = client.submit(next, file)
        assert not pages.begun.acquire(timeout=0.2)
        pages.go.set()
        pages.begin(1 + 1)  # the page that waited, then the portion
        pages.portion.release()
        assert first.result(LONG_ENOUGH) == b"1"


@pytest.mark.usefixtures("a_page_waits")
def test_a_file_goes_on_though_there_is_always_somebody(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FILE_WAITS", 0.05)
    pages.portion.release(2)
    assert list(pages.middleware._portion_by_portion(pages.portions())) == [b"1", b"2"]


@pytest.mark.usefixtures("a_page_waits")
def test_a_workbook_lets_pages_go_first_between_its_rows(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FILE_WORKS", 0.05)
    monkeypatch.setattr(turns, "FILE_WAITS", LONG_ENOUGH)
    request = RequestFactory().get("/problems/export.xlsx")
    request.resolver_match = resolve(request.path)
    pages.middleware.process_view(request, None, (), {})
    written: list[int] = []
    rows = request.beside_pages(range(9))  # type: ignore[attr-defined]

    def write() -> None:
        for row in rows:
            written.append(row)
            time.sleep(0.02)

    with ThreadPoolExecutor(1) as writer:
        whole = writer.submit(write)
        time.sleep(0.5)
        assert 1 <= len(written) < 9
        pages.go.set()
        whole.result(LONG_ENOUGH)
    assert written == list(range(9))


def test_where_nobody_waits_a_file_does_not_either(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FILE_WORKS", 0.0)
    monkeypatch.setattr(turns, "FILE_WAITS", LONG_ENOUGH)
    began = time.monotonic()
    assert list(pages.middleware._beside_pages(range(100))) == list(range(100))
    assert time.monotonic() - began < LONG_ENOUGH
