"""Twenty readers of a site on this machine, in a process of their own: asks for addresses, says how each was answered.

usage: python -m benchmarks.clients PORT < addresses > answers

A line of input is a JSON object: `addresses`; `clients`, how many ask at the same time over one connection each;
`rate`, requests a second of all of them together (0: each asks as soon as it was answered); `seconds`, after which no
more are sent. The answer is one JSON object: a list of [milliseconds, whether it was an export, bytes], in the order
in which they came, the seconds that all took, and a sentence for each fault. Only 127.0.0.1 is asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
PATIENCE = 120.0
CHECKED_EACH = 20
"""Every so many pages one is unpacked and read to its end."""
PAGE_ENDS = b"</html>"


class BrokenAnswer(Exception):
    """Says in a sentence what is wrong with an answer."""


@dataclass(slots=True)
class Seen:
    answers: list[tuple[float, bool, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Waiting:
    """The addresses still to be asked for, each with the moment at which it is due."""

    def __init__(self, addresses: list[str], rate: float, seconds: float) -> None:
        self.addresses = iter(addresses)
        self.rate = rate
        self.began = time.perf_counter()
        self.until = self.began + seconds
        self.given = 0

    def next(self) -> tuple[str, float] | None:
        """None when none is left, or the time is over. With a rate the moment is the clock's, also for a client that
        comes too late for it: what it waited for the others counts.
        """
        now = time.perf_counter()
        moment = self.began + self.given / self.rate if self.rate else now
        address = next(self.addresses, None) if max(now, moment) < self.until else None
        if address is None:
            return None
        self.given += 1
        return address, moment


class Connection:
    """One connection, kept open as long as the server likes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body as sent. Raises BrokenAnswer, and OSError when the connection is refused."""
        if self.writer is None:
            await self._open()
        try:
            return await self._ask(address)
        except (ConnectionError, asyncio.IncompleteReadError):
            # A kept connection may have been closed by the server meanwhile: every browser asks once more.
            await self._open()
            try:
                return await self._ask(address)
            except (ConnectionError, asyncio.IncompleteReadError) as reason:
                raise BrokenAnswer(f"{address}: cut off ({reason!r})") from reason

    async def _open(self) -> None:
        self.close()
        self.reader, self.writer = await asyncio.open_connection(HOST, self.port)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def _ask(self, address: str) -> tuple[int, dict[str, str], bytes]:
        assert self.reader is not None
        assert self.writer is not None
        head = f"GET {address} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept-Encoding: gzip\r\n"
        self.writer.write(f"{head}Accept-Language: zh-CN\r\n\r\n".encode())
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
        body = await self._body(headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(first.split()[1]), headers, body

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self.reader is not None
        if "content-length" in headers:
            return await self.reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            return await self.reader.read()
        parts = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)


def fault_of(address: str, status: int, headers: dict[str, str], body: bytes, *, thorough: bool) -> str:
    """What is wrong with an answer, as a sentence; else an empty string."""
    if status != 200:
        return f"{address}: answer {status}"
    if not thorough or not headers.get("content-type", "").startswith("text/html"):
        return ""
    if headers.get("content-encoding") == "gzip":
        body = zlib.decompress(body, wbits=31)
    return "" if body.rstrip().endswith(PAGE_ENDS) else f"{address}: the page does not end"


async def _client(port: int, waiting: Waiting, seen: Seen) -> None:
    connection = Connection(port)
    try:
        while (due := waiting.next()) is not None:
            address, moment = due
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            await _one(connection, address, moment, seen)
    finally:
        connection.close()


async def _one(connection: Connection, address: str, moment: float, seen: Seen) -> None:
    thorough = len(seen.answers) % CHECKED_EACH == 0
    try:
        status, headers, body = await asyncio.wait_for(connection.get(address), PATIENCE)
    except (BrokenAnswer, OSError, ValueError, asyncio.LimitOverrunError) as reason:
        connection.close()
        seen.faults.append(f"{address}: {reason!r}")
        return
    milliseconds = (time.perf_counter() - moment) * 1000
    seen.answers.append((milliseconds, "/export." in address, len(body)))
    if fault := fault_of(address, status, headers, body, thorough=thorough):
        seen.faults.append(fault)


async def asked(port: int, task: dict[str, Any]) -> dict[str, Any]:
    """Carries out one line of input."""
    waiting, seen, began = Waiting(task["addresses"], task["rate"], task["seconds"]), Seen(), time.perf_counter()
    await asyncio.gather(*(_client(port, waiting, seen) for _ in range(task["clients"])))
    return {"answers": seen.answers, "faults": seen.faults, "seconds": time.perf_counter() - began}


def main() -> None:
    port = int(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(asyncio.run(asked(port, json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
