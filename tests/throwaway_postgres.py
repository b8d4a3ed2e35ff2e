"""A PostgreSQL that lives as long as a test run: no service, no port, its files in a temporary folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Where Debian, Fedora and Homebrew put the server's programs, which are not on the PATH there.
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
OLDEST = 15


class NoPostgres(Exception):
    """Says in a sentence why no server can be started here."""


def server_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`, of the newest version found. Raises NoPostgres."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += [folder for place in PLACES for folder in Path("/").glob(place.lstrip("/"))]
    versions = {_major(folder): folder for folder in folders if (folder / "pg_ctl").exists()}
    if not versions:
        raise NoPostgres("no server binaries found")
    newest = max(versions)
    if newest < OLDEST:
        raise NoPostgres(f"version {newest} found, {OLDEST} or newer needed")
    return versions[newest]


def _major(folder: Path) -> int:
    told = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", told)
    return int(found.group()) if found else 0


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Starts a server and gives the DATABASE_URL of it; stops it and removes its files at the end. Raises NoPostgres.

    PostgreSQL refuses to run as root, who hands it to the user `postgres` that its packages make.
    """
    programs = server_programs()
    as_owner: list[str] = []
    # A socket's path may have 107 characters at most: /tmp, not the perhaps long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="xunshi-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            if shutil.which("runuser") is None:
                raise NoPostgres("running as root, and there is no runuser to become another user")
            try:
                shutil.chown(folder, "postgres")
            except LookupError:
                raise NoPostgres("running as root, and there is no user postgres") from None
            as_owner = ["runuser", "-u", "postgres", "--"]
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*as_owner, *initdb, "--no-sync"], folder)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        control = [*as_owner, programs / "pg_ctl", "-D", data]
        _run([*control, "-w", "-l", folder / "log", "-o", options, "start"], folder)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def streaming_replica(primary: Path) -> Iterator[Path]:
    """A hot standby of the throw-away cluster whose socket lies in `primary`, following it; the folder of its socket.
    Raises NoPostgres.
    """
    programs = server_programs()
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="xunshi-pg-", dir="/tmp"))
    try:
        if as_owner:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        copy = [
            programs / "pg_basebackup",
            "-h",
            primary,
            "-U",
            "postgres",
            "-D",
            data,
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        ]
        _run([*as_owner, *copy, "--no-sync"], folder)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c hot_standby_feedback=on"
        control = [*as_owner, programs / "pg_ctl", "-D", data]
        _run([*control, "-w", "-l", folder / "log", "-o", options, "start"], folder)
        try:
            yield folder
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path], folder: Path) -> None:
    """Raises NoPostgres with the end of what the program said. The server inherits none of our pipes."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            raise NoPostgres(f"{Path(command[0]).name} failed: {' '.join(last)}")
