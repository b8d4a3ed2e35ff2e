"""Prepares a process that parses. Its own module: the others can be imported after Django's set-up only."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading


def prepare() -> None:
    """Sets Django up, and leaves Ctrl-C to the process that stores: that one ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    import django  # noqa: PLC0415

    django.setup()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
