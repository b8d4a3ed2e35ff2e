"""A file given out whole or in parts (RFC 9110, §14), so that a download that broke off can be taken up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

PORTION = 64 * 1024
# `bytes=0-99`, `bytes=100-`, `bytes=-50`; not `bytes=0-1,5-6`, which is answered by the whole file.
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)


def ranged(request: HttpRequest, path: Path, *, etag: str, media_type: str) -> HttpResponseBase:
    """The file, the part of it that `Range` asks for (206), 304, or 416 for a part beyond its end. FileNotFoundError.

    `etag` in quotation marks, strong: the hash of the bytes. With `If-Range` a part is given only of that very file.
    """
    # A part is counted in the bytes of the file: no middleware may compress what leaves here.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    size = path.stat().st_size
    unchanged = get_conditional_response(request, etag=etag)
    part = _asked(request, etag, size)
    start, end = part or (0, size)
    response: HttpResponseBase
    if isinstance(unchanged, HttpResponse):
        response = unchanged
    elif part is not None and start >= end:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = (
            HttpResponse()
            if request.method == "HEAD"
            else StreamingHttpResponse(_portions(path.open("rb"), start, end))
        )
        response["Content-Length"] = str(end - start)
        if part is not None:
            response.status_code = 206
            response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Type"] = media_type
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _asked(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """(start, end) of the part asked for, half-open, empty where it lies beyond the file; None for the whole file."""
    if request.headers.get("If-Range", etag) != etag:
        return None
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None:
        return None
    first, last, of_the_end = found.groups()
    if of_the_end is not None:
        return (max(0, size - int(of_the_end)), size) if int(of_the_end) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)


def _portions(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (portion := file.read(min(PORTION, end - start))):
            start += len(portion)
            yield portion
