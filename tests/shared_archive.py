"""An archive that the tests of a module share: built once with real transactions, then read and changed by each alone.

Building costs a second, and emptying every table after it another. A test that only reads, or whose changes a
transaction can take back, gets a copy of the folder instead and is rolled back at its end. What hangs on a commit (the
index) does not happen in such a test: `django_capture_on_commit_callbacks` makes it happen where that matters.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from reports.views.kept import kept
from tests.conftest import restore_reference_tables


@contextmanager
def built_archive(home: Path, build: Callable[[], object], blocker: DjangoDbBlocker) -> Iterator[Path]:
    """`home`, where `build` has made an archive that stands in the database until the block ends.

    For a fixture of a module; it asks for `django_db_setup` too.
    """
    folders = {"ARCHIVE_HOME": home, "INDEX_DIR": home / "index", "ORIGINALS_DIR": home / "originals"}
    try:
        with blocker.unblock(), override_settings(**folders):
            restore_reference_tables()
            build()
        yield home
    finally:
        with blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)
            restore_reference_tables()


def take_copy(built: Path, home: Path) -> None:
    """Gives a test the files of the built archive in its own home: it may break them."""
    kept.clear()  # another test's pages of a copy of its own
    shutil.copytree(built, home, symlinks=True, dirs_exist_ok=True)
