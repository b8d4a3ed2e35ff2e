"""The cases of layouts.toml and damage.toml: the strange part of a report, and what a reader finds in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.parsing.reports import report

FRAME = ("head", "organisation", "closing")


def cases(name: str) -> list[dict[str, str]]:
    """The cases of `tests/parsing/NAME.toml`."""
    content = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    found: list[dict[str, str]] = tomllib.loads(content)["case"]
    return found


def built(case: dict[str, str]) -> str:
    """The whole report: the strange part in a plain frame, but for the parts of the frame that the case names."""
    return report(case["body"], **{key: case[key] for key in FRAME if key in case})


def expected(case: dict[str, str]) -> list[str]:
    """As `outline_of` tells it."""
    return [line for line in case["finds"].splitlines() if line]
