"""Several at once: the order of versions is the order of commits, and no change is left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from reports.models import Change
from reports.search import ProblemQuery, search_problems
from reports.search.folder import Generation, IndexFolder, IndexUnusable, WriterBusy, replace_text
from reports.search.rebuild import rebuild_index
from reports.search.standing import archive_version, index_folder
from reports.search.sync import apply_changes, content_change, index_differences
from tests.search.archive import stored

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20.0


@contextmanager
def thread(act: Callable[[], Any]) -> Iterator[threading.Thread]:
    """Runs `act` beside the block, with a connection of its own; fails where it fails or does not end."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    running = threading.Thread(target=run)
    running.start()
    yield running
    running.join(PATIENCE)
    assert not running.is_alive()
    assert failed == []


def test_a_slow_transaction_that_commits_late_is_not_lost() -> None:
    """The second waits for the first, so that no version is read before one below it is committed."""
    first, second = stored(1), stored(2)
    locked, go_on, order = threading.Event(), threading.Event(), []

    def slow() -> None:
        with content_change() as change:
            change.touch(first)
            locked.set()
            assert go_on.wait(PATIENCE)
            order.append("slow")

    def quick() -> None:
        with content_change() as change:
            order.append("quick")
            change.touch(second)

    with thread(slow):
        assert locked.wait(PATIENCE)
        with thread(quick) as waiting:
            waiting.join(0.3)
            assert waiting.is_alive()
            assert archive_version() == 2
            go_on.set()
    assert order == ["slow", "quick"]
    assert list(Change.objects.filter(version__gt=2).values_list("version", "public_id")) == [
        (3, first.public_id),
        (4, second.public_id),
    ]
    assert list(index_differences()) == []


def test_what_is_committed_while_the_writer_works_is_taken_up_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The holder has read its changes already when another commits, finds it busy, and leaves."""
    stored(1)
    write_version = Generation.set_applied_version
    once = threading.Event()

    def and_another_commits(generation: Generation, version: int) -> None:
        write_version(generation, version)
        if not once.is_set():
            once.set()
            with thread(lambda: stored(3)):
                pass

    monkeypatch.setattr(Generation, "set_applied_version", and_another_commits)
    stored(2)
    assert once.is_set()
    assert archive_version() == 3
    assert search_problems(ProblemQuery()).total == 3
    assert list(index_differences()) == []


def test_commits_from_many_threads_reach_the_index() -> None:
    stored(1)

    def several(start: int) -> Callable[[], None]:
        def act() -> None:
            for number in range(start, start + 4):
                stored(number)

        return act

    with thread(several(10)), thread(several(20)), thread(several(30)):
        for _ in range(20):
            results = search_problems(ProblemQuery(), facets=["status"])
            assert results.total == sum(value.count for value in results.facets["status"])
    apply_changes()
    assert archive_version() == 13
    assert search_problems(ProblemQuery()).total == 13
    assert list(index_differences()) == []


def test_a_rebuild_beside_commits_loses_none() -> None:
    for number in range(1, 4):
        stored(number)

    def more() -> None:
        for number in range(10, 16):
            stored(number)

    with thread(more):
        rebuild_index()
    apply_changes()
    assert search_problems(ProblemQuery()).total == 9
    assert list(index_differences()) == []


def test_a_writer_in_another_process_keeps_this_one_out_and_its_death_lets_it_in() -> None:
    stored(1)
    generation = index_folder().current()
    assert generation is not None
    program = (
        "import sys, tantivy\n"
        f"index = tantivy.Index.open({str(generation.path)!r})\n"
        "writer = index.writer(15_000_000, 1)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        stored(2)
        assert search_problems(ProblemQuery()).total == 1
    finally:
        holder.kill()
        holder.communicate()
    assert apply_changes()
    assert search_problems(ProblemQuery()).total == 2


def test_an_index_that_was_removed_is_unusable_and_one_in_use_is_busy(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path)
    generation = folder.prepare()
    with generation.writer(), pytest.raises(WriterBusy), generation.writer():
        pass
    with pytest.raises(IndexUnusable), Generation(tmp_path / "v1-000099").writer():
        pass


def test_small_files_are_replaced_whole(tmp_path: Path) -> None:
    replace_text(tmp_path / "current", "one")
    replace_text(tmp_path / "current", "two")
    assert (tmp_path / "current").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["current"]
