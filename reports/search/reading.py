"""One consistent look at the index: a page's list, total and facets are answered from it (DESIGN.md §6, Version)."""

from __future__ import annotations

from tantivy import Occur, Query

from reports.models import Change
from reports.search.applying import ensure_fresh
from reports.search.folder import MISSING, OUTDATED, READY, IndexFolder, readers
from reports.search.matching import gone
from reports.search.query import IndexStatus
from reports.search.standing import archive_version, can_follow, index_folder
from reports.search.view import View


def open_view() -> View | IndexStatus:
    """The newest state of the index, after changes that waited too long were applied where that was possible.

    An `IndexStatus` alone where there is nothing to search: in an empty archive (`ready`), without an index
    (`missing`), or with one that has to be rebuilt (`outdated`). One to three small queries.
    """
    version = archive_version()
    folder = index_folder()
    snapshot = readers.snapshot(folder)
    lagging = False
    if snapshot is not None and snapshot.version < version:
        lagging = ensure_fresh()
        snapshot = readers.snapshot(folder)
    if snapshot is None:
        return IndexStatus(0, state=_state_without_index(folder, version))
    if snapshot.version == version:
        return View(snapshot.searcher, IndexStatus(version))
    # Behind, or ahead by what was committed and applied since the first look.
    if not can_follow(snapshot.version, archive_version()):
        return IndexStatus(snapshot.version, state=OUTDATED)
    return View(snapshot.searcher, IndexStatus(snapshot.version, lagging), _removed_after(snapshot.version))


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
