"""A file on its way into the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reports.parsing.types import ParsedReport
from reports.readers.types import ReadDocument


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that has been read and parsed. `name` is what names it to people: its path as given, or in its archive."""

    name: str
    data: bytes
    sha256: str
    read: ReadDocument
    parsed: ParsedReport
    version: str
    url: str | None = None
    source_name: str | None = None
    fetched: dt.datetime | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        return self.read.text
