"""A campaign of faults: after each the archive is sound, and the next run ends with what an undisturbed one has."""

from __future__ import annotations

import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command

from reports import corrections
from reports.importing.version import software_version
from reports.models import Problem
from reports.synthetic import write
from tests.soak.content import differences
from tests.soak.faults import (
    STAGES,
    Home,
    findings,
    held_by,
    import_all,
    kill_a_worker,
    kill_somewhere,
    lock_out,
    starve,
    two_at_once,
)

AT_FIRST = 2
"""So many reports are in the archive before, one of them corrected."""


@dataclass(slots=True)
class Tally:
    """What a campaign did, and every promise that was broken."""

    kills: Counter[str] = field(default_factory=Counter)
    archives: int = 0
    others: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Campaign:
    """Corpus, the archive that every attempt begins with, and what an undisturbed import makes of it."""

    def __init__(self, folder: Path, *, reports: int, seed: int) -> None:
        software_version()  # known before the first fork: the files of the program may be edited meanwhile
        self.folder, self.chance, self.tally = folder, random.Random(seed), Tally()
        self.corpus = folder / "corpus"
        write(self.corpus, reports=reports, seed=seed)
        (folder / "template").mkdir()
        self.template = Home(folder / "template")
        self.template.do(self._prepare)
        undisturbed = self.template.copy(folder / "undisturbed")
        undisturbed.do(lambda: import_all(self.corpus))
        self.expected = held_by(undisturbed)
        self._sound(undisturbed, "undisturbed import")

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        for path in sorted(each for each in self.corpus.rglob("*") if each.is_file())[:AT_FIRST]:
            import_all(path)
        problem = Problem.objects.order_by("pk")[0]
        corrections.apply("set", problem, {"status": "long_term"}, reason="核对原文")

    def kills(self, number: int, seconds: float) -> None:
        """Kills imports `number` times, but no longer than `seconds`; aims at each stage in turn."""
        began = time.monotonic()
        home = self._fresh()
        while self.tally.kills.total() < number and time.monotonic() - began < seconds:
            stage = kill_somewhere(home, self.corpus, self.chance, STAGES[self.tally.kills.total() % len(STAGES)])
            if stage == "done":
                self._completes(home, "kill -9")
                home = self._fresh()
                continue
            self.tally.kills[stage] += 1
            self._sound(home, f"kill -9 in {stage}")
        self._completes(home, "kill -9")
        self.tally.seconds += time.monotonic() - began

    def others(self, rounds: int = 1) -> None:
        """A full disk, a locked database, two imports at once, a killed worker, a poisoned file in a zip: each `rounds`
        times."""
        began = time.monotonic()
        poisoned = self._poisoned()
        faults: dict[str, Callable[[Home], object]] = {
            "full disk": lambda home: starve(home, self.corpus, self.chance),
            "locked database": lambda home: lock_out(home, self.corpus),
            "two imports at once": lambda home: two_at_once(home, self.corpus),
            "killed worker": lambda home: kill_a_worker(home, self.corpus, self.chance),
            "poisoned file in a zip": lambda home: home.do(lambda: import_all(poisoned)),
        }
        for name, fault in [*faults.items()] * rounds:
            home = self._fresh()
            fault(home)
            self.tally.others[name] += 1
            self._sound(home, name)
            self._completes(home, name)
        self.tally.seconds += time.monotonic() - began

    def _fresh(self) -> Home:
        return self.template.copy(self.folder / "home")

    def _sound(self, home: Home, after: str) -> None:
        self.tally.broken += [f"after {after}: {finding}" for finding in home.do(findings)]

    def _completes(self, home: Home, after: str) -> None:
        home.do(lambda: import_all(self.corpus))
        self.tally.archives += 1
        self.tally.broken += [f"after {after}: {each}" for each in differences(self.expected, held_by(home))]
        self._sound(home, f"{after} and another run")

    def _poisoned(self) -> Path:
        """The corpus as a zip, with an entry whose bytes are broken and one that is no document."""
        path = self.folder / "poisoned.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for each in sorted(each for each in self.corpus.rglob("*") if each.is_file()):
                archive.write(each, each.name)
            archive.writestr("0-broken.txt", "损坏" * 500)
            archive.writestr("0-bomb.docx", b"PK\x03\x04" + bytes(2000))
        data = path.read_bytes()
        path.write_bytes(data.replace("损坏".encode() * 500, b"\x00" * 3000, 1))
        return path
