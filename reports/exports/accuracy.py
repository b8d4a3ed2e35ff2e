"""What the parser was measured to do (data/accuracy.toml)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from reports.models.reference import DATA


@lru_cache(maxsize=1)
def accuracy() -> dict[str, Any]:
    """Shares in percent, over `problems` in `reports`."""
    return tomllib.loads((DATA / "accuracy.toml").read_text(encoding="utf-8"))
