"""What `make test` runs: format, lint and types, then every test on SQLite and those of the database on PostgreSQL.

    python -m tests.suite [arguments for pytest]

Both databases are tried in one run of pytest, by two workers at the same time, so that its last line counts all.
PostgreSQL is the server that TEST_DATABASE_URL names, else a throw-away one, else it is left out and said so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from tests.throwaway_postgres import NoPostgres, throwaway_cluster

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy"],
}
BOTH_DATABASES = [
    "--dist=each",
    "--tx=popen//id=sqlite//env:TEST_DATABASE=sqlite",
    "--tx=popen//id=postgresql//env:TEST_DATABASE=postgresql",
]
SQLITE_ALONE = ["-n", "2", "--dist=worksteal"]


def failed_checks() -> list[str]:
    """Runs format, lint and types, prints what they say, and names those that failed."""
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", *command], check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
    return failed


def main(arguments: list[str]) -> int:
    """The exit code: 0 when the checks and all tests passed."""
    failed = failed_checks()
    notes = [f"FAILED before the tests: {name} (see above)" for name in failed]
    environment = dict(os.environ)
    with ExitStack() as stack:
        if not environment.get("TEST_DATABASE_URL"):
            try:
                environment["TEST_DATABASE_URL"] = stack.enter_context(throwaway_cluster())
            except NoPostgres as reason:
                notes.append(f"PostgreSQL tests: {reason}; TEST_DATABASE_URL can name a server")
        workers = BOTH_DATABASES if environment.get("TEST_DATABASE_URL") else SQLITE_ALONE
        environment["TEST_SUITE_NOTES"] = "\n".join(notes)
        print("== pytest", flush=True)
        tests = subprocess.run([sys.executable, "-m", "pytest", *workers, *arguments], env=environment, check=False)
    return 1 if failed or tests.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
