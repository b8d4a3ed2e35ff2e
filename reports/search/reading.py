"""One consistent look at the index: a page's list, total and facets are answered from it (design.md §6, Version)."""

from __future__ import annotations

from collections.abc import Hashable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from tantivy import Occur, Query

from reports.models import Change
from reports.search.applying import ensure_fresh
from reports.search.folder import MISSING, OUTDATED, READY, IndexFolder, readers
from reports.search.matching import gone
from reports.search.query import IndexStatus
from reports.search.standing import archive_version, archive_versions, can_follow, index_folder
from reports.search.view import View


def open_view() -> View | IndexStatus:
    """The newest state of the index, after changes that waited too long were applied where that was possible.

    An `IndexStatus` alone where there is nothing to search: in an empty archive (`ready`), without an index
    (`missing`), or with one that has to be rebuilt (`outdated`). One to three small queries.
    """
    version, edited = archive_versions()
    folder = index_folder()
    state = _state_of(folder)  # before the snapshot, which then holds this state or a later one
    snapshot = readers.snapshot(folder)
    lagging = False
    if snapshot is not None and snapshot.version < version:
        lagging = ensure_fresh()
        snapshot = readers.snapshot(folder)
    if snapshot is None:
        return IndexStatus(0, state=_state_without_index(folder, version))
    if snapshot.version == version:
        return View(snapshot.searcher, IndexStatus(version), state=None if lagging else state)
    # Behind, or ahead by what was committed and applied since the first look; a replica may not know of it yet.
    if not can_follow(snapshot.version, archive_version(DEFAULT_DB_ALIAS), DEFAULT_DB_ALIAS):
        return IndexStatus(snapshot.version, state=OUTDATED)
    if edited <= snapshot.version < version:  # what it lacks are new reports: what it has is as it was
        return View(snapshot.searcher, IndexStatus(snapshot.version, lagging), state=state)
    return View(snapshot.searcher, IndexStatus(snapshot.version, lagging), _removed_after(snapshot.version))


def _state_of(folder: IndexFolder) -> Hashable:
    """The generation in use and the file of its applied version, which is replaced with every commit; None without."""
    generation = folder.current()
    if generation is None or not settings.RESULT_CACHE:
        return None
    try:
        file = (generation.path / "applied_version").stat()
    except FileNotFoundError:
        return None
    return str(generation.path), file.st_ino, file.st_mtime_ns


def _state_without_index(folder: IndexFolder, version: int) -> str:
    if version == 0:
        return READY
    state = folder.state()
    return MISSING if state == READY else state  # there by now, or damaged


def _removed_after(version: int) -> tuple[tuple[Occur, Query], ...]:
    """Withdrawn, retired and deleted rows that the index still holds."""
    removed = Change.objects.filter(version__gt=version, removed=True).order_by().values_list("kind", "public_id")
    reports, problems = (
        {public_id for kind, public_id in removed if kind == wanted}
        for wanted in (Change.Kind.REPORT, Change.Kind.PROBLEM)
    )
    return tuple(gone(reports, problems))
