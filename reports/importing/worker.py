"""Prepares a process that parses. Its own module: the others can be imported after Django's set-up only."""

from __future__ import annotations

import os
import signal


def prepare() -> None:
    """Sets Django up, and leaves Ctrl-C to the process that stores: that one ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    import django  # noqa: PLC0415

    django.setup()
