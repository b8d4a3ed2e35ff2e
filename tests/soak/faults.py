"""Imports that are killed, starved and locked out. Each attempt runs in a forked process of its own on one home.

Forked, not started: no second is lost with loading, so that hundreds of kills take minutes. The parent keeps no
connection to the database and no index open.
"""

from __future__ import annotations

import mmap
import os
import pickle
import random
import resource
import shutil
import signal
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection, connections

from reports.importing import pipeline, run, store
from reports.ops.check import CHECKS
from reports.search import applying
from tests.soak.content import content

STAGES = ("read", "parse", "store", "commit", "index")
MOST_ENTRIES = {"read": 4, "parse": 4, "store": 4, "commit": 8, "index": 3}
"""A stage is aimed at when it has been entered so often at most: a report is committed beside its run's records."""
SHORT = frozenset({"read", "commit"})
"""Stages of less than a millisecond: nobody outside hits them."""
NOTHING = 255


class Home:
    """A home of an archive on SQLite, used by one process after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def use(self) -> None:
        """Points this process's settings and connection here."""
        connections.close_all()
        settings.ARCHIVE_HOME = self.folder
        settings.INDEX_DIR, settings.ORIGINALS_DIR = self.folder / "index", self.folder / "originals"
        connection.settings_dict["NAME"] = str(self.folder / "archive.sqlite3")

    def copy(self, folder: Path) -> Home:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Home(folder)

    def do(self, work: Callable[[], Any]) -> Any:
        """What `work` returns, in a process of its own. RuntimeError with its traceback when it fails."""
        read, write = os.pipe()
        pid = self.start(lambda: _answer(work, write))
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            told = pipe.read()
        os.waitpid(pid, 0)
        if not told:
            raise RuntimeError("the process died without an answer")
        good, value = pickle.loads(told)
        if not good:
            raise RuntimeError(value)
        return value

    def start(self, work: Callable[[], Any]) -> int:
        """Forks a process that does `work` here and ends; returns its id."""
        connections.close_all()
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        try:
            self.use()
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)


def _answer(work: Callable[[], Any], write: int) -> None:
    try:
        told = pickle.dumps((True, work()))
    except BaseException:
        told = pickle.dumps((False, traceback.format_exc()))
    with os.fdopen(write, "wb") as pipe:
        pipe.write(told)


def import_all(folder: Path, workers: int = 1) -> dict[str, int]:
    return dict(run.import_paths([folder], origin="synthetic", workers=workers).counts)


def findings() -> list[str]:
    """What `check_archive` finds wrong; the index first takes up what was committed, as the next start does."""
    applying.apply_changes()
    return [f"{name}: {finding.where} {finding.en}" for name, check in CHECKS.items() for finding in check()]


def kill_somewhere(home: Home, corpus: Path, chance: random.Random, aim: str) -> str:
    """Imports and kills -9 the process shortly after it enters the stage `aim` for a random time; in a stage of less
    than a millisecond it kills itself at a random moment. Returns the stage that it was in when it died, or `done` when
    it was quicker."""
    board = mmap.mmap(-1, 1 + len(STAGES) * 2)
    board[0] = NOTHING
    place = 1 + STAGES.index(aim) * 2
    wanted = chance.randint(1, MOST_ENTRIES[aim])
    end = End(aim, wanted, chance.random()) if aim in SHORT else None
    pid = home.start(lambda: _watched(board, corpus, end))
    while end is None and int.from_bytes(board[place : place + 2], "big") < wanted:
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended:
            return "done"
        time.sleep(0.0002)
    if end is None:
        time.sleep(chance.random() * 0.02)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        return "done"
    stage = board[0]
    return STAGES[stage] if stage != NOTHING else "between"


@dataclass(frozen=True, slots=True)
class End:
    """Where an import kills itself: in `stage`, when it enters it the time `entry`; `moment` from 0 (before the stage's
    work) over the work's time to 1 (after it)."""

    stage: str
    entry: int
    moment: float

    def do(self, work: Callable[[], Any]) -> Any:
        if self.moment > 1 / 3:
            if self.moment < 2 / 3:  # amid the work, when it lets other threads go on
                threading.Timer((self.moment - 1 / 3) * 0.003, _die).start()
            work()
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _watched(board: mmap.mmap, corpus: Path, end: End | None = None) -> None:
    """An import that writes on the board which stage it is in, and how often it entered each; and that may end itself."""

    def told(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        number = STAGES.index(stage)
        place = 1 + number * 2

        def wrapped(*args: Any, **options: Any) -> Any:
            before, board[0] = board[0], number
            count = int.from_bytes(board[place : place + 2], "big") + 1
            board[place : place + 2] = count.to_bytes(2, "big")
            try:
                if end is not None and (end.stage, end.entry) == (stage, count):
                    return end.do(lambda: work(*args, **options))
                return work(*args, **options)
            finally:
                board[0] = before

        return wrapped

    with (
        # A small corpus lasts some seconds: commits of the index come as often as those of a long import seldom do.
        mock.patch.object(applying, "SHORTEST_PAUSE", 0.02),
        mock.patch.object(applying, "LONGEST_PAUSE", 0.3),
        mock.patch.object(pipeline, "_bytes", told("read", pipeline._bytes)),
        mock.patch.object(pipeline, "parse_or_fail", told("parse", pipeline.parse_or_fail)),
        mock.patch.object(run, "store", told("store", store.store)),
        mock.patch.object(connection, "_commit", told("commit", getattr(connection, "_commit"))),  # noqa: B009
        mock.patch.object(applying, "_apply_batch", told("index", applying._apply_batch)),
    ):
        import_all(corpus)


def kill_a_worker(home: Home, corpus: Path, chance: random.Random) -> None:
    """Two processes parse for an import; one of them is killed. RuntimeError when the import does not end well."""
    pid = home.start(lambda: import_all(corpus, workers=2))
    children = Path(f"/proc/{pid}/task/{pid}/children")
    workers: list[str] = []
    while not workers:
        time.sleep(0.05)
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        lines = {each: Path(f"/proc/{each}/cmdline") for each in children.read_text().split()}
        workers = [each for each, line in lines.items() if line.exists() and b"spawn_main" in line.read_bytes()]
    else:
        time.sleep(chance.random() * 3)
        with suppress(ProcessLookupError):
            os.kill(int(chance.choice(workers)), signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError("an import did not outlive one of its workers")


def starve(home: Home, corpus: Path, chance: random.Random) -> None:
    """A full disk: no file may grow beyond some size."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        largest = (home.folder / "archive.sqlite3").stat().st_size + chance.randint(0, 400_000)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        import_all(corpus)

    os.waitpid(home.start(work), 0)


def lock_out(home: Home, corpus: Path) -> dict[str, int]:
    """The database is locked by another program for the whole run. Returns the counts of outcomes, if it came to any."""

    def work() -> dict[str, int]:
        connection.settings_dict["OPTIONS"]["timeout"] = 0.1
        return import_all(corpus)

    other = sqlite3.connect(home.folder / "archive.sqlite3", isolation_level=None)
    other.execute("begin immediate")
    try:
        return dict(home.do(work))
    except RuntimeError as error:
        if "locked" not in str(error):
            raise
        return {}
    finally:
        other.execute("rollback")
        other.close()


def two_at_once(home: Home, corpus: Path) -> None:
    """Two imports of the same files at the same time. RuntimeError when one of them fails."""
    pids = [home.start(lambda: import_all(corpus)) for _ in range(2)]
    codes = [os.waitpid(pid, 0)[1] for pid in pids]
    if any(codes):
        raise RuntimeError("one of two imports at once failed")


def held_by(home: Home) -> dict[str, list[str]]:
    return dict(home.do(content))
