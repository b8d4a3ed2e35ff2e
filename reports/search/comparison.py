"""Compares the index with the database, document by document: what `check_archive` promises."""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Searcher

from reports.search.damage import damaged_file
from reports.search.folder import readers
from reports.search.matching import of_kind
from reports.search.rows import all_documents
from reports.search.schema import PROBLEM, REPORT
from reports.search.standing import archive_version, index_folder, index_state

_CHUNK = 50_000
Difference = tuple[str, str, str]
"""Where (a kind and public id, or `index`), and a sentence in Chinese and one in English, both without their stop."""


def index_differences() -> Iterator[Difference]:
    """What the index has otherwise than the database: versions, missing, superfluous and differing documents.

    An archive without content needs no index.
    """
    version = archive_version()
    snapshot = readers.snapshot(index_folder())
    if snapshot is None:
        if version:
            yield "index", "没有可用的检索索引", "there is no usable search index"
        return
    if snapshot.version != version:
        state = index_state()
        yield (
            "index",
            f"索引的版本是 {snapshot.version}\uff08{state}\uff09\uff0c档案的版本是 {version}",
            f"the index is at version {snapshot.version} ({state}), the archive at {version}",
        )
    generation = index_folder().current()
    damaged = damaged_file(generation.path, set(), whole=True) if generation else None
    if damaged:
        yield "index", f"索引的文件 {damaged} 已损坏", f"the index's file {damaged} is damaged"
        return
    held = {kind: _digests(snapshot.searcher, kind) for kind in (PROBLEM, REPORT)}
    for document in all_documents():
        where = f"{document.kind} {document.public_id}"
        digest = held[document.kind].pop(document.pk, None)
        if digest is None:
            yield where, "索引中没有这一条", "the index does not hold it"
        elif digest != document.digest():
            yield where, "索引的内容与数据库不一致", "the index holds it otherwise than the database"
    for kind, rest in held.items():
        for pk in sorted(rest):
            yield f"{kind} (pk {pk})", "索引中多出这一条", "the index holds what the database does not show"


def _digests(searcher: Searcher, kind: str) -> dict[int, int]:
    """The digest of each document of a kind, by primary key. A row that is held twice gets one that none has."""
    found: dict[int, int] = {}
    offset = 0
    while addresses := [
        address for _, address in searcher.search(of_kind(kind), _CHUNK, count=False, offset=offset).hits
    ]:
        keys = searcher.fast_field_values("pk", addresses)
        digests = searcher.fast_field_values("digest", addresses)
        for pk, digest in zip(keys, digests, strict=True):
            found[int(pk or 0)] = -1 if pk in found else int(digest or 0)
        offset += len(addresses)
    return found
