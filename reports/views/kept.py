"""Whole pages kept compressed by the process that made them, for as long as they are what would be made anew.

A page is kept under its ETag, which names everything that it is made of (`conditional.page_etag`): address, language,
looks, day, release, and the versions of archive and index. So several processes need tell each other nothing, and what
is withdrawn or corrected is not found any more from that moment on. Nothing is kept for readers with a session.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LARGEST = 2_000_000
"""Bytes of a page that is worth keeping, before it is compressed."""
SMALLEST = 200
"""Below, compressing gains nothing (as in Django's GZipMiddleware)."""
LEVEL = 6
OVERHEAD = 1000
"""Bytes that a page costs beside its body: headers, keys, objects."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page with the headers that its view gave it; `body` is compressed."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> KeptPage:
        # No time stands in it: the same page has the same bytes.
        body = gzip.compress(response.content, LEVEL, mtime=0)
        return cls(tuple(response.items()), body)

    def answer(self, *, compressed: bool) -> HttpResponse:
        """The page, compressed for whoever takes it so."""
        response = HttpResponse(self.body if compressed else gzip.decompress(self.body), headers=dict(self.headers))
        if compressed:
            _say_compressed(response)
        return response


class KeptPages:
    """The pages asked for last, for the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, KeptPage] = OrderedDict()
        self._bytes = 0

    def get(self, etag: str) -> KeptPage | None:
        with self._lock:
            page = self._held.get(etag)
            if page is not None:
                self._held.move_to_end(etag)
            return page

    def keep(self, etag: str, page: KeptPage) -> None:
        """Lets go of those that were not asked for longest, beyond `settings.PAGE_CACHE` megabytes."""
        room = settings.PAGE_CACHE * 1_000_000
        with self._lock:
            if etag in self._held or len(page.body) + OVERHEAD > room:
                return
            self._held[etag] = page
            self._bytes += len(page.body) + OVERHEAD
            while self._bytes > room:
                _etag, dropped = self._held.popitem(last=False)
                self._bytes -= len(dropped.body) + OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._bytes = 0


def worth_keeping(response: HttpResponseBase) -> bool:
    """Whether it is a whole page that anybody may see: no part of a stream, no cookie, nothing that forbids it."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "public" in response.get("Cache-Control", "")
        and SMALLEST <= len(response.content) <= LARGEST
    )


def compress(response: HttpResponse, page: KeptPage) -> None:
    """Gives the response the body that was just compressed for keeping, so that it is not compressed once more."""
    response.content = page.body
    _say_compressed(response)


def _say_compressed(response: HttpResponse) -> None:
    """As GZipMiddleware does: these bytes are another form of the page, so its ETag is a weak one (RFC 9110 §8.8.1)."""
    response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers.pop("Content-Length", None)
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = "W/" + response["ETag"]


kept = KeptPages()
