"""The files of `reports/data`: words, codes, places and rules that are data. `data/README.md` says what each holds.

Whoever reads a table keeps it; nothing is kept here. Knows no Django.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def read_text(name: str) -> str:
    """The file `name` as it stands. OSError for a file that is not there: a mistake in the program."""
    return (DATA / name).read_text(encoding="utf-8")


def read_toml(name: str) -> dict[str, Any]:
    """The tables of the file `name`."""
    return tomllib.loads(read_text(name))
