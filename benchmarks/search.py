"""The page of results under sixty questions, whole and rendered, and the same questions put to other engines.

usage: ARCHIVE_HOME=DIR python -m benchmarks.search [--small] [--seed S] [--rivals] [--postgres URL]

Twenty questions each of rare, middle and frequent words (fourteen of one word, six of two), each without and with a
filter, and browsing without words. The words are pieces of the archive's own statements and measures; how frequent
each is, the index says. One request of each to warm up, then the median of three. There is no cache of results: every
request asks the engine. `wall` is time on the clock; `cpu` is that of the process, which other work on the machine
changes less. Archives of less than 100,000 problems are refused but for `--small`, whose figures say little.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks import rivals  # noqa: E402
from reports.models import Measure, Problem  # noqa: E402
from reports.search import ProblemQuery, search_problems  # noqa: E402

FEWEST_PROBLEMS = 100_000
BANDS = {"rare": (0.000001, 0.0005), "middle": (0.004, 0.03), "frequent": (0.12, 1.0)}
"""Share of the problems that a word is found in."""
OF_ONE_WORD, OF_TWO_WORDS = 14, 6
FILTERS = (("region", ""), ("year", ""), ("category", "line"))
RIVALS_GIVE_UP = 20.0
"""Seconds on the clock that one band may take in one other engine; what is left then is said in the table."""


@dataclass(frozen=True, slots=True)
class Question:
    band: str
    words: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()
    page: int = 1

    @property
    def address(self) -> str:
        parameters = [("q", " ".join(self.words))] if self.words else []
        parameters += [*self.filters, ("page", str(self.page))]
        return "/problems/?" + urlencode(parameters)


@dataclass(frozen=True, slots=True)
class Timing:
    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="take an archive of any size, to try the benchmark")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rivals", action="store_true", help="also FTS5 and LIKE, built in a temporary folder")
    parser.add_argument("--postgres", metavar="URL", help="with --rivals: a database for temporary tables of tsvectors")
    options = parser.parse_args()
    unfiltered = search_problems(ProblemQuery())
    if unfiltered.total < FEWEST_PROBLEMS and not options.small:
        raise SystemExit(f"{unfiltered.total:,} problems are too few: {FEWEST_PROBLEMS:,} at least, or --small")
    print(f"{unfiltered.total:,} problems, data version {unfiltered.version}")
    questions = drawn(unfiltered.total, options.seed)
    report_pages(questions)
    if options.rivals:
        report_rivals(questions, options.postgres)


def drawn(total: int, seed: int) -> list[Question]:
    """The questions; fewer of a band whose words the archive does not have, which is said."""
    facets = search_problems(ProblemQuery()).facets
    province = next(value.value for value in facets["region"] if value.value.endswith("0000"))
    year = next(value.value for value in facets["year"] if value.value.isdigit())
    filters = [(name, value or {"region": province, "year": year}[name]) for name, value in FILTERS]
    chance = random.Random(seed)
    pool: dict[str, list[str]] = {band: [] for band in BANDS}
    wanted = OF_ONE_WORD + 2 * OF_TWO_WORDS
    for word in pieces(chance, 1500 if total >= FEWEST_PROBLEMS else 250):
        if all(len(words) == wanted for words in pool.values()):
            break
        share = search_problems(ProblemQuery(q=f'"{word}"'), facets=()).total / total
        for band, (least, most) in BANDS.items():
            if least <= share <= max(most, 2 / total) and len(pool[band]) < wanted and word not in pool[band]:
                pool[band].append(word)
    found = [Question("none", (), page=page) for page in (1, 2, max(1, total // 40), max(1, total // 20))]
    found += [Question("none, filter", (), (each,)) for each in filters]
    for band, words in pool.items():
        single, double = words[:OF_ONE_WORD], words[OF_ONE_WORD:]
        asked = [(word,) for word in single] + list(zip(double[::2], double[1::2], strict=False))
        if len(asked) < OF_ONE_WORD + OF_TWO_WORDS:
            print(f"only {len(asked)} questions of {band} words can be made from this archive")
        found += [Question(band, each) for each in asked]
        found += [Question(f"{band}, filter", each, (filters[n % 3],)) for n, each in enumerate(asked)]
    return found


def pieces(chance: random.Random, most: int) -> Iterable[str]:
    """Pieces of two to six letters or characters from random statements and measures."""
    last_keys = {model: model.objects.order_by("-pk").values_list("pk", flat=True)[0] for model in (Problem, Measure)}
    for number in range(most):
        model = (Problem, Measure)[number % 2]
        last = last_keys[model]
        text = model.objects.filter(pk__gte=chance.randint(1, last)).order_by("pk").values_list("text", flat=True)[0]
        if not text:
            continue
        start = chance.randrange(len(text))
        piece = text[start : start + chance.choice((2, 2, 2, 3, 4, 4, 5, 6))]
        if len(piece) >= 2 and piece.isalpha():
            yield piece


def timed(act: Callable[[], object], times: int = 3) -> Timing:
    """The median of the times, in milliseconds, after one go to warm up."""
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
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()

    def get(address: str) -> None:
        if client.get(address).status_code != 200:
            raise SystemExit(f"no page at {address}")

    timings = [(question.band, timed(lambda q=question: get(q.address))) for question in questions]  # type: ignore[misc]
    print(f"\nwhole pages, ms {'':<10} n   wall p50    p95   cpu p50    p95")
    for band in [*dict.fromkeys(band for band, _ in timings), "all"]:
        those = [timing for name, timing in timings if band in (name, "all")]
        wall, cpu = [each.wall for each in those], [each.cpu for each in those]
        figures = [percentile(values, share) for values in (wall, cpu) for share in (0.5, 0.95)]
        print(
            f"{band:<24} {len(those):>3}  {figures[0]:>9.1f} {figures[1]:>6.1f} {figures[2]:>9.1f} {figures[3]:>6.1f}"
        )


def report_rivals(questions: Sequence[Question], postgres: str | None) -> None:
    """The number, four facets and twenty hits from each engine; medians of a band, as multiples of this index's."""
    asked = [each for each in questions if each.words and (not each.filters or each.filters[0][0] == "region")]
    bands = list(dict.fromkeys(each.band for each in asked))
    facets = ("region", "year", "category", "status")

    def own(question: Question) -> int:
        quoted = " ".join(f'"{word}"' for word in question.words)
        regions = tuple(value for _, value in question.filters)
        return search_problems(ProblemQuery(q=quoted, regions=regions), facets=facets).total

    base = {each: timed(lambda q=each: own(q)).wall for each in asked}  # type: ignore[misc]
    totals = {each: own(each) for each in asked}
    print(
        "\nnumber, four facets, twenty hits: median ms of this index; others as multiples of it, question by question"
    )
    print(f"{'this index':<14}" + "".join(f"{band:>18}: {median(base, asked, band):.2f}" for band in bands))
    with tempfile.TemporaryDirectory() as folder:
        documents = rivals.rows()
        for rival in rivals.built(Path(folder), documents, postgres):
            cells = []
            for band in bands:
                ratios, wrong, deadline = [], 0, time.monotonic() + RIVALS_GIVE_UP
                for each in (each for each in asked if each.band == band):
                    if time.monotonic() > deadline:
                        break
                    province = each.filters[0][1] if each.filters else None
                    began = time.perf_counter()
                    number = rival.answer(each.words, province)
                    ratios.append((time.perf_counter() - began) * 1000 / base[each])
                    wrong += number != totals[each]
                note = f", {wrong} other counts" if wrong else ""
                cells.append(f"{band}: {statistics.median(ratios):.1f}x (n={len(ratios)}{note})")
            print(f"{rival.name:<14}  " + "  ".join(cells))


def median(base: dict[Question, float], asked: Sequence[Question], band: str) -> float:
    return statistics.median(base[each] for each in asked if each.band == band)


if __name__ == "__main__":
    main()
