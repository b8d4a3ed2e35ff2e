"""A file on its way into the archive: as found, and as read and parsed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reports.importing.states import ParsedValues
from reports.parsing.types import ParsedReport
from reports.readers.types import ReadDocument

if TYPE_CHECKING:
    from reports.importing.fresh import FreshRows


@dataclass(frozen=True, slots=True)
class Given:
    """What a manifest says of a file beside its bytes. It wins over what the page says of itself.

    `published` is a day in ISO form, `region` the code of a region.
    """

    source_url: str | None = None
    source_name: str | None = None
    published: str | None = None
    fetched: dt.datetime | None = None
    region: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that an import means: what names it to people, its place on disk or in a zip, how to get its bytes."""

    name: str
    place: str
    read: Callable[[], bytes]
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that has been read and parsed. `header` is the parse without its rows, which are in `values`.

    `version` is that of the software that parsed it (`software_version`). `rows` were made by the worker that parsed
    it; without, they are made when they are needed.
    """

    name: str
    data: bytes
    sha256: str
    read: ReadDocument
    header: ParsedReport
    values: ParsedValues
    outline: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    version: str
    given: Given = field(default_factory=Given)
    rows: FreshRows | None = None

    @property
    def text(self) -> str:
        return self.read.text

    @property
    def url(self) -> str:
        return self.given.source_url or self.read.metadata.get("url") or ""

    @property
    def source_name(self) -> str:
        return self.given.source_name or self.read.metadata.get("source") or ""
