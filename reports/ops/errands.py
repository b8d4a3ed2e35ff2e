"""Uploads on a local site: whoever serves it looks whether one waits, and lets the command work it off.

A process of its own does the work, so that parser and memory of it are not the web server's; it ends when nothing
waits. A public site runs `run_jobs` as a service instead.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from reports.importing.jobs import waiting

logger = logging.getLogger(__name__)

SECONDS = 2.0


def watch_uploads() -> None:
    """Starts the look-out, a thread that ends with its process. To be called once in a process that serves."""
    threading.Thread(target=_watch, name="uploads", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(SECONDS)
        try:
            close_old_connections()
            if waiting():
                work_off()
        except (DatabaseError, OSError):
            logger.exception("looking for uploads failed")


def work_off() -> None:
    """Runs `run_jobs --once` and waits for its end. Two at once are harmless: each job is one worker's."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_jobs", "--once", "--verbosity", "0"]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
