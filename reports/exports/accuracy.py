"""What the parser was measured to do (data/accuracy.toml)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reports.data_files import read_toml


@lru_cache(maxsize=1)
def accuracy() -> dict[str, Any]:
    """Shares in percent, over `problems` in `reports`."""
    return read_toml("accuracy.toml")
