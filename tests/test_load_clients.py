"""The readers of benchmarks/load.py name every wrong answer, and count what they waited for each other."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from benchmarks import clients

PAGE = b"<!doctype html><html><p>x</p></html>\n"
SLOW = 0.2


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(SLOW)
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "500")
            self.end_headers()
            self.wfile.write(b"too little")
            self.close_connection = True
            return
        body = gzip.compress(b"<html>half a page" if self.path == "/half" else PAGE)
        self.send_response(500 if self.path == "/fault" else 200)
        for name, value in (("Content-Type", "text/html"), ("Content-Encoding", "gzip")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Nothing is said."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def ask(port: int, *addresses: str, readers: int = 1, rate: float = 0.0) -> dict[str, Any]:
    task = {"addresses": list(addresses), "clients": readers, "rate": rate, "seconds": 30.0}
    return asyncio.run(clients.asked(port, task))


def test_right_answers_are_no_faults(port: int) -> None:
    seen = ask(port, *["/a"] * 7, "/problems/export.csv?x=1", readers=3)
    assert seen["faults"] == []
    assert sorted(export for _, export, _ in seen["answers"]) == [False] * 7 + [True]


@pytest.mark.parametrize("address", ["/fault", "/half", "/cut"])
def test_wrong_ones_are_named(port: int, address: str) -> None:
    (fault,) = ask(port, address)["faults"]
    assert address in fault


def test_at_a_rate_what_a_late_reader_waited_counts(port: int) -> None:
    seen = ask(port, "/slow", "/a", "/a", "/a", rate=1000)
    assert all(milliseconds >= SLOW * 1000 * 0.9 for milliseconds, _, _ in seen["answers"])
    seen = ask(port, *["/a"] * 10, readers=2, rate=50)
    assert seen["seconds"] >= 0.17
