"""A gunicorn worker whose threads no slow client can hold.

gunicorn's thread waits for a client without end: for the rest of a request that comes byte by byte, for a reader who
takes nothing. Here a client may keep a thread waiting for ten seconds, and earns a second back with each 8 KB that it
sends or takes, never more than the ten; then the connection is closed. A proxy in front that buffers
(docs/operating.md) keeps slow clients away altogether; this is for when there is none, or when it does not.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

from xunshi_site.seats import Seat

PATIENCE = 10.0
"""Seconds that a client may keep a thread waiting in one request."""
LEAST_RATE = 8192
"""Bytes, sent or taken, that earn it a second back."""


class PatientSocket(socket.socket):
    """A connected socket that counts for how many seconds its client may still be waited for."""

    left = PATIENCE

    @classmethod
    def taking(cls, connected: socket.socket) -> PatientSocket:
        """The same connection; the socket given is of no use afterwards."""
        timeout = connected.gettimeout()
        patient = cls(connected.family, connected.type, connected.proto, fileno=connected.detach())
        patient.settimeout(timeout)
        return patient

    def begin(self) -> None:
        """A new request: what was waited for before is forgiven."""
        self.left = PATIENCE

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        with self._waiting(0):
            data = super().recv(size, flags)
        self._earn(len(data))
        return data

    def send(self, data: Any, flags: int = 0, /) -> int:
        with self._waiting(0):
            sent = super().send(data, flags)
        self._earn(sent)
        return sent

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        with self._waiting(len(data)):
            super().sendall(data, flags)
        self._earn(len(data))

    def _earn(self, moved: int) -> None:
        """Bytes that moved win time back. No more than that: what the system takes into its own buffers at once, some
        megabytes, must not make up for minutes in which the client takes nothing.
        """
        self.left = min(PATIENCE, self.left + moved / LEAST_RATE)

    @contextmanager
    def _waiting(self, expected: int) -> Iterator[None]:
        """Bounds one call that blocks. ConnectionResetError when the patience is over: gunicorn then drops the
        connection without a word. A shorter time that gunicorn itself has set stays, and ends as it expects.
        """
        own = self.gettimeout()
        left = self.left + expected / LEAST_RATE
        if own is not None and own <= left:
            yield
            return
        if left <= 0:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow")
        self.settimeout(left)
        began = time.monotonic()
        try:
            yield
        except TimeoutError as reason:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow") from reason
        finally:
            self.left -= time.monotonic() - began
            self.settimeout(own)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads with sockets of bounded patience, and connections shared out among the processes."""

    seat: Seat | None = None
    """Set by the configuration before the process is made (`xunshi_site.gunicorn`)."""
    _most_kept = 0

    @property
    def max_keepalived(self) -> int:
        """How many connections are kept open after an answer: none while other processes hold fewer."""
        return 0 if self.seat is not None and self.seat.is_crowded() else self._most_kept

    @max_keepalived.setter
    def max_keepalived(self, most: int) -> None:
        self._most_kept = most

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Connections are opened and closed in here."""
        super().wait_for_and_dispatch_events(timeout)
        if self.seat is not None:
            self.seat.note(self.nr_conns)

    def enqueue_req(self, conn: Any) -> None:
        if not conn.initialized and not self.cfg.is_ssl and not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket.taking(conn.sock)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Answers one request. The closing, for which gunicorn lets its main thread wait two seconds, is done here."""
        if isinstance(conn.sock, PatientSocket):
            conn.sock.begin()
        result = super().handle(conn)
        if result is False:
            util.close_graceful(conn.sock)
            conn.close = lambda graceful=False: None
        return result
