"""Where the counters are: Redis when CACHE_URL names one, else beside the archive's database."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from xunshi_site.limits.redis_store import RedisStore
from xunshi_site.limits.sql import postgres_store, sqlite_store

FILE_NAME = "limits.sqlite3"


class Store(Protocol):
    def spend(self, name: str, *, burst: int, interval: float) -> float: ...
    def take(self, name: str, slots: int, holder: str, lease: float) -> bool: ...
    def renew(self, name: str, holder: str, lease: float) -> None: ...
    def release(self, name: str, holder: str) -> None: ...


def store() -> Store:
    """The store that the settings name."""
    postgres = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    return _store(settings.CACHE_URL, None if postgres else Path(settings.ARCHIVE_HOME) / FILE_NAME)


@lru_cache(maxsize=4)
def _store(cache_url: str, file: Path | None) -> Store:
    if cache_url:
        return RedisStore(cache_url)
    return sqlite_store(file) if file else postgres_store()
