"""Processes that work for this one: parsing for an import, reading for a rebuild of the index.

Imported before Django is set up, so that it imports nothing of the project.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

_GIVING_WAY = 10
"""Added to the niceness of a process that works for another."""
_BESIDE_READERS = 5
"""Added to that of an import: three readers' pages are made in the time of one of its turns."""


def pool(workers: int) -> ProcessPoolExecutor:
    """Spawned, not forked: a forked process would share the database connection and the index's threads."""
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), prepare)


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


def give_way_to_readers() -> None:
    """For a command that takes minutes and nobody waits for: whoever serves readers on the same machine comes first."""
    if hasattr(os, "nice"):
        os.nice(_BESIDE_READERS)


def collect_rarely() -> None:
    """What is loaded by now stays, and a parse makes a hundred thousand small objects that die together: looking for
    circles among them after every few hundred takes a quarter of its time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


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
