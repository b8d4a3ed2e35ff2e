"""A real gunicorn whose every thread is beset by clients that send slowly or take nothing: it goes on answering.

The worker's patience is shortened by the test, so that a second tells what ten would.
"""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tests import served_site

THREADS = 2
CONFIG = f"""
from xunshi_site import patience
from xunshi_site.gunicorn import *
patience.PATIENCE = 1.0
workers, threads = 1, {THREADS}
"""
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/large":
        return (b"x" * 8192 for _ in range(32768))
    if environ["PATH_INFO"] == "/body":
        return [environ["wsgi.input"].read()[:5]]
    return [b"ok"]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served_site.gunicorn(tmp_path_factory.mktemp("gunicorn"), CONFIG, APPLICATION) as port:
        yield port


@contextlib.contextmanager
def clients(port: int, sent: bytes, *, receive_buffer: int | None = None) -> Iterator[list[socket.socket]]:
    """As many connections as there are threads, each with something sent."""
    with contextlib.ExitStack() as stack:
        opened = []
        for _ in range(THREADS):
            client = stack.enter_context(socket.socket())
            if receive_buffer:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            client.connect(("127.0.0.1", port))
            client.sendall(sent)
            opened.append(client)
        time.sleep(0.2)  # until each has its thread
        yield opened


def answers(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
        return bool(answer.read() == b"ok")


def test_the_head_of_a_request_that_never_ends(port: int) -> None:
    with clients(port, b"GET / HTTP/1.1\r\nHost: a\r\n") as slow:
        assert answers(port)
        for client in slow:
            client.settimeout(20)
            assert client.recv(100) == b""


def test_a_head_that_comes_byte_by_byte(port: int) -> None:
    with clients(port, b"GET / HTTP/1.1\r\nX-Slow: ") as slow:
        dropped = 0
        until = time.monotonic() + 20
        while dropped < THREADS and time.monotonic() < until:
            time.sleep(0.1)
            dropped = 0
            for client in slow:
                try:
                    client.send(b"a")
                except OSError:
                    dropped += 1
        assert dropped == THREADS
        assert answers(port)


def test_a_body_that_does_not_come(port: int) -> None:
    with clients(port, b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc"):
        assert answers(port)


def test_a_reader_who_takes_nothing(port: int) -> None:
    with clients(port, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", receive_buffer=4096):
        assert answers(port)


def test_a_steady_reader_gets_everything(port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/large", timeout=60) as answer:
        size = 0
        while part := answer.read(1 << 20):
            size += len(part)
            time.sleep(0.005)
    assert size == 8192 * 32768


def test_a_head_too_long_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(b"GET /?q=" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 4")
