"""Writes a corpus of synthetic reports: which report is about what, in several processes, with its statistics.

The work is cut by place. What a place's reports say follows from the seed and the place alone, so that the number of
processes changes nothing, and a smaller corpus of a seed is the beginning of a larger one.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count, islice
from operator import add
from pathlib import Path

from reports.synthetic.chance import dice
from reports.synthetic.inspections import Inspection, places_in_order, rounds_of_central_bodies, rounds_of_place, shares
from reports.synthetic.names import Locality, locality
from reports.synthetic.places import Place, all_places
from reports.synthetic.report import SyntheticReport, make_report

SHARD = 1000
# Groups of central bodies among the places of a national corpus.
_CENTRAL_GROUPS = 80


@dataclass(frozen=True, slots=True)
class Portion:
    """The reports of one place: numbers `first` up to, not including, `first + count`. `cycle`: 0, or a further lot."""

    place: Place
    first: int
    count: int
    cycle: int
    position: int


@dataclass(slots=True)
class CorpusStatistics:
    """What a corpus holds. `distinct_bigrams` is exact: pairs of neighbours in the lines of whole texts.

    `measures` counts a text that several problems share once. `statements_alike`: how many repeat an earlier one.
    """

    reports: int = 0
    problems: int = 0
    measures: int = 0
    characters: int = 0
    characters_of_problems: int = 0
    bytes: int = 0
    distinct_bigrams: int = 0
    statements_alike: int = 0
    regions: int = 0
    years: dict[int, int] = field(default_factory=dict)
    layouts: dict[str, int] = field(default_factory=dict)
    damaged: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)

    @property
    def characters_a_problem(self) -> float:
        """Mean length of a problem's statement and measures; 0.0 without problems."""
        return self.characters_of_problems / self.problems if self.problems else 0.0

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "characters_a_problem": round(self.characters_a_problem, 1)}


@dataclass(slots=True)
class _Counts:
    """What one process found in one portion."""

    statistics: CorpusStatistics
    statements: array[int]
    bigrams: set[str]


def write(folder: Path, *, reports: int, seed: int, workers: int = 1, gold: Path | None = None) -> CorpusStatistics:
    """Writes `reports` files below `folder`, and for each its truth below `gold`. Memory does not grow with the texts.

    FileExistsError when a folder holds something already: a corpus is one seed's files and nothing else.
    """
    for target in (folder, gold):
        if target is not None:
            target.mkdir(parents=True, exist_ok=True)
            if any(target.iterdir()):
                raise FileExistsError(str(target))
    for shard in range((reports + SHARD - 1) // SHARD):
        (folder / _shard(shard * SHARD)).mkdir()
    portions = list(portions_of(reports, seed))
    task = partial(_write_portion, folder=folder, gold=gold, seed=seed)
    if workers <= 1:
        return _total(map(task, portions))
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return _total(pool.imap_unordered(task, portions, chunksize=4))


def portions_of(reports: int, seed: int) -> Iterator[Portion]:
    """Which place has which reports. Beyond the whole nation's share (about 20,000) places get further bodies."""
    first, cycle = 0, 0
    while first < reports:
        order = places_in_order(all_places(), _CENTRAL_GROUPS, dice(seed, "order", cycle))
        for position, place in enumerate(order):
            size = min(shares(place), reports - first)
            if size <= 0:
                return
            yield Portion(place, first, size, cycle, position)
            first += size
        cycle += 1


def file_name(number: int, place: Place, year: int) -> str:
    """012345-430681-2019.txt: the report's number, its region (000000: a central body), the year of the inspection."""
    return f"{number:06d}-{place.code or '000000'}-{year}.txt"


def _shard(number: int) -> str:
    return f"{number // SHARD:03d}"


def reports_of(portion: Portion, seed: int) -> Iterator[tuple[str, int, SyntheticReport]]:
    """File name, year of inspection and report of each of a portion's numbers."""
    place = portion.place
    key = (seed, place.code, place.name, portion.position if place.level == "central" else "", portion.cycle)
    names = locality(dice(seed, "names", place.code, portion.position if place.level == "central" else ""), place.short)
    for number, inspection in enumerate(islice(_inspections(place, names, key), portion.count), portion.first):
        report = make_report(inspection, names, f"{seed}:report:{number}")
        name = file_name(number, place, inspection.start.year)
        report.gold["document"] = name
        yield name, inspection.start.year, report


def _inspections(place: Place, names: Locality, key: tuple[object, ...]) -> Iterator[Inspection]:
    """Inspections without end, so that a portion cut short has the beginning of the whole one."""
    for lot in count():
        random = dice("rounds", lot, *key)
        if place.level == "central":
            yield from rounds_of_central_bodies(shares(place), random)
        else:
            yield from rounds_of_place(place, shares(place), random, names)


def _write_portion(portion: Portion, *, folder: Path, gold: Path | None, seed: int) -> _Counts:
    statistics = CorpusStatistics(regions=1 if portion.place.level != "central" else 0)
    statements = array("Q")
    bigrams: set[str] = set()
    years: Counter[int] = Counter()
    layouts: Counter[str] = Counter()
    damaged: Counter[str] = Counter()
    for number, (name, year, report) in enumerate(reports_of(portion, seed), portion.first):
        content = report.text.encode()
        (folder / _shard(number) / name).write_bytes(content)
        if gold is not None:
            truth = {**report.gold, "layout": report.layout, "damage": report.damage}
            (gold / name).with_suffix(".json").write_text(
                json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8"
            )
        years[year] += 1
        layouts[report.layout] += 1
        if report.damage:
            damaged[report.damage] += 1
        statistics.reports += 1
        statistics.bytes += len(content)
        statistics.characters += len(report.text)
        _count_problems(report, statistics, statements)
        for line in report.text.splitlines():
            bigrams.update(map(add, line, line[1:]))
    statistics.years, statistics.layouts, statistics.damaged = dict(years), dict(layouts), dict(damaged)
    statistics.levels = {portion.place.level: statistics.reports}
    bigrams -= _seen_here
    _seen_here.update(bigrams)
    return _Counts(statistics, statements, bigrams)


# Pairs of characters that this process has told of already, so that each is sent once.
_seen_here: set[str] = set()


def _count_problems(report: SyntheticReport, statistics: CorpusStatistics, statements: array[int]) -> None:
    counted: set[tuple[str, ...]] = set()
    for problem in report.gold["problems"]:
        measures = tuple(measure["text"] for measure in problem["measures"])
        statistics.problems += 1
        statistics.characters_of_problems += len(problem["text"] or "") + sum(map(len, measures))
        if measures not in counted:
            counted.add(measures)
            statistics.measures += len(measures)
        if problem["text"]:
            digest = hashlib.blake2b(problem["text"].encode(), digest_size=8).digest()
            statements.append(int.from_bytes(digest, "big"))


def _total(found: Iterable[_Counts]) -> CorpusStatistics:
    total = CorpusStatistics()
    statements = array("Q")
    bigrams: set[str] = set()
    tallies: dict[str, Counter[object]] = {name: Counter() for name in ("years", "layouts", "damaged", "levels")}
    for counts in found:
        part = counts.statistics
        for name in ("reports", "problems", "measures", "characters", "characters_of_problems", "bytes", "regions"):
            setattr(total, name, getattr(total, name) + getattr(part, name))
        for name, tally in tallies.items():
            tally.update(getattr(part, name))
        statements.extend(counts.statements)
        bigrams |= counts.bigrams
    for name, tally in tallies.items():
        setattr(total, name, dict(sorted(tally.items(), key=lambda pair: str(pair[0]))))
    total.distinct_bigrams = len(bigrams)
    total.statements_alike = len(statements) - len(set(statements))
    return total
