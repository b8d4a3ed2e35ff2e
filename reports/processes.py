"""Processes that work for this one: parsing for an import, reading for a rebuild of the index.

Imported before Django is set up, so that it imports nothing of the project.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

_GIVING_WAY = 10
"""Added to the niceness of a process that works for another."""
_BESIDE_READERS = 10
"""Added to that of an import: ten turns of theirs come to one of its own."""
_M_ARENA_MAX = -8
"""The name of the setting in malloc.h: how many stocks of memory the threads of a process have."""
_PIPE = 1 << 20
"""Bytes; as much as Linux allows everybody."""


def pool(workers: int) -> ProcessPoolExecutor:
    """Spawned, not forked: a forked process would share the database connection and the index's threads."""
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), prepare)
    _widen(getattr(executor, "_result_queue", None))
    return executor


def _widen(queue: Any) -> None:
    """Lets a whole result into the pipe that it comes through. A parsed report has some 0.4 MB, and of 64 kB, which is
    all that a pipe takes otherwise, each end waits for the other again and again. Where that is not to be had (other
    systems, a user who has many pipes) nothing is different."""
    if queue is None or not hasattr(fcntl, "F_SETPIPE_SZ"):
        return
    with suppress(OSError, AttributeError):
        fcntl.fcntl(queue._reader.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


def prepare() -> None:
    """In a new process: sets Django up, and leaves Ctrl-C to the process that it works for, which ends it. It gives way
    to that one, which all others wait for, and to whoever serves readers on the same machine."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_GIVING_WAY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    import django  # noqa: PLC0415

    django.setup()
    collect_rarely()


def settle_for_long() -> None:
    """For a command that takes minutes and that nobody waits for. Whoever serves readers on the same machine comes
    first; and what the index's threads give back is taken by any of them, not kept for each (glibc only).
    """
    if hasattr(os, "nice"):
        os.nice(_BESIDE_READERS)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def collect_rarely() -> None:
    """What is loaded by now stays, and a parse makes a hundred thousand small objects that die together: looking for
    circles among them after every few hundred takes a quarter of its time.

    Not more rarely than this, though: a stored report leaves four hundred objects in circles, those that lived at an
    early look wait for a late one, and with ten times the number a nation's import held a quarter more memory.
    """
    gc.freeze()
    gc.set_threshold(20_000, 5, 5)


@contextmanager
def collected_rarely() -> Iterator[None]:
    """The same for a while, in a process that goes on with other work."""
    held = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*held)
        gc.unfreeze()


@contextmanager
def short_turns() -> Iterator[None]:
    """For a process whose main thread asks a database while another computes: it goes on 0.2 ms after each answer and
    not 5, which it would wait for again and again, forty times a report."""
    held = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    try:
        yield
    finally:
        sys.setswitchinterval(held)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
