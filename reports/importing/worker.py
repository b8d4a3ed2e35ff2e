"""Prepares a process that parses. Its own module: the others can be imported after Django's set-up only."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def prepare() -> None:
    """Sets Django up, and leaves Ctrl-C to the process that stores: that one ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    import django  # noqa: PLC0415

    django.setup()
    collect_rarely()


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


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
