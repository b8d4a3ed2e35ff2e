"""Addresses by the hundred: a page of results has more links than Django's `reverse` makes in the time it has."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

_STAND_IN = "aaaaaaaaaaaa"
"""A value that every converter takes."""


def link(name: str, value: str = "") -> str:
    """The address of the view `name` of this application; `value` is its public id, region code or category code."""
    before, after = _around(name, get_script_prefix(), bool(value))
    return f"{before}{value}{after}"


@lru_cache(maxsize=128)
def _around(name: str, _prefix: str, takes_value: bool) -> tuple[str, str]:
    """What stands before and after the value. `_prefix`, where the site is mounted, is a part of the cache's key."""
    before, _value, after = reverse(f"reports:{name}", args=[_STAND_IN] if takes_value else []).partition(_STAND_IN)
    return before, after
