"""Cursors: where a list goes on, as one word that means nothing to those who pass it back."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from reports.api.refusals import Refusal
from reports.filters import PUBLIC_ID
from reports.search import Place
from reports.search.paging import NEWEST, OLDEST, RELEVANCE
from reports.search.walking import DEEPEST

LONGEST = 2000
LARGEST_KEY = 2**64 - 1


def written(*parts: Any) -> str:
    """The parts (strings, numbers, None, lists of strings) as a word of letters, digits, `-` and `_`."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(word: str) -> list[Any]:
    """The parts of a cursor. Refusal (`bad_cursor`) for anything that `written` did not make."""
    if len(word) > LONGEST:
        raise Refusal("bad_cursor")
    try:
        parts = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise Refusal("bad_cursor") from None
    if not isinstance(parts, list):
        raise Refusal("bad_cursor")
    return parts


def strings(word: str, number: int) -> list[str | None]:
    """The parts of a cursor made of so many strings, the last of which is never None."""
    parts = read(word)
    sound = len(parts) == number and all(part is None or _sound(part) for part in parts) and parts[-1] is not None
    if not sound:
        raise Refusal("bad_cursor")
    return parts


def _sound(part: Any) -> bool:
    return isinstance(part, str) and "\0" not in part and part.isprintable()


def of_place(place: Place) -> str:
    return written(place.order, place.key, list(place.given))


def place_of(word: str) -> Place:
    """The place that a cursor of problems names. Refusal (`bad_cursor`) for any other."""
    match read(word):
        case [str(order), int(key), list(given)] if (
            order in (NEWEST, OLDEST, RELEVANCE)
            and not isinstance(key, bool)
            and 0 <= key <= (DEEPEST if order == RELEVANCE else LARGEST_KEY)
            and all(isinstance(public_id, str) and PUBLIC_ID.fullmatch(public_id) for public_id in given)
        ):
            return Place(order, key, tuple(given))
    raise Refusal("bad_cursor")
