"""The gazetteer of the tests: the country, and the fictional provinces of the samples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.header import Header, HeaderInput, read_header
from reports.parsing.lines import split_lines
from reports.parsing.types import PageMetadata, ParsedDate

SAMPLE_REGIONS = Path(__file__).resolve().parents[2] / "samples" / "regions.csv"


@cache
def gazetteer() -> Gazetteer:
    return default_gazetteer().with_csv(SAMPLE_REGIONS)


def header_of(text: str, metadata: PageMetadata | None = None) -> Header:
    return read_header(HeaderInput(text, split_lines(text), metadata=metadata, gazetteer=gazetteer()))


def iso(date: ParsedDate | None) -> str | None:
    return date.iso() if date else None
