"""Makes parsed files of fictional reports, with spans that are right by construction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.importing.hashing import data_hash
from reports.importing.states import outline_values, parsed_values, warning_values
from reports.importing.types import ParsedFile
from reports.parsing.types import (
    CategoryVote,
    Evidence,
    ParsedBody,
    ParsedDate,
    ParsedInspection,
    ParsedMeasure,
    ParsedProblem,
    ParsedReport,
    ParsedTotal,
    RegionRef,
    Span,
)
from reports.readers.types import ReadDocument

COUNTY = RegionRef("990121", "禾川县", "county", "示例省", "松岭市")
COMMITTEE = ParsedBody(name="中共禾川县委", kind="local_committee", region=COUNTY)
OPENING = "根据省委统一部署，省委第五巡视组对禾川县进行了巡视。\n"


def day(text: str) -> ParsedDate:
    return ParsedDate(dt.date.fromisoformat(text), "day", text)


@dataclass(slots=True)
class Made:
    """A problem to be made: number, statement (None: lost) and measures, by text. Equal measure texts are shared."""

    number: str
    text: str | None
    measures: Sequence[str] = ("一是制定整改方案，明确责任人和完成时限。",)
    path: Sequence[str] = ("一、履行职责有差距",)
    topics: Sequence[str] = ("livelihood",)


@dataclass(slots=True)
class Header:
    """What the report says beside its problems."""

    start: str | None = "2022-03-08"
    term: int | None = 11
    round: int | None = 3
    stage: str = "concentrated"
    signed: str | None = "2022-12-30"
    body: ParsedBody | None = COMMITTEE
    totals: dict[str, int] = field(default_factory=dict)


def made_file(
    problems: Sequence[Made],
    *,
    header: Header | None = None,
    name: str = "禾川县.txt",
    version: str = "1+test",
    before: str = "",
) -> ParsedFile:
    """A file whose text is the opening, then each problem and its measures a line each, and its parse.

    `before` is put in front of the text: it moves every span, as another copy's page furniture would.
    """
    header = header or Header()
    text = before + OPENING + "".join(f"{key}：{value}。\n" for key, value in header.totals.items())
    rows: list[ParsedProblem] = []
    measures: list[ParsedMeasure] = []
    places: dict[str, int] = {}
    for made in problems:
        start = len(text)
        text += made.text or ""
        span = Span(start, len(text))
        text += "\n"
        indexes = []
        for measure in made.measures:
            if measure not in places:
                places[measure] = len(measures)
                measures.append(ParsedMeasure(measure, Span(len(text), len(text) + len(measure))))
                text += measure + "\n"
            indexes.append(places[measure])
        votes = tuple(CategoryVote(code, 2.0, (Evidence("校舍", "statement", 2.0),)) for code in made.topics)
        rows.append(
            ParsedProblem(
                label=f"{made.number}." if made.number else None,
                number=made.number or None,
                run=0,
                path=tuple(made.path),
                text=made.text,
                text_missing=made.text is None,
                span=span,
                block=Span(start, len(text)),
                measures=tuple(indexes),
                categories=votes,
            )
        )
    text += "中共禾川县委\n"
    data = text.encode()
    parsed = ParsedReport(
        text=text,
        title="中共禾川县委关于巡视整改进展情况的通报",
        body=header.body,
        region=header.body.region if header.body else None,
        inspection=ParsedInspection(
            verb="xunshi",
            authority_level="province",
            team="省委第五巡视组",
            term=header.term,
            round=header.round,
            start=day(header.start) if header.start else None,
        ),
        stage=header.stage,  # type: ignore[arg-type]
        signed=day(header.signed) if header.signed else None,
        declared=tuple(ParsedTotal(key, value, str(value), Span(0, 1)) for key, value in header.totals.items()),
        problems=tuple(rows),
        measures=tuple(measures),
        parser_version=version,
    )
    read = ReadDocument(text=text, reader="text", reader_version="1", encoding="utf-8")
    return ParsedFile(
        name=name,
        data=data,
        sha256=data_hash(data),
        read=read,
        header=parsed,
        values=parsed_values(parsed),
        outline=outline_values(parsed),
        warnings=warning_values(parsed.warnings),
        version=version,
    )
