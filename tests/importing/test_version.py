"""The digest of the parser: every file that a parse asks is in it, and none that another part of the archive asks."""

from __future__ import annotations

import re

from reports.importing.version import BESIDE, ROOT, deciding_files

READS = re.compile(r'read_(?:toml|text)\("([\w.]+)"\)')


def named_by(*patterns: str) -> set[str]:
    """The data files that the modules name."""
    paths = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return {name for path in paths for name in READS.findall(path.read_text(encoding="utf-8"))}


def test_what_a_parse_reads_decides_it() -> None:
    asked = named_by("fold.py", "readers/*.py", "parsing/*.py")
    assert len(asked) > 10
    assert asked - {path.name for path in deciding_files()} == set()


def test_what_only_exports_and_synthetic_reports_read_decides_nothing() -> None:
    others = named_by("exports/**/*.py", "synthetic/*.py") - named_by("readers/*.py", "parsing/*.py") - {"regions.csv"}
    assert others
    assert others & {path.name for path in deciding_files()} == set()


def test_every_exception_stands_for_a_file() -> None:
    assert all(list(ROOT.glob(pattern)) for pattern in BESIDE)
