"""Several readers at once, each a process that asks for whole pages: how long they wait, whether what they see holds.

What is checked of every page: it is one (200); the counts of the statuses add up to its number; it has as many hits as
it must; and for a reader the number of a question never falls while an import only adds.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import django

from benchmarks.questions import PER_PAGE, Question
from reports import processes

READERS = 4
_TOTAL = re.compile(r'class="total"[^>]*><b>([\d,]+)</b>')
_STATUSES = re.compile(r'id="facet-status".*?</section>', re.DOTALL)
_COUNT = re.compile(r"<span>([\d,]+)</span>(?:</a>|</span>)</?(?:li|ul)")


@dataclass(slots=True)
class Seen:
    """What one reader saw: milliseconds of each page, and a sentence for each fault."""

    waited: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_together(questions: Sequence[Question], pages: int, seconds: float, *, cache: bool) -> list[Seen]:
    """`READERS` processes ask for `pages` pages together, or for as many as they get in `seconds`."""
    spawning = multiprocessing.get_context("spawn")
    with spawning.Pool(READERS, processes.prepare) as pool:  # before a question is unpickled, which knows models
        share = -(-pages // READERS)
        asked = [(list(questions), share, seconds, cache, number) for number in range(READERS)]
        return pool.starmap(_read, asked)


def _read(questions: list[Question], pages: int, seconds: float, cache: bool, seed: int) -> Seen:
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from xunshi_site.garbage import look_rarely  # noqa: PLC0415

    settings.RESULT_CACHE, settings.PAGE_CACHE = cache, 32 * cache
    client, seen, highest = Client(), Seen(), dict.fromkeys(questions, 0)
    chance, deadline = random.Random(seed), time.monotonic() + seconds
    client.get(questions[0].address)  # opens the index
    look_rarely()
    while len(seen.waited) < pages and time.monotonic() < deadline:
        question = chance.choice(questions)
        began = time.perf_counter()
        answer = client.get(question.address)
        seen.waited.append((time.perf_counter() - began) * 1000)
        seen.faults += _faults(question, answer.status_code, answer.content.decode(), highest)
    return seen


def _faults(question: Question, status: int, html: str, highest: dict[Question, int]) -> list[str]:
    found = _TOTAL.search(html)
    statuses = _STATUSES.search(html)
    if status != 200 or found is None:
        return [f"{question.address}: answer {status}"]
    total = int(found[1].replace(",", ""))
    least = max(question.total, highest[question])
    highest[question] = total
    faults = []
    if total < least:
        faults.append(f"{question.address}: {total:,} found, {least:,} before")
    if statuses is not None and total:
        added = sum(int(number.replace(",", "")) for number in _COUNT.findall(statuses[0]))
        if added != total:
            faults.append(f"{question.address}: {total:,} found, {added:,} by status")
    hits = html.count('class="item"')
    if question.page == 1 and hits != min(total, PER_PAGE):
        faults.append(f"{question.address}: {hits} hits of {total:,}")
    return faults


def read_during_import(
    questions: Sequence[Question], corpus: Path, pages: int, seconds: float
) -> tuple[list[Seen], bool]:
    """As `read_together`, while another process imports a corpus of `make_corpus`; whether that ended before.

    An import that has not ended by then is interrupted, as by Ctrl-C, and ends cleanly.
    """
    command = [sys.executable, "manage.py", "import_reports", "--synthetic", "--workers", "1", str(corpus)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as importing:
        try:
            seen = read_together(questions, pages, seconds, cache=True)
            ended = importing.poll() is not None
        finally:
            importing.send_signal(signal.SIGINT)
        importing.wait()
    return seen, ended
