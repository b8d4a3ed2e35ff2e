"""How the index stands to the archive: where it lies, and whether it can be used and brought up to date."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from reports.models import ArchiveState, Change
from reports.models.written import WrittenQuery, asked
from reports.search.folder import MISSING, OUTDATED, READY, IndexFolder, readers


def index_folder() -> IndexFolder:
    return IndexFolder(settings.INDEX_DIR)


class Versions(NamedTuple):
    """The version of the content that is committed, and the one since which reports were added only
    (`ArchiveState.edited`)."""

    newest: int
    edited: int


def archive_versions(database: str | None = None) -> Versions:
    """In the database that is read from or in another one."""
    state = STATE.first(using=database, row=1)
    if state is None:
        raise ArchiveState.DoesNotExist
    return Versions(state.version, state.edited)


def archive_version(database: str | None = None) -> int:
    """The version of the content that is committed, in the database that is read from or in another one."""
    return archive_versions(database).newest


STATE = WrittenQuery[ArchiveState](lambda: ArchiveState.objects.filter(pk=asked("row")))
_CHANGE = WrittenQuery[int](
    lambda: Change.objects.filter(version=asked("version")).order_by().values_list("version", flat=True)[:1]
)


def index_state(version: int | None = None) -> str:
    """`ready`, `missing` (or damaged, so that it cannot be opened), or `outdated`: of an older schema, or too old for
    the changes that are still known.

    `version` is the archive's, where the caller has read it already.

    An archive that never held anything needs no index.
    """
    folder = index_folder()
    state = folder.state()
    version = archive_version() if version is None else version
    generation = folder.current()
    if state == MISSING and version == 0:
        return READY
    if state != READY or generation is None:
        return state
    if readers.snapshot(folder) is None:  # costs nothing where this process has it open
        return folder.state() if folder.state() != READY else MISSING
    return READY if can_follow(generation.applied_version(), version) else OUTDATED


def can_follow(applied: int, version: int, database: str | None = None) -> bool:
    """Whether an index at `applied` can be brought to `version`: every version has a change, and old ones are pruned.

    An index ahead of its database belongs to another one, or to a later state of it.
    """
    return applied == version or (applied < version and _CHANGE.first(using=database, version=applied + 1) is not None)
