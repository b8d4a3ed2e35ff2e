"""Pages read from replicas of the database; whatever writes, and whoever corrects, reads from the primary.

A reader must never see a page of the index with the rows of an older moment, nor an editor his old text after saving.
So a replica answers only where it holds the version that the primary had when the request came (`ArchiveState`), and
whoever is logged in is answered by the primary. A replica that does not answer is passed over for some seconds.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, models
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from reports.models import ArchiveState

PREFIX = "replica"
"""Replicas are the databases `replica1`, `replica2` …"""
REST = 10.0
"""Seconds for which a replica that failed is not asked."""

logger = logging.getLogger("archive.replicas")
_reading: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


class ReplicaRouter:
    """Django's question, which database a query is for: reads go where the request reads, all else to the primary."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return _reading.get()

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: models.Model, obj2: models.Model, **hints: Any) -> bool:
        """They are rows of the same archive."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db.startswith(PREFIX) else None


class Replicas:
    """Middleware: decides once a request where it reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.aliases = [alias for alias in connections if alias.startswith(PREFIX)]
        self._turns = itertools.count()
        self._resting: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        alias = self._choose(request)
        if alias == DEFAULT_DB_ALIAS:
            return self.get_response(request)
        with reading_from(alias):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _all_from(alias, iter(response.streaming_content))  # type: ignore[arg-type]
        return response

    def _choose(self, request: HttpRequest) -> str:
        if not self.aliases or request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return DEFAULT_DB_ALIAS
        now = time.monotonic()
        rested = [alias for alias in self.aliases if self._resting.get(alias, 0.0) <= now]
        if not rested:
            return DEFAULT_DB_ALIAS
        alias = rested[next(self._turns) % len(rested)]
        wanted = _version(DEFAULT_DB_ALIAS)
        try:
            return alias if _version(alias) >= wanted else DEFAULT_DB_ALIAS
        except Error as error:
            self._resting[alias] = now + REST
            logger.warning("%s does not answer and is passed over for %d s: %s", alias, REST, error)
            return DEFAULT_DB_ALIAS


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Queries that only read go to this database inside the block."""
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


def _all_from(alias: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What is made while it is sent, an export, is read where the page was."""
    while True:
        with reading_from(alias):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _version(alias: str) -> int:
    return ArchiveState.objects.using(alias).values_list("version", flat=True).get(pk=1)
