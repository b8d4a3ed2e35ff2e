"""Finds the files that an import means, in a fixed order, and turns one into a `ParsedFile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from reports.importing.originals import data_hash
from reports.importing.types import ParsedFile
from reports.importing.version import software_version
from reports.parsing import parse
from reports.parsing.gazetteer import Gazetteer
from reports.parsing.refusal import refusals
from reports.parsing.types import PageMetadata
from reports.readers import ReadError, read_bytes

SUFFIXES = frozenset({".txt", ".html", ".htm", ".mht", ".mhtml", ".docx", ".pdf"})


class RefusedError(Exception):
    """A file that is no report. `code` names the reason; the message is a sentence in Chinese and English."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those with a known suffix inside the folders named, each once, in path order.

    Files whose name begins with a dot are left out of folders. FileNotFoundError for a path that is not there.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        found = _inside(path) if path.is_dir() else [path]
        for each in found:
            key = each.resolve()
            if key not in seen:
                seen.add(key)
                yield each


def _inside(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    )


def parse_bytes(data: bytes, name: str, gazetteer: Gazetteer) -> ParsedFile:
    """One file read and parsed. Raises ReadError (not readable as text) and RefusedError (no report)."""
    read = read_bytes(data, name)
    metadata = PageMetadata(
        title=read.metadata.get("title"),
        source=read.metadata.get("source"),
        published=read.metadata.get("published"),
        url=read.metadata.get("url"),
    )
    parsed = parse(read.text, metadata=metadata, gazetteer=gazetteer)
    if parsed.refused is not None:
        raise RefusedError(parsed.refused, refusal_sentence(parsed.refused))
    version = software_version()
    return ParsedFile(
        name=name,
        data=data,
        sha256=data_hash(data),
        read=read,
        parsed=replace(parsed, parser_version=version),
        version=version,
        url=read.metadata.get("url"),
        source_name=read.metadata.get("source"),
    )


def refusal_sentence(code: str) -> str:
    """Why a text was refused, in Chinese and English (data/refusals.toml)."""
    words = refusals()[code]
    return f"{words['zh']} {words['en']}"


__all__ = ["SUFFIXES", "ReadError", "RefusedError", "find_files", "parse_bytes"]
