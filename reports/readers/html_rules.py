"""The tables of `reports/data/html_pages.toml`: what web pages call their parts."""

from __future__ import annotations

from typing import Any, Final

from reports.data_files import read_toml

RULES: Final[dict[str, dict[str, Any]]] = read_toml("html_pages.toml")
