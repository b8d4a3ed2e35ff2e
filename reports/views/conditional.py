"""Pages that did not change are not sent again: ETag and Cache-Control by the archive's version (design.md §6).

A public page is a function of its address, the archive's last change, the index's version, the reader's language and
looks, the day (citations and prints bear it) and the release; reports that an import adds come in with the index. So
its ETag is known before the page is made, and a browser that has it costs two small queries, and one who does not may
be given the page that another was given (`kept`). Every answer has to be asked for again (`max-age=0`): what is
withdrawn is gone at once, from caches too. Readers with a session (editors, who may be shown messages) get neither
ETag nor shared copies.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from reports.models import ArchiveState
from reports.search.folder import READY, Generation
from reports.search.standing import STATE, index_folder, index_state
from reports.views.kept import KeptPage, compress, kept, worth_keeping
from reports.views.preferences import SIZES, THEMES, chosen

NEVER = frozenset(
    {"preferences", "report_original", "data", "dataset_file", "problem_error", "report_error", "report_history"}
)
"""Pages that are no function of the above: one sets cookies, some are files, some are forms with a token, and the
history of corrections tells of acts that change nothing else, and editors' names."""
_GZIP = re.compile(r"\bgzip\b")
FOLLOWED_SECONDS = 120.0
"""An index that somebody writes is committed at least every so many seconds (`search.applying.LONGEST_PAUSE`)."""
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-cache"


class ConditionalPages:
    """Middleware for the pages of this application; stands inside of GZipMiddleware and LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        etag = getattr(request, "page_etag", None)
        if etag is None or (response.status_code == 200 and not _is_whole(request)):
            if _is_ours(request) and not response.has_header("Cache-Control"):
                response["Cache-Control"] = PRIVATE
            return response
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if response.status_code in (200, 304) and not response.has_header("ETag"):
            response["ETag"] = etag
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = PUBLIC
        if request.method == "GET" and getattr(request, "page_settled", False) and worth_keeping(response):
            page = KeptPage.of(response)  # type: ignore[arg-type]
            kept.keep(etag, page)
            if _takes_gzip(request):
                compress(response, page)  # type: ignore[arg-type]
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Answers 304 where the browser has this very page, and with a kept one where another reader was given it."""
        if request.method not in ("GET", "HEAD") or not _is_page(request) or _has_session(request):
            return None
        etag = page_etag(request)
        request.page_etag = etag  # type: ignore[attr-defined]
        # `*` asks whether there is such a page at all, which only the view knows.
        response = None if request.headers.get("If-None-Match") == "*" else get_conditional_response(request, etag=etag)
        if isinstance(response, HttpResponse) and response.status_code == 304:
            return response
        page = kept.get(etag) if settings.PAGE_CACHE else None
        if page is None:
            return None
        request.page_settled = False  # type: ignore[attr-defined]  # it is kept already
        request.page_is_kept = True  # type: ignore[attr-defined]
        return page.answer(compressed=_takes_gzip(request))


def _is_ours(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.app_names[:1] == ["reports"]


def _is_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and _is_ours(request) and match.url_name not in NEVER


def _is_whole(request: HttpRequest) -> bool:
    """Whether the page had all that it is made of: one that was made without an index must not outlive that moment."""
    state: ArchiveState | None = request.archive_state  # type: ignore[attr-defined]
    return getattr(request, "page_is_kept", False) or index_state(state.version if state else 0) == READY


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _takes_gzip(request: HttpRequest) -> bool:
    """As GZipMiddleware asks it."""
    return _GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None


def page_etag(request: HttpRequest) -> str:
    """The ETag of the page asked for, in quotation marks. One query, whose row stays with the request.

    It is made of what stands before the page is: a page that brings the index up to date while it is made bears the
    mark of the older state, and is sent once more.
    """
    state = request.archive_state = STATE.first(row=1)  # type: ignore[attr-defined]
    generation = index_folder().current()
    applied = generation.applied_version() if generation else None
    content = _content(state, applied, generation)
    # A page that says that the index lags must not outlive the lag, nor keep others from bringing it up to date.
    request.page_settled = bool(settings.PAGE_CACHE) and content is not None  # type: ignore[attr-defined]
    parts = (
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        translation.get_language(),
        chosen(request, "theme", THEMES),
        chosen(request, "size", SIZES),
        timezone.localdate(),
        content if content is not None else f"waiting {state.version if state else 0}",
        f"{generation.path.name}:{applied}" if generation else "",
        release(),
    )
    digest = hashlib.sha256("\0".join(str(part) for part in parts).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _content(state: ArchiveState | None, applied: int | None, generation: Generation | None) -> int | None:
    """What pages are made of: the last version that changed anything. None while it waits for the index.

    New reports do not count until the index has taken them up, which an import does once a minute: else all pages
    would be made anew with each report. Where nobody has done it for long, a page has to.
    """
    if state is None or generation is None or applied is None:
        return None
    if applied == state.version or (state.edited <= applied < state.version and _is_followed(generation)):
        return state.edited
    return None


def _is_followed(generation: Generation) -> bool:
    written = generation.written_at()
    return written is not None and time.time() - written < FOLLOWED_SECONDS


@lru_cache(maxsize=1)
def release() -> str:
    """A hash of the times and sizes of everything that makes a page: another release makes other pages."""
    root = Path(settings.BASE_DIR)
    seen = hashlib.sha256()
    for path in sorted(_sources(root)):
        status = path.stat()
        seen.update(f"{path.relative_to(root)}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for folder, pattern in (("reports", "*.py"), ("reports", "*.toml"), ("templates", "*.html"), ("locale", "*.mo")):
        yield from (root / folder).rglob(pattern)
    yield from (path for path in (root / "static").rglob("*") if path.is_file())
