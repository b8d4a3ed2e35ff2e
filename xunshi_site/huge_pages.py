"""Memory in pages of two megabytes: less of a processor's time goes into finding where memory is.

Linux gives them to every process (`always`), to those that ask (`madvise`) or to none. GNU's C library asks, from 2.35
on, where a variable of the environment says so when a process begins; others do not know the variable. An import with
such pages took 7 % less time, the site's answers a sixth less (docs/performance.md).

Imported before Django, by manage.py: it imports nothing of the project.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "GLIBC_TUNABLES"
ASKED_BY = "glibc.malloc.hugetlb"
ASKED = f"{ASKED_BY}=1"
POLICY = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""What the system does, in brackets among what it might: `always [madvise] never`."""


def asking(environment: Mapping[str, str]) -> dict[str, str]:
    """What to add to the environment of a process that is to ask for such pages. Nothing where the system gives them
    unasked or not at all, and where the environment already says what its owner wants."""
    others = environment.get(VARIABLE, "")
    if ASKED_BY in others or not _given_who_ask():
        return {}
    return {VARIABLE: f"{others}:{ASKED}" if others else ASKED}


def begin_anew() -> None:
    """Begins this process once more with them, when it did not ask: to be called before it has done anything. Costs a
    start of Python, some 15 ms."""
    added = asking(os.environ)
    if added:
        with suppress(OSError):  # then without
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | added)


def _given_who_ask() -> bool:
    try:
        return "[madvise]" in POLICY.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return False
