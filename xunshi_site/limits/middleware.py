"""Asks the counters before a limited view runs, and holds an export's slot until its last byte is sent.

A counter that cannot be asked (Redis away, file locked) lets the request pass: a limit protects the site, and must not
be what takes it down. The log says so.
"""

from __future__ import annotations

import hashlib
import logging
import math
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from xunshi_site.addresses import client_of, subscriber
from xunshi_site.errors import error_response
from xunshi_site.limits.budgets import Budget, class_of
from xunshi_site.limits.store import Store, store
from xunshi_site.metrics import LIMITED

logger = logging.getLogger("archive.limits")

UNREACHABLE = (sqlite3.Error, DatabaseError, redis.RedisError)
SLOT_SECONDS = 15
"""How soon it is worth asking again when all slots are taken: nobody knows how long the others' exports take."""


class Slot:
    """A place among those that may run at the same time: `taken` by one holder under one or two names."""

    def __init__(self, counters: Store, lease: float) -> None:
        self.counters, self.lease = counters, lease
        self.holder = secrets.token_hex(16)
        self.names: list[str] = []
        self.renewed = time.monotonic()

    def take(self, name: str, slots: int) -> bool:
        taken = self.counters.take(name, slots, self.holder, self.lease)
        if taken:
            self.names.append(name)
        return taken

    def keep(self) -> None:
        """Renews the lease when a third of it is over."""
        if time.monotonic() - self.renewed > self.lease / 3:
            self.renewed = time.monotonic()
            for name in self.names:
                self.counters.renew(name, self.holder, self.lease)

    def release(self) -> None:
        """Gives the places back; one that cannot be given back is free when its lease has run out."""
        names, self.names = self.names, []
        try:
            for name in names:
                self.counters.release(name, self.holder)
        except UNREACHABLE as reason:
            logger.warning("a slot was not given back: %s", reason)


class Limits:
    """Middleware; stands inside of ConditionalPages, so that a page which a browser has already costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # No exception comes out of here: Django makes an answer of each.
        response = self.get_response(request)
        slot: Slot | None = getattr(request, "slot", None)
        if slot is None:
            return response
        if isinstance(response, StreamingHttpResponse):
            return _holding(response, slot)
        slot.release()
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """429 when the address has spent its budget, or when as many exports run as may."""
        budgets: dict[str, Budget] | None = settings.RATE_LIMITS
        match = request.resolver_match
        kind = match and class_of(match.view_name, match.namespaces, request.method or "")
        if budgets is None or not kind:
            return None
        try:
            wait = _spend(request, kind, budgets[kind])
        except UNREACHABLE as reason:
            logger.warning("limits are not counted: %s", reason)
            return None
        if not wait:
            return None
        LIMITED.labels(kind).inc()
        return error_response(request, 429, retry_after=math.ceil(wait))


def _spend(request: HttpRequest, kind: str, budget: Budget) -> float:
    """0 when the request may pass, else the seconds to wait. A slot that was taken stays with the request."""
    counters = store()
    name = f"{kind}:{_whom(request)}"
    wait = counters.spend(name, burst=budget.burst, interval=budget.interval)
    if wait or budget.slots is None or request.method == "HEAD":
        return wait
    slot = Slot(counters, budget.lease)
    if slot.take(name, budget.slots_each) and slot.take(kind, budget.slots):
        request.slot = slot  # type: ignore[attr-defined]
        return 0.0
    slot.release()
    return SLOT_SECONDS


def _whom(request: HttpRequest) -> str:
    """The client under a name that tells nobody its address."""
    address = subscriber(client_of(request)).encode()
    return hashlib.blake2b(address, key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()


def _holding(response: StreamingHttpResponse, slot: Slot) -> StreamingHttpResponse:
    """The response with its slot kept while portions leave, and given back when the server closes it, read or not."""
    response._resource_closers.append(slot.release)  # type: ignore[attr-defined]
    response.streaming_content = _keeping(response.streaming_content, slot)  # type: ignore[arg-type]
    return response


def _keeping(portions: Iterable[bytes], slot: Slot) -> Iterator[bytes]:
    for portion in portions:
        yield portion
        try:
            slot.keep()
        except UNREACHABLE as reason:
            logger.warning("a slot was not renewed: %s", reason)
