"""The tables of `reports/data/html_pages.toml`: what web pages call their parts."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, Final

RULES: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    (resources.files("reports") / "data" / "html_pages.toml").read_text(encoding="utf-8")
)
