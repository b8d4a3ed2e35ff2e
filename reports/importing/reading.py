"""Reads and parses one file, in this process or in a worker's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from reports.importing.hashing import data_hash
from reports.importing.states import outline_values, parsed_values, warning_values
from reports.importing.types import Given, ParsedFile
from reports.importing.version import software_version
from reports.parsing import parse
from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.refusal import refusals
from reports.parsing.types import PageMetadata
from reports.readers import read_bytes
from reports.readers.types import ReadDocument


class RefusedError(Exception):
    """A file that is no report. `code` names the reason; the message is a sentence in Chinese and English."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


Reader = Callable[[bytes, str], ReadDocument]
"""Bytes and the name that they came under -> text; ReadError. What comes from outside is read in a child process."""


def parse_bytes(
    data: bytes, name: str, gazetteer: Gazetteer, given: Given | None = None, reader: Reader = read_bytes
) -> ParsedFile:
    """One file read and parsed. Raises ReadError (not readable as text) and RefusedError (no report)."""
    given = given or Given()
    read = reader(data, name)
    parsed = parse(read.text, metadata=page_metadata(read, given), gazetteer=gazetteer)
    if parsed.refused is not None:
        raise RefusedError(parsed.refused, refusal_sentence(parsed.refused))
    return ParsedFile(
        name=name,
        data=data,
        sha256=data_hash(data),
        read=read,
        header=replace(parsed, text="", problems=(), measures=(), outline=(), warnings=()),
        values=parsed_values(parsed, name),
        outline=outline_values(parsed),
        warnings=warning_values(parsed.warnings),
        version=software_version(),
        given=given,
    )


def page_metadata(read: ReadDocument, given: Given) -> PageMetadata:
    """What is known of the page beside its text."""
    page = read.metadata
    return PageMetadata(
        title=page.get("title"),
        source=given.source_name or page.get("source"),
        published=given.published or page.get("published"),
        url=given.source_url or page.get("url"),
        region=given.region,
    )


def refusal_sentence(code: str) -> str:
    """Why a text was refused, in Chinese and English (data/refusals.toml)."""
    words = refusals()[code]
    return f"{words['zh']} {words['en']}"


@cache
def gazetteer_of(extra: Path | None) -> Gazetteer:
    """The nation's regions, or only those of `extra` (the samples bring their own): made once a process."""
    return default_gazetteer() if extra is None else Gazetteer.from_csv(extra)
