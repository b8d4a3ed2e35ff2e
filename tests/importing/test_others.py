"""What others change while an import holds the index's writer is seen within a second (design.md §6, Version)."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from tantivy import Document, IndexWriter

from reports.importing.bodies import Bodies
from reports.importing.run import import_files, import_paths
from reports.importing.sources import find_files
from reports.importing.store import store
from reports.importing.types import ParsedFile
from reports.models import Problem, Report
from reports.readers import read_bytes
from reports.readers.types import ReadDocument
from reports.search import ProblemQuery, applying, search_problems
from reports.search.documents import ReadyDocument
from reports.search.feeding import Feeder
from reports.search.folder import WriterBusy
from reports.search.fresh import FreshReport
from reports.search.standing import index_folder
from reports.search.sync import (
    apply_changes,
    batched_index_updates,
    content_change,
    index_differences,
    look_for_others,
)
from tests.importing.conftest import load_county
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20.0
GO_ON = "可以继续"
"""Name of a file beside the reports: until it is there, the reader of the last report waits."""


def slow_reader(data: bytes, name: str) -> ReadDocument:
    """In a worker: reads as usual, but of a report that names a folder in its first line only when told to."""
    first, _, rest = data.partition(b"\n")
    if not first.startswith(b"WAIT "):
        return read_bytes(data, name)
    mark, until = Path(first[5:].decode()), time.monotonic() + PATIENCE
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return read_bytes(rest, name)


def edited(statement: str) -> None:
    """As an editor does in another process: in a thread, which knows nothing of the import."""
    with content_change() as change:
        row = Problem.objects.order_by("pk").first()
        assert row is not None
        change.touch(row)
        row.text = statement
        row.save()


def by_another(statement: str) -> None:
    def act() -> None:
        edited(statement)
        connection.close()

    another = threading.Thread(target=act)
    another.start()
    another.join(PATIENCE)
    assert Problem.objects.filter(text=statement).exists()


def writer_of_the_index() -> AbstractContextManager[IndexWriter]:
    generation = index_folder().current()
    assert generation is not None
    return generation.writer()


def seconds_until_found(statement: str) -> float:
    start = time.monotonic()
    while not search_problems(ProblemQuery(q=statement), facets=()).total:
        assert time.monotonic() - start < PATIENCE / 2
        time.sleep(0.02)
    return time.monotonic() - start


def test_an_edit_is_found_within_a_second_while_an_import_waits_for_a_slow_file(
    tmp_path: Path, samples_folder: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    first, quick, slow = sorted(samples_folder.glob("0[126]-*.txt"))
    import_paths([first], origin="sample")
    shutil.copy(quick, folder)
    (folder / slow.name).write_bytes(f"WAIT {tmp_path / GO_ON}\n".encode() + slow.read_bytes())
    seen: list[float | BaseException] = []

    def edit() -> None:
        try:
            while Report.objects.count() < 2:
                time.sleep(0.02)
            time.sleep(0.1)
            with pytest.raises(WriterBusy), writer_of_the_index():
                pass
            edited("夜间洒水车绕行")
            seen.append(seconds_until_found("夜间洒水车绕行"))
        except BaseException as error:
            seen.append(error)
        finally:
            (tmp_path / GO_ON).touch()
            connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    result = import_files(list(find_files([folder], {})), origin="sample", workers=2, reader=slow_reader)
    editor.join(PATIENCE)
    assert result.counts["created"] == 2
    (took,) = seen
    assert isinstance(took, float), took
    assert took < 1
    assert list(index_differences()) == []


def file(number: int) -> ParsedFile:
    return made_file(
        (Made("1", f"第{number}处污水直排。", ["一是限期整改。"]),),
        header=Header(start=f"20{number}-03-05", term=number, round=1, signed=f"20{number}-12-30"),
        name=f"{number}.txt",
    )


def problems_found(q: str = "") -> int:
    return search_problems(ProblemQuery(q=q), facets=()).total


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], object]]:
    """Stores a report each time it is called, as an import whose own reports wait for an hour."""
    monkeypatch.setattr(applying, "BETWEEN_OTHERS", 0.0)
    load_county()
    bodies = Bodies()
    store(file(10), bodies)
    assert problems_found() == 1
    with batched_index_updates(seconds=3600):
        yield lambda number: store(file(number), bodies)


def test_an_import_s_next_report_takes_along_what_another_changed(held_back: Callable[[int], object]) -> None:
    held_back(11)
    held_back(12)
    assert problems_found() == 1
    by_another("夜间洒水车绕行")
    assert problems_found("洒水车") == 0
    held_back(13)
    assert (problems_found(), problems_found("洒水车")) == (4, 1)
    held_back(14)
    assert problems_found() == 4, "its own wait again"


def test_two_imports_at_once_do_not_commit_for_each_report(
    held_back: Callable[[int], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BETWEEN_OTHERS", 3600.0)
    for number in range(11, 16):
        held_back(number)
        by_another(f"第{number}次改动")
    look_for_others()
    assert (problems_found(), problems_found("改动")) == (1, 0)
    monkeypatch.setattr(applying, "BETWEEN_OTHERS", 0.0)
    look_for_others()
    assert (problems_found(), problems_found("第15次改动")) == (6, 1)


def test_an_import_whose_index_cannot_be_fed_loses_nothing(
    held_back: Callable[[int], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Feeder, "_write", noting_queries(Feeder._write, asked))
    held_back(11)
    until_fed()
    with monkeypatch.context() as broken:
        broken.setattr(ReadyDocument, "for_engine", failing)
        held_back(12)
        until_fed()
    held_back(13)  # is told of the failure, and leaves its version to be read from the database
    held_back(14)
    assert apply_changes()
    assert problems_found() == 5
    assert list(index_differences()) == []
    assert asked == ["", "", ""], "what feeds the index asks no database: 11, 12, 14"


def until_fed() -> None:
    batches = applying._batches.get()
    assert batches is not None
    assert batches.feeder is not None
    batches.feeder._waiting.join()


def failing(_document: ReadyDocument) -> Document:
    raise OSError("No space left on device")


def noting_queries(write: Callable[[Feeder, FreshReport], None], asked: list[str]) -> Callable[..., None]:
    """`write`, which notes after each report whether its thread has opened the database."""

    def noting(feeder: Feeder, fresh: FreshReport) -> None:
        assert threading.current_thread().name == "index-feeder"
        try:
            write(feeder, fresh)
        finally:
            asked.append("asked" if connection.connection is not None else "")

    return noting
