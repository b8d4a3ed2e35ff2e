"""The search of a large archive: pages, readers at once, an import meanwhile, similar problems, other engines.

usage: python -m benchmarks.search [--home DIR] [--small] [--seed S] [--requests N] [--rivals N] [--postgres]

Sixty questions (benchmarks/questions.py), whole pages rendered and compressed, one request of each to warm up, then the
median of three, without the cache of results and with it. `wall` is time on the clock; `cpu` that of the process, which
other work on the machine changes less. Then four readers at once; `--requests` pages (0: none) while an import adds
reports to the archive; similar problems; and `--rivals N`: the same documents, N problems at most, in FTS5, LIKE and
with `--postgres` in a throw-away PostgreSQL. The report is Markdown. On the nation it takes some ten minutes.

Archives of less than 100,000 problems are refused but for `--small`, whose figures say little.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from benchmarks.questions import Question
    from benchmarks.readers import Seen

FEWEST_PROBLEMS = 100_000
SIMILAR_ASKED = 100
SECONDS_DURING_IMPORT = 300.0
REPORTS_IMPORTED = 1_500


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds."""

    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="the archive's folder; else that of ARCHIVE_HOME")
    parser.add_argument("--small", action="store_true", help="take an archive of any size, to try the benchmark")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--requests", type=int, default=10_000, help="pages during an import, which adds to the archive"
    )
    parser.add_argument(
        "--rivals", type=int, nargs="?", const=100_000, metavar="N", help="problems given to the others"
    )
    parser.add_argument("--postgres", action="store_true", help="with --rivals: a throw-away PostgreSQL too")
    options = parser.parse_args()
    prepare(options.home)

    from benchmarks import rivals  # noqa: PLC0415
    from benchmarks.questions import drawn  # noqa: PLC0415
    from reports.search import ProblemQuery, search_problems  # noqa: PLC0415
    from xunshi_site.garbage import look_rarely  # noqa: PLC0415

    total = search_problems(ProblemQuery()).total
    if total < FEWEST_PROBLEMS and not options.small:
        raise SystemExit(f"{total:,} problems are too few: {FEWEST_PROBLEMS:,} at least, or --small")
    questions = drawn(options.seed)
    look_rarely()  # as in production (xunshi_site/gunicorn.py)
    print(f"{total:,} problems, {len(questions)} questions, load average {os.getloadavg()[0]:.1f}\n")
    report_pages(questions)
    report_readers(questions)
    report_similar(options.seed)
    if options.requests:
        report_import(questions, options.requests)
    if options.rivals:
        rivals.report(questions, options.rivals, postgres=options.postgres)


def prepare(home: Path | None) -> None:
    """The environment of this process and of those that it starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    os.environ |= {"RATE_LIMITS": "off", "ALLOWED_HOSTS": "testserver"}
    if home is not None:
        os.environ["ARCHIVE_HOME"] = str(home.resolve())
    django.setup()


def timed(act: Callable[[], object], times: int = 3) -> Timing:
    """The median of the times, after one go to warm up."""
    act()
    wall, cpu = [], []
    for _ in range(times):
        began, used = time.perf_counter(), time.process_time()
        act()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return Timing(statistics.median(wall) * 1000, statistics.median(cpu) * 1000)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report_pages(questions: Sequence[Question]) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"accept-encoding": "gzip"})

    def get(address: str) -> None:
        if client.get(address).status_code != 200:
            raise SystemExit(f"no page at {address}")

    print("| whole page, ms | n | wall p50 | wall p95 | cpu p50 | cpu p95 |\n|---|---|---|---|---|---|")
    for cache in (False, True):
        settings.RESULT_CACHE, settings.PAGE_CACHE = cache, 32 * cache
        timings = [(each.band, timed(lambda each=each: get(each.address))) for each in questions]  # type: ignore[misc]
        for band in [*dict.fromkeys(band for band, _ in timings), "all"]:
            those = [timing for name, timing in timings if band in (name, "all")]
            wall, cpu = [each.wall for each in those], [each.cpu for each in those]
            figures = [f"{percentile(values, share):.1f}" for values in (wall, cpu) for share in (0.5, 0.95)]
            print(f"| {band}{', cache' if cache else ''} | {len(those)} | {' | '.join(figures)} |")


def report_readers(questions: Sequence[Question]) -> None:
    from benchmarks.readers import READERS, read_together  # noqa: PLC0415

    seen = read_together(questions, pages=4 * len(questions), seconds=60, cache=False)
    print(f"\n{READERS} readers at once, no cache: {_told(seen)}")


def report_import(questions: Sequence[Question], pages: int) -> None:
    from benchmarks.readers import read_during_import  # noqa: PLC0415
    from reports.models import ArchiveState, Report  # noqa: PLC0415
    from reports.synthetic import write  # noqa: PLC0415

    held = Report.objects.count()
    version = ArchiveState.objects.get(pk=1).version
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write(corpus, reports=REPORTS_IMPORTED, seed=1_000_000 + version, workers=os.cpu_count() or 1)
        seen, ended = read_during_import(questions, corpus, pages, SECONDS_DURING_IMPORT)
    print(f"\nDuring an import, with the cache: {_told(seen)}")
    print(f"Reports added meanwhile: {Report.objects.count() - held:,}{'; the import ended first' if ended else ''}")


def _told(seen: Sequence[Seen]) -> str:
    waited = [each for one in seen for each in one.waited]
    faults = [each for one in seen for each in one.faults]
    figures = ", ".join(f"p{100 * share:.0f} {percentile(waited, share):.0f} ms" for share in (0.5, 0.95, 0.99))
    return "\n  ".join([f"{len(waited):,} pages, {figures}, {len(faults)} faults", *faults[:5]])


def report_similar(seed: int) -> None:
    """Similar problems of random ones, as the problem's page has them: found, compared, with their measures."""
    from reports.models import Problem  # noqa: PLC0415
    from reports.views.precedents import precedents  # noqa: PLC0415

    chance = random.Random(seed)
    last = Problem.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = Problem.objects.public().select_related("report__round__body").prefetch_related("categories")
    timings = []
    for _ in range(SIMILAR_ASKED):
        row = rows.filter(pk__gte=chance.randint(1, last)).order_by("pk")[0]
        topics = [category.code for category in row.categories.all()]
        timings.append(timed(lambda row=row, topics=topics: precedents(row, topics, ""), times=1).wall)  # type: ignore[misc]
    print(
        f"\nSimilar problems: p50 {percentile(timings, 0.5):.1f} ms, p95 {percentile(timings, 0.95):.1f} ms,", end=" "
    )
    print(f"longest {max(timings):.1f} ms, of {len(timings)}")


if __name__ == "__main__":
    main()
