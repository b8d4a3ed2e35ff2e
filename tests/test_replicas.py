"""Reading from a real streaming replica: pages do, writes and logged-in people do not, and lag is never seen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Problem, Region, Report
from reports.search import ProblemQuery, search_problems
from tests.corrections.conftest import MADE
from tests.importing.conftest import county
from tests.importing.making import made_file
from tests.throwaway_postgres import NoPostgres, streaming_replica
from xunshi_site.replicas import ReplicaRouter, reading_from

__all__ = ["county"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
REPLICA = "replica1"
WAIT = 20.0


@pytest.fixture(scope="module")
def socket_folder() -> Iterator[Path]:
    """Where the replica listens."""
    primary = parse_qs(urlsplit(os.environ["TEST_DATABASE_URL"]).query).get("host", [""])[0]
    if not primary.startswith("/tmp/xunshi-pg-"):
        pytest.skip("the server of TEST_DATABASE_URL is not ours to copy")
    try:
        with streaming_replica(Path(primary)) as folder:
            yield folder
    except NoPostgres as reason:
        pytest.skip(f"no replica: {reason}")


@pytest.fixture
def replica(socket_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The site with that replica, as DATABASE_REPLICA_URLS would give it."""
    monkeypatch.setitem(connections.settings, REPLICA, {**connections.settings["default"], "HOST": str(socket_folder)})
    monkeypatch.setattr(router, "routers", [ReplicaRouter()])
    connections[REPLICA].connect()  # Django's tests let no database be opened that was not there when they began
    yield socket_folder
    resume(socket_folder)
    connections[REPLICA].close()
    del connections[REPLICA]


@pytest.fixture
def problem(county: Region, replica: Path) -> Problem:
    """A problem of a stored report, which the replica has too."""
    made: Problem = store(made_file(MADE), Bodies()).report.problems.get(number="1")
    caught_up(replica)
    return made


def ask(folder: Path, sql: str) -> object:
    with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as server:
        found = server.execute(sql).fetchone()
    return found and found[0]


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end, "the replica did not follow"
        time.sleep(0.02)


def caught_up(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        (position,) = cursor.fetchone()
    eventually(lambda: ask(folder, f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn") is True)


def pause(folder: Path) -> None:
    ask(folder, "SELECT pg_wal_replay_pause()")
    eventually(lambda: ask(folder, "SELECT pg_get_wal_replay_pause_state()") == "paused")


def resume(folder: Path) -> None:
    ask(folder, "SELECT pg_wal_replay_resume()")


def read_of(client: Client, url: str) -> tuple[str, int, int]:
    """The page, and how many queries of it the primary and the replica answered."""
    with CaptureQueriesContext(connection) as primary, CaptureQueriesContext(connections[REPLICA]) as replica:
        answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode(), len(primary), len(replica)


def page_of(problem: Problem) -> str:
    return reverse("reports:problem", args=[problem.public_id])


def test_a_page_reads_from_the_replica_and_asks_the_primary_for_its_version_alone(
    problem: Problem, client: Client
) -> None:
    page, primary, replica = read_of(client, page_of(problem))
    assert "校舍维修" in page
    assert primary == 1
    assert replica > 5


def test_an_export_is_read_there_while_it_is_sent(problem: Problem, client: Client) -> None:
    with CaptureQueriesContext(connections[REPLICA]) as replica:
        sent = b"".join(client.get(reverse("reports:export_jsonl")))
    assert "校舍维修" in sent.decode()
    assert any("reports_problem" in query["sql"] for query in replica.captured_queries)


def test_after_an_edit_the_primary_answers_until_the_replica_has_followed(
    problem: Problem, client: Client, replica: Path
) -> None:
    pause(replica)
    corrections.apply("set", problem, {"text": "校舍已经修好。"}, reason="原文")
    page, _primary, there = read_of(client, page_of(problem))
    assert "校舍已经修好" in page
    assert there == 1  # its version, and nothing more
    resume(replica)
    caught_up(replica)
    page, _primary, there = read_of(client, page_of(problem))
    assert "校舍已经修好" in page
    assert there > 5


def test_an_index_that_is_ahead_of_the_replica_for_a_moment_is_not_called_outdated(
    problem: Problem, replica: Path
) -> None:
    pause(replica)
    corrections.apply("set", problem, {"text": "校舍已经修好。"}, reason="原文")
    corrections.apply("set", problem, {"text": "校舍已经全部修好。"}, reason="原文")
    with reading_from(REPLICA):
        results = search_problems(ProblemQuery(q="全部修好"))
    assert results.status.state == "ready"
    assert results.total == 1


def test_who_is_logged_in_reads_from_the_primary(problem: Problem, client: Client) -> None:
    client.force_login(User.objects.create_superuser("editor-li", password="a-long-password"))
    _page, _primary, there = read_of(client, page_of(problem))
    assert there == 0


def test_a_replica_that_is_gone_is_passed_over(
    problem: Problem, client: Client, replica: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask(replica, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    for _ in range(3):
        assert client.get(page_of(problem)).status_code == 200
    assert [record.name for record in caplog.records].count("archive.replicas") == 1


def test_a_replica_is_never_written_to_nor_migrated() -> None:
    made = ReplicaRouter()
    assert made.db_for_write(Report) == "default"
    assert made.allow_migrate(REPLICA, "reports") is False
    assert made.allow_migrate("default", "reports") is None
