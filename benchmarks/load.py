"""A site under load: gunicorn as in production on this machine, twenty readers, and what became of them.

usage: python -m benchmarks.load --home DIR [--small] [--seconds N] [--requests N] [--importing CORPUS] [--postgresql]

Readers browse, search and export (benchmarks/visits.py). First pages that nobody asked for before: as many as can be
had, then 60 a second; then 200 pages that all ask for, as many as can be had; then both kinds with exports among them,
first so many a second that 60 are pages of the first kind, then `--requests` as quickly as they are answered, while the
memory of the processes is watched. With `--importing` all this is done on a copy of the home, and once more while the
reports of that folder are imported. With `--postgresql` the archive is moved into a throw-away PostgreSQL first, by
backup and restore. Readers are a process of their own on the same machine, so that they take a part of its processors:
the load average and their share are printed. Exit code 1 when an answer was wrong.

Archives of less than 100,000 problems are refused but for `--small`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.sites import CORES, Readers, Site, importing, manage, moved

FEWEST_PROBLEMS = 100_000
CLIENTS = 20
RATE = 60
HOT = 200
SHARE_HOT, SHARE_EXPORTS = 0.70, 0.01
RATE_MIXED = RATE / (1 - SHARE_HOT - SHARE_EXPORTS)
"""A second, of all kinds: `RATE` pages among them that nobody asked for before."""
WARMING_ROUNDS = 12
MOST_A_SECOND = 400
"""More pages than that are not made anew by one machine: so many are drawn for a second."""
SLOWEST, FLAT = 250.0, 1.10
UNCACHED_AIM, CACHED_AIM = 60, 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """Addresses for one pass over the phases; none of `fresh` stands twice."""

    hot: list[str]
    fresh: list[str]
    exports: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the archive's folder; nothing in it is changed")
    parser.add_argument("--small", action="store_true", help="take an archive of any size, to try the benchmark")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each of the first phases")
    parser.add_argument("--requests", type=int, default=50_000, help="of the last phase")
    parser.add_argument("--importing", type=Path, metavar="CORPUS", help="synthetic reports that the home lacks")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--workers", type=int, default=CORES, help="processes of gunicorn")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:
        variables = archive(options, stack)
        os.environ |= variables
        draws = drawn(options)
        site = stack.enter_context(Site.started(variables, options.workers))
        readers = stack.enter_context(Readers.of(site.port))
        print(
            f"load average before: {os.getloadavg()[0]:.1f} on {CORES} cores; {options.workers} processes\n", flush=True
        )
        faults = measured(site, readers, draws[0], options)
        if options.importing:
            with importing(variables, options.importing) as run:
                print("\nwhile reports are imported:\n", flush=True)
                faults += measured(site, readers, draws[1], options)
                print(f"- the import {'went on all the time' if run.poll() is None else 'ended before the load did'}")
    sys.exit(1 if faults else 0)


def archive(options: argparse.Namespace, stack: ExitStack) -> dict[str, str]:
    """The variables of the archive that is asked: the home itself, a copy of it, or one moved to PostgreSQL."""
    home = options.home.resolve()
    if not (options.importing or options.postgresql):
        return {"ARCHIVE_HOME": str(home)}
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xunshi-load-")))
    if options.postgresql:
        return stack.enter_context(moved(home, folder))
    shutil.copytree(home, folder / "home")
    variables = {"ARCHIVE_HOME": str(folder / "home")}
    manage(variables, "migrate", "-v0")
    return variables


def drawn(options: argparse.Namespace) -> list[Drawn]:
    """What is asked in the first pass and in the second one. SystemExit for an archive that is too small."""
    import django  # noqa: PLC0415  settings are read from the environment that `archive` made

    os.environ["DJANGO_SETTINGS_MODULE"] = "xunshi_site.settings"
    django.setup()
    from django.db import connections  # noqa: PLC0415

    from benchmarks.visits import Visits  # noqa: PLC0415
    from reports.models import ArchiveState, Problem, Report  # noqa: PLC0415

    problems = Problem.objects.public().count()
    if problems < FEWEST_PROBLEMS and not options.small:
        raise SystemExit(f"{problems:,} problems are too few: {FEWEST_PROBLEMS:,} at least, or --small")
    version = ArchiveState.objects.get(pk=1).version
    print(f"{problems:,} problems in {Report.objects.public().count():,} reports, version {version}", flush=True)
    visits = Visits(options.seed)
    fresh = int(options.seconds * (MOST_A_SECOND + 2 * RATE)) + options.requests
    found = [
        Drawn(visits.pages(HOT), visits.pages(fresh), visits.exports(int(options.requests * SHARE_EXPORTS) + 1))
        for _ in range(2 if options.importing else 1)
    ]
    connections.close_all()
    return found


def measured(site: Site, readers: Readers, draw: Drawn, options: argparse.Namespace) -> int:
    """Runs the phases and prints a line for each; the number of wrong answers."""
    fresh = iter(draw.fresh)

    print("| phase | answers | a second | p50 ms | p95 ms | exports p95 ms | wrong |\n|---|---|---|---|---|---|---|")
    faults = 0
    most = int(options.seconds * MOST_A_SECOND)
    readers.ask(draw.hot[:CLIENTS], CLIENTS)  # every process has opened database and index
    at_once = readers.ask(list(islice(fresh, most)), CLIENTS, seconds=options.seconds)
    faults += at_once.told(f"uncached, at once (≥ {UNCACHED_AIM} a second)")
    paced = readers.ask(list(islice(fresh, int(RATE * options.seconds))), CLIENTS, seconds=options.seconds, rate=RATE)
    faults += paced.told(f"uncached, {RATE} a second (p95 ≤ {SLOWEST:.0f})")
    readers.ask(draw.hot * WARMING_ROUNDS, CLIENTS)
    cached = readers.ask(draw.hot * int(options.seconds * 10), CLIENTS, seconds=options.seconds)
    faults += cached.told(f"cached, at once (≥ {CACHED_AIM} a second)")
    asked = _mixed(draw, fresh, options, int(RATE_MIXED * options.seconds))
    asked_for = readers.ask(asked, CLIENTS, seconds=options.seconds, rate=RATE_MIXED)
    faults += asked_for.told(f"mixed, {RATE_MIXED:.0f} a second, {RATE} of them uncached (p95 ≤ {SLOWEST:.0f})")
    with site.memory_watched() as memory:
        mixed = readers.ask(_mixed(draw, fresh, options, options.requests), CLIENTS, seconds=3600)
    faults += mixed.told(f"mixed, at once: {SHARE_HOT:.0%} cached, {SHARE_EXPORTS:.0%} exports")
    print(f"\n- memory of the processes, without mapped files: {memory.told()} (flat: ≤ × {FLAT})")
    print(f"- of a core: readers {readers.processor_share():.0%}, the site {site.processor_share():.0%}", flush=True)
    return faults


def _mixed(draw: Drawn, fresh: Iterator[str], options: argparse.Namespace, number: int) -> list[str]:
    chance, exports, found = random.Random(options.seed), list(draw.exports), []
    for _ in range(number):
        kind = chance.random()
        if kind < SHARE_EXPORTS and exports:
            found.append(exports.pop())
            continue
        found.append(chance.choice(draw.hot) if kind < SHARE_EXPORTS + SHARE_HOT else next(fresh))
    return found


if __name__ == "__main__":
    main()
