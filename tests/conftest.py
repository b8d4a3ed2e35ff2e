"""What every test gets: a throw-away home, the reference tables, its right database, and an honest last word.

A run of `pytest` alone uses SQLite. tests/suite.py starts two workers, named `sqlite` and `postgresql`; the second
one runs only the tests that touch a database. Tests marked `sqlite` or `postgres` run on that database alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import served_site, settings
from tests.served_site import ServedSite

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BROWSER_TESTS = ROOT / "tests" / "browser"
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No test is timed: a busy machine must not fail one. In CI hypothesis takes the same examples every time.
hypothesis.settings.register_profile(
    "archive", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("archive")


def chromium() -> str | None:
    """The path of a Chromium: the variable CHROMIUM, else one on the PATH, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def touches_database(item: pytest.Item) -> bool:
    """Whether the test asks for a database, by mark, by fixture or by Django's test classes."""
    test_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
        or (test_class is not None and issubclass(test_class, TransactionTestCase))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves each worker of tests/suite.py its own tests, and skips with a reason what cannot run here."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    on_postgres = os.environ.get("TEST_DATABASE") == "postgresql"
    kept, left_to_the_other = [], []
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason="browser tests: no Chromium found (CHROMIUM=path names one)"))
        elsewhere = False
        if on_postgres:
            browser = item.get_closest_marker("browser") is not None
            elsewhere = browser or not touches_database(item) or item.get_closest_marker("sqlite") is not None
        elif item.get_closest_marker("postgres") is not None:
            elsewhere = worker == "sqlite"
            item.add_marker(pytest.mark.skip(reason="PostgreSQL tests: no PostgreSQL given or found"))
        (left_to_the_other if elsewhere else kept).append(item)
    # Playwright leaves its event loop running in the process, where Django refuses the database: browser tests go last.
    kept.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    items[:] = kept
    if left_to_the_other:
        config.hook.pytest_deselected(items=left_to_the_other)


def pytest_unconfigure() -> None:
    """The process that made the throw-away home removes it."""
    if settings.MADE_HERE:
        shutil.rmtree(settings.ARCHIVE_HOME, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what was left out and why: skipped tests by reason, and what tests/suite.py found missing."""
    tests_of: dict[str, set[str]] = defaultdict(set)
    for report in terminalreporter.stats.get("skipped", []):
        if isinstance(report.longrepr, tuple):
            tests_of[report.longrepr[2].removeprefix("Skipped: ")].add(report.nodeid)
    told = [line for line in os.environ.get("TEST_SUITE_NOTES", "").splitlines() if line]
    counted = [f"{reason} ({len(tests)} left out)" for reason, tests in sorted(tests_of.items())]
    terminalreporter.section("left out")
    for line in told + counted or ["nothing was left out"]:
        terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def archive_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database test's own home (index, originals) and full reference tables; for any other test the worker's home.

    The settings of a test never point to the folder of the archive that one works with.
    """
    if not touches_database(request.node):
        yield settings.ARCHIVE_HOME
        return
    from reports.models.reference_tables import forget_reference_tables

    current = request.getfixturevalue("settings")
    current.ARCHIVE_HOME = tmp_path_factory.mktemp("home")
    current.INDEX_DIR = current.ARCHIVE_HOME / "index"
    current.ORIGINALS_DIR = current.ARCHIVE_HOME / "originals"
    forget_reference_tables()  # those of the test before
    if not (request.cls and issubclass(request.cls, TransactionTestCase)):
        request.getfixturevalue("_django_db_helper")
        restore_reference_tables()
    yield current.ARCHIVE_HOME


@pytest.fixture(autouse=True)
def interface_language() -> None:
    """Every test begins in Chinese: a page asked for in English leaves its language behind in the thread."""
    translation.activate("zh-hans")


REFERENCE_TABLES = ("reports_region", "reports_region_successors", "reports_category")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The run's database, with a copy of what `migrate` loads: loading it anew for each test takes a second."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in REFERENCE_TABLES:
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")


def restore_reference_tables() -> None:
    """Puts back what `migrate` loads. A test with real transactions ends by emptying every table, these too."""
    from django.core.management.color import no_style
    from django.db import connection

    from reports.models import ArchiveState, Category, Region

    if not Region.objects.exists():
        models = [Region, Region.successors.through, Category]
        with connection.cursor() as cursor:
            for table in REFERENCE_TABLES:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            # Rows with their keys: the sequences of PostgreSQL do not know of them.
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
    ArchiveState.objects.get_or_create(pk=1)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of real reports and gold beside the project; a test that wants it is skipped where it is absent."""
    if not (SHARED / "reports").is_dir():
        pytest.skip("tests on ../shared: that folder is not there")
    return SHARED


@pytest.fixture(scope="session")
def samples_folder() -> Path:
    """The fictional reports that the project ships, with their own gazetteer `regions.csv`."""
    return ROOT / "samples"


class RunManage(Protocol):
    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def run_manage(tmp_path: Path) -> RunManage:
    """Runs `manage.py` in a process of its own, as a user does, with `tmp_path / "home"` as ARCHIVE_HOME.

    Keywords become environment variables. Only PATH, HOME and the language come from the caller's environment.
    """

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=served_site.environment(tmp_path / "home", variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """One site for the whole run that shows the samples, as after a first `make run`; tests do not change it."""
    with served_site.serve(tmp_path_factory.mktemp("sample-site") / "home") as site:
        yield site
