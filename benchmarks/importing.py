"""What importing costs: the curve of cost per report, peak memory, and a second, unchanged run.

    python benchmarks/importing.py [--reports 20000] [--seed 1] [--workers 2] [--corpus DIR] [--postgresql]

Imports a synthetic corpus into a home of its own, in a process of its own, index included. Refuses a corpus of fewer
problems than the nation has (40 a report). The load average stands beside the figures: on a busy machine they are
the machine's, not the importer's.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STEPS = 20
LEAST_PROBLEMS = 40
"""Problems a report, of the nation: 800,000 in 20,000."""


def measure(corpus: Path, workers: int) -> dict[str, Any]:
    """Imports the corpus twice into the home of the environment. Times in seconds, memory in bytes."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from reports.importing.run import Importer, import_paths  # noqa: PLC0415
    from reports.models import Measure, Problem, Report  # noqa: PLC0415
    from reports.processes import settle_for_long  # noqa: PLC0415

    settle_for_long()  # as the command does
    call_command("migrate", verbosity=0)
    stored: list[float] = []
    take_all = Importer.take_all

    def timed(importer: Any, files: Any) -> Any:
        for outcome in take_all(importer, files):
            stored.append(time.monotonic())
            yield outcome

    setattr(Importer, "take_all", timed)  # noqa: B010
    cpu, began = _cpu(), time.monotonic()
    with _own_memory_watched() as own:
        first = import_paths([corpus], origin="synthetic", workers=workers)
    took = time.monotonic() - began
    setattr(Importer, "take_all", take_all)  # noqa: B010
    while multiprocessing.active_children():  # counted among the children once they have ended
        time.sleep(0.05)
    step = max(1, len(stored) // STEPS)
    marks = list(enumerate([began, *stored]))[::step]
    used = [now - before for now, before in zip(_cpu(), cpu, strict=True)]
    began = time.monotonic()
    second = import_paths([corpus], origin="synthetic", workers=workers)
    return {
        "reports": Report.objects.count(),
        "problems": Problem.objects.count(),
        "measures": Measure.objects.count(),
        "failed": first.counts["failed"],
        "took": took,
        "cpu_storing": used[0],
        "cpu_parsing": used[1],
        "again": time.monotonic() - began,
        "changed_again": len(second.files) - second.counts["unchanged"] - second.counts["failed"],
        "curve": [(later[0], (later[1] - one[1]) / (later[0] - one[0])) for one, later in pairwise(marks)],
        "memory": _peak() + workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "own_memory": max(own, default=0) + workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "load": os.getloadavg(),
    }


def _cpu() -> tuple[float, float]:
    """Seconds of processor time of this process (storing, indexing) and of its children (parsing)."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime, theirs.ru_utime + theirs.ru_stime


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def _own_memory_watched() -> Iterator[list[int]]:
    """Bytes that this process holds without the files that it has mapped, once a second: pages of the index's files
    count among a process's memory while segments are merged, and are the system's to take back."""
    found: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            found.append(int(status.partition("RssAnon:")[2].split()[0]) * 1024)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def show(name: str, found: dict[str, Any]) -> None:
    reports = found["reports"]
    print(f"\n{name}: {reports:,} reports, {found['problems']:,} problems, {found['measures']:,} measures")
    print(f"  import       {found['took']:8.1f} s  {found['took'] / reports * 1000:6.1f} ms a report")
    print(f"  CPU          storing and index {found['cpu_storing'] / reports * 1000:.1f} ms a report,", end=" ")
    print(f"parsing {found['cpu_parsing'] / reports * 1000:.1f} ms")
    print(f"  second run   {found['again']:8.1f} s  {found['changed_again']} files changed")
    print(f"  peak memory  {found['memory'] / 1e6:8.0f} MB  all processes, counted as if they peaked at once;", end=" ")
    print(f"{found['own_memory'] / 1e6:.0f} MB without mapped files of the index")
    print(f"  failed       {found['failed']:8}")
    print(f"  load average {found['load'][0]:8.1f}  ({os.cpu_count()} cores)")
    print("  reports so far, ms a report since the line before:")
    for number, seconds in found["curve"]:
        print(f"  {number:>9,} {seconds * 1000:8.1f}")


def run(name: str, corpus: Path, workers: int, url: str | None) -> None:
    """One database, in a home and a process of its own."""
    from xunshi_site.huge_pages import asking  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="xunshi-bench-") as home:
        environment = {**os.environ, "ARCHIVE_HOME": home, "DJANGO_SETTINGS_MODULE": "xunshi_site.settings"}
        environment |= asking(environment)  # as manage.py does
        environment["PYTHONPATH"] = str(ROOT)
        environment.pop("DATABASE_URL", None)
        if url is not None:
            environment["DATABASE_URL"] = url
        command = [sys.executable, __file__, "--measure", "--corpus", str(corpus), "--workers", str(workers)]
        told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    show(name, json.loads(told.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--corpus", type=Path, help="a corpus of make_corpus; else one is made")
    parser.add_argument("--postgresql", action="store_true", help="a throw-away server too, where its programs are")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.corpus, options.workers)))
        return
    sys.path.insert(0, str(ROOT))
    with ExitStack() as held:
        corpus = options.corpus or _corpus(held, options.reports, options.seed)
        run("SQLite", corpus, options.workers, None)
        if options.postgresql:
            from tests.throwaway_postgres import throwaway_cluster  # noqa: PLC0415

            run("PostgreSQL", corpus, options.workers, held.enter_context(throwaway_cluster()))


def _corpus(held: ExitStack, reports: int, seed: int) -> Path:
    from reports.synthetic import write  # noqa: PLC0415

    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="xunshi-corpus-"))) / "corpus"
    found = write(folder, reports=reports, seed=seed, workers=os.cpu_count() or 1)
    if found.problems < LEAST_PROBLEMS * reports:
        sys.exit(f"{found.problems} problems in {reports} reports: no measure of the nation")
    return folder


if __name__ == "__main__":
    main()
