"""The version that parsed a report: the parser's number and a digest of what decides a parse.

A changed rule or term is a changed parser, whether or not somebody raised the number: reports parsed by another
digest are parsed again at the next import, the others are left alone.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from reports.parsing import PARSER_VERSION

ROOT = Path(__file__).resolve().parent.parent
DECIDING = (
    "data_files.py",
    "fold.py",
    "counting.py",
    "readers/*.py",
    "parsing/*.py",
    "data/*.toml",
    "data/*.csv",
    "data/*.tsv",
    "importing/states.py",
)
# Data that no parse asks: what was measured, what exports are called, what synthetic reports are made of.
BESIDE = ("data/accuracy.toml", "data/dataset.toml", "data/pinyin_exceptions.csv", "data/synthetic*.toml")


def deciding_files() -> list[Path]:
    """The files that decide a parse, in the order in which the digest takes them."""
    beside = {path for pattern in BESIDE for path in ROOT.glob(pattern)}
    return [path for pattern in DECIDING for path in sorted(ROOT.glob(pattern)) if path not in beside]


@cache
def software_version() -> str:
    """`1.0+3fa9c2d1`."""
    digest = hashlib.sha256()
    for path in deciding_files():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{PARSER_VERSION}+{digest.hexdigest()[:8]}"
