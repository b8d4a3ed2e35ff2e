"""A site in processes of its own, its readers, what both cost; an archive moved to PostgreSQL (benchmarks/load.py)."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.throwaway_postgres import throwaway_cluster
from xunshi_site.huge_pages import asking

ROOT = Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
SECONDS_TO_START = 60
LOOK_EACH = 2.0
SETTLED = 0.2
"""The first part of a phase, in which caches fill, says nothing about memory."""
TOLD_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Answers:
    """What readers got in one phase: milliseconds of pages and of exports, a sentence for each fault."""

    pages: list[float]
    exports: list[float]
    faults: list[str]
    seconds: float

    def told(self, name: str) -> int:
        """Prints a line of the table, and the first faults; returns their number."""
        number = len(self.pages) + len(self.exports)
        exports = f"{at(self.exports, 0.95):.0f}" if self.exports else ""
        print(
            f"| {name} | {number:,} | {number / self.seconds:.0f} | {at(self.pages, 0.5):.0f} | "
            f"{at(self.pages, 0.95):.0f} | {exports} | {len(self.faults)} |",
            flush=True,
        )
        for fault in self.faults[:TOLD_FAULTS]:
            print(f"wrong: {fault}", file=sys.stderr, flush=True)
        return len(self.faults)


def at(values: list[float], share: float) -> float:
    """The value below which that share of them lies; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


@dataclass(slots=True)
class Memory:
    """Megabytes of the site's processes together, looked at every two seconds."""

    seen: list[float] = field(default_factory=list)

    def told(self) -> str:
        settled = self.seen[int(len(self.seen) * SETTLED) :]
        if len(settled) < 4:
            return "too short to say"
        fifth = max(1, len(settled) // 5)
        early, late = statistics.mean(settled[:fifth]), statistics.mean(settled[-fifth:])
        return f"{early:.0f} MB early, {late:.0f} MB late, × {late / early:.2f}, at most {max(self.seen):.0f} MB"


class Watched:
    """A process and its children: what they cost."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.began = time.monotonic()
        self.ticks = self._ticks()

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def _ticks(self) -> int:
        total = 0
        for pid in self._family():
            values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(values[11]) + int(values[12])
        return total

    def processor_share(self) -> float:
        """Of one core, since this was asked last."""
        now, ticks = time.monotonic(), self._ticks()
        used = (ticks - self.ticks) / os.sysconf("SC_CLK_TCK") / (now - self.began)
        self.began, self.ticks = now, ticks
        return used

    def megabytes(self) -> float:
        """What is the processes' own. Pages of mapped files, the index, are the system's to drop."""
        total = 0
        for pid in self._family():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Anonymous:"):
                    total += int(line.split()[1])
        return total / 1024


class Site(Watched):
    """gunicorn as in production, but for limits, and for the renewing of processes, which would hide a leak."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        super().__init__(process)
        self.port = port

    @classmethod
    @contextmanager
    def started(cls, variables: Mapping[str, str], workers: int) -> Iterator[Site]:
        """Serves until the block ends. SystemExit when it does not answer."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "python:xunshi_site.gunicorn"]
        command += ["--max-requests", "0", "--bind", f"127.0.0.1:{port}", "xunshi_site.wsgi"]
        environment = os.environ | variables | {"RATE_LIMITS": "off", "WEB_CONCURRENCY": str(workers)}
        environment |= asking(environment)  # as deploy/archive.env does
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, text=True) as process:
            try:
                _wait_for(f"http://127.0.0.1:{port}/readyz", process)
                yield cls(process, port)
            finally:
                process.terminate()

    @contextmanager
    def memory_watched(self) -> Iterator[Memory]:
        memory, over = Memory(), threading.Event()

        def watch() -> None:
            while not over.wait(LOOK_EACH):
                memory.seen.append(self.megabytes())

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield memory
        finally:
            over.set()
            watching.join()


def _wait_for(url: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    reason: object = "no answer"
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"the home is not ready to be served: {refused.read().decode()}") from refused
        except OSError as failed:
            reason = failed
        time.sleep(0.1)
    raise SystemExit(f"the site does not get ready: {reason}")


class Readers(Watched):
    """The process of benchmarks/clients.py."""

    @classmethod
    @contextmanager
    def of(cls, port: int) -> Iterator[Readers]:
        command = [sys.executable, "-m", "benchmarks.clients", str(port)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
            yield cls(process)
            assert process.stdin is not None
            process.stdin.close()

    def ask(self, addresses: list[str], clients: int, *, seconds: float = 600.0, rate: float = 0.0) -> Answers:
        """Waits until all addresses are asked for, or the seconds are over."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        task = {"addresses": addresses, "clients": clients, "rate": rate, "seconds": seconds}
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        pages = [milliseconds for milliseconds, export, _size in told["answers"] if not export]
        exports = [milliseconds for milliseconds, export, _size in told["answers"] if export]
        return Answers(pages, exports, told["faults"], told["seconds"])


@contextmanager
def importing(variables: Mapping[str, str], corpus: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`import_reports` as an operator runs it. When the block ends before, it is interrupted, and ends cleanly."""
    command = [sys.executable, "manage.py", "import_reports", "--synthetic", "--workers", "1", str(corpus.resolve())]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stdout=quiet, stderr=quiet) as run:
        try:
            yield run
        finally:
            run.send_signal(signal.SIGINT)


@contextmanager
def moved(home: Path, folder: Path) -> Iterator[dict[str, str]]:
    """The archive of a home in a throw-away PostgreSQL, by backup and restore; the variables that lead to it."""
    with throwaway_cluster() as url:
        variables = {"ARCHIVE_HOME": str(folder / "home"), "DATABASE_URL": url}
        began = time.monotonic()
        manage({"ARCHIVE_HOME": str(home)}, "backup", str(folder / "backup.zip"))
        backed_up = time.monotonic()
        manage(variables, "restore", str(folder / "backup.zip"), "--other-secret", "--no-check")
        restored = time.monotonic()
        print(f"backup {backed_up - began:.0f} s, restore into PostgreSQL {restored - backed_up:.0f} s", flush=True)
        yield variables


def manage(variables: Mapping[str, str], *words: str) -> None:
    """Runs a command of manage.py. SystemExit when it fails."""
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=os.environ | variables, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed")
