"""A few of the faults of `make soak` (tests/soak): kills at random moments, and each other fault once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.sqlite
def test_killed_and_starved_imports_end_with_the_archive_of_an_undisturbed_one(tmp_path: Path) -> None:
    """In a process of its own: it forks, and a test process has threads."""
    outcome = tmp_path / "measurements.md"
    command = [
        sys.executable,
        "-m",
        "tests.soak",
        "--kills",
        "5",
        "--rounds",
        "1",
        "--reports",
        "4",
        "--write",
        str(outcome),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "promises broken: 0" in outcome.read_text(encoding="utf-8")
