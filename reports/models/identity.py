"""`public_id`: the 12 base32 characters by which outsiders know a row (design.md §5).

Minted once from a hash when a row is first stored, then kept: never recomputed, never given to another row.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

LENGTH = 12
_BYTES = 8
"""Of a hash: 12 characters of 5 bits are its first 60 bits."""
_THREE = 32**3 - 1
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_TRIPLES = [first + second + third for first in _BASE32 for second in _BASE32 for third in _BASE32]
"""Three characters at a time: an import mints two hundred ids a report, and the base64 module is four times slower."""


SHARED = 3
"""Characters that the problems and measures of a report share with it: 32,768 beginnings, and 45 bits of a hash."""


def mint(*parts: object, taken: Callable[[str], bool], within: str = "") -> str:
    """A public id from the parts' hash; a counter is added while `taken` says that another row has it.

    `within`: the public id of the report that holds the row, whose first characters it takes. So the rows of a report
    stand together in the index of ids: with unlike beginnings each would change a page of its own, and an import would
    write a megabyte more for every report (docs/performance.md).
    """
    counter = 0
    while True:
        material = "\x1f".join([str(part) for part in (*parts, counter) if part is not None])
        digest = hashlib.sha256(material.encode("utf-8", "surrogatepass")).digest()
        bits = int.from_bytes(digest[:_BYTES]) >> 4
        found = (
            _TRIPLES[bits >> 45]
            + _TRIPLES[bits >> 30 & _THREE]
            + _TRIPLES[bits >> 15 & _THREE]
            + _TRIPLES[bits & _THREE]
        )
        if within:
            found = within[:SHARED] + found[SHARED:]
        if not taken(found):
            return found
        counter += 1


def random_id() -> str:
    """The public id of a row that an editor made: it rests on no text."""
    return base64.b32encode(secrets.token_bytes(8))[:LENGTH].decode().lower()


def public_id_field() -> models.CharField[Any, Any]:
    return models.CharField(_("公开编号"), max_length=LENGTH, unique=True, editable=False)
