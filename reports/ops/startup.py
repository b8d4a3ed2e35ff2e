"""What stands between a fresh clone and a running site: each step does nothing when there is nothing to do.

The command `serve` calls them in order. A second start reads the migration table, the names and times of the static
files, and one row; it writes nothing.
"""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.models import Report
from reports.models.choices import Origin
from reports.search.folder import READY
from reports.search.rebuild import rebuild_index
from reports.search.standing import index_state

if TYPE_CHECKING:
    from reports.importing.run import RunResult

STATIC_STAMP = "sources.sha256"


class PortTaken(Exception):
    """The address is in use, or not ours to use."""


def require_free_port(host: str, port: int) -> None:
    """Raises PortTaken when no server could listen at `host`:`port`. Port 0 is always free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does it: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise PortTaken(reason.strerror) from reason


def migrate_if_needed() -> bool:
    """Applies the migrations that the database lacks. Returns whether there were any."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def static_fingerprint() -> str:
    """A hash of the name, size and time of every static file, and of the storage that writes them."""
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def collect_static_if_changed() -> bool:
    """Collects the static files into STATIC_ROOT unless the last collection saw the same. Returns whether it did."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    fingerprint = static_fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
        return False
    # Cleared first: collectstatic alone keeps its copy of a file that was replaced by an older one.
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint, encoding="ascii")
    return True


def import_samples_if_empty() -> RunResult | None:
    """Imports the fictional reports of `samples/` into an archive without any report.

    Returns what became of each, or None when there was nothing to do. A sample that fails does not keep the site away.
    """
    if Report.objects.exists():
        return None
    # Readers and parser take half a second to load, which a start without anything to import need not wait for.
    from reports.importing.run import import_paths  # noqa: PLC0415

    return import_paths([settings.BASE_DIR / "samples"], origin=Origin.SAMPLE, by="serve")


def rebuild_index_if_unusable() -> bool:
    """Builds the search index when it is missing, of an older form, or of another database. Returns whether it did."""
    if index_state() == READY:
        return False
    rebuild_index()
    return True
