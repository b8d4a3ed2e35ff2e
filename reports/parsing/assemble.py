"""The last stage: facts read from the structure, everything put into one `ParsedReport`.

All modules that read facts (header, totals, status, measure facts, categories, refusal) are called from here and from
nowhere else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from reports.parsing.categories import categorise
from reports.parsing.facts import measure_facts
from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.header import Header, HeaderInput, find_opening, read_header
from reports.parsing.lines import Line, split_lines
from reports.parsing.measure_types import measure_types
from reports.parsing.measures import MeasureRange
from reports.parsing.outline import build_outline
from reports.parsing.refusal import refusal_reason
from reports.parsing.selfcheck import check, quality
from reports.parsing.statements import TextRange
from reports.parsing.status import read_status
from reports.parsing.structure import FoundProblem, Structure, read_structure
from reports.parsing.totals import check_totals
from reports.parsing.totals_place import declared_totals
from reports.parsing.types import (
    OutlineBlock,
    PageMetadata,
    ParsedMeasure,
    ParsedProblem,
    ParsedReport,
    ParsedStatus,
    ParsedTotal,
    Span,
)

PARSER_VERSION = "1"


def parse(text: str, *, metadata: PageMetadata | None = None, gazetteer: Gazetteer | None = None) -> ParsedReport:
    """Everything that `text`, a report as decoded, says. Never raises; offsets count in `text` as given.

    `metadata` is what the page or a manifest tells beside it, `gazetteer` the regions (default: those of GB/T 2260).
    A text that is no report gives a `ParsedReport` with `refused` set and nothing else but its text.
    """
    lines = split_lines(text)
    refused = refusal_reason(text, lines)
    if refused is not None:
        return ParsedReport(text, refused=refused, parser_version=PARSER_VERSION)
    structure = read_structure(lines)
    gazetteer = gazetteer if gazetteer is not None else default_gazetteer()
    header = _header(text, structure, metadata, gazetteer)
    start = 0 if header.opening is None else header.opening[0]
    declared = declared_totals(text, structure, start, _first_problem_line(structure))
    measures = tuple(_measure(text, lines, found) for found in structure.measures)
    problems = tuple(_problem(text, lines, structure, found, measures) for found in structure.problems)
    warnings = (*header.warnings, *check_totals(declared), *check(text, structure, problems, declared))
    return ParsedReport(
        text,
        title=header.title,
        body=header.body,
        region=header.region,
        inspection=header.inspection,
        stage=header.stage,
        published=header.published,
        source=header.source,
        signed_by=header.signed_by,
        signed=header.signed,
        contact=header.contact,
        declared=declared,
        problems=problems,
        measures=measures,
        outline=_outline(text, structure, header, declared, problems, measures),
        warnings=warnings,
        quality=quality(warnings),
        parser_version=PARSER_VERSION,
    )


def _header(text: str, structure: Structure, metadata: PageMetadata | None, gazetteer: Gazetteer) -> Header:
    lines, frame = structure.lines, structure.frame
    opening = find_opening(lines) or _line_range(structure, frame.opening, frame.body)
    sections = frame.sections
    organised = [s for s in sections if s.kind == "organisation"]
    last = max((s.end for s in sections if s.kind == "problems"), default=frame.body)
    return read_header(
        HeaderInput(
            text,
            lines,
            opening=opening,
            organisation=_line_range(structure, organised[0].start, organised[-1].end) if organised else None,
            closing=_line_range(structure, last, len(structure.units)),
            metadata=metadata,
            gazetteer=gazetteer,
        )
    )


def _line_range(structure: Structure, start: int, end: int) -> tuple[int, int] | None:
    """Unit positions `[start, end)` as a half-open range of lines."""
    if start >= end:
        return None
    return structure.units[start].line, structure.units[end - 1].line + 1


def _first_problem_line(structure: Structure) -> int | None:
    firsts = [p.draft.first for p in structure.problems]
    return structure.units[min(firsts)].line if firsts else None


def _measure(text: str, lines: Sequence[Line], found: MeasureRange) -> ParsedMeasure:
    first = found.parts[0]
    if len(found.parts) == 1:
        reading = lines[first.line].text[first.start : first.end]
        words = _words(text, lines, first)
    else:
        reading = "\n".join(lines[part.line].text[part.start : part.end] for part in found.parts)
        words = "\n".join(_words(text, lines, part) for part in found.parts)

    def span_in_step(start: int, end: int) -> Span:
        """The same where the measure is one piece that runs in step with the original."""
        return Span(base + start, base + (end if end > start else start))

    def span_of_parts(start: int, end: int) -> Span:
        """Offsets in `reading` as a span of the original."""
        line, offset = _place(found.parts, start)
        begin = lines[line].place_of(offset)
        if end <= start:
            return Span(begin, begin)
        line, offset = _place(found.parts, end - 1)
        return Span(begin, lines[line].place_of(offset) + 1)

    base = lines[first.line].place_of(first.start)
    in_step = len(found.parts) == 1 and len(lines[first.line].runs) == 1
    span_of = span_in_step if in_step else span_of_parts
    return ParsedMeasure(
        words,
        span_of(0, len(reading)),
        types=measure_types(reading),
        facts=measure_facts(reading, span_of, lambda start, end: _original(text, span_of(start, end))),
    )


def _place(parts: Sequence[TextRange], offset: int) -> tuple[int, int]:
    """(line, offset in it) of a character of the parts joined by line ends."""
    for part in parts[:-1]:
        length = part.end - part.start
        if offset <= length:
            return part.line, min(part.start + offset, part.end - 1)
        offset -= length + 1
    return parts[-1].line, parts[-1].start + offset


def _original(text: str, span: Span) -> str:
    return "".join(text[span.start : span.end].split("\n"))


def _status(text: str, lines: Sequence[Line], found: FoundProblem) -> ParsedStatus | None:
    """The first of the words beside the problem that say a status."""
    for part in found.draft.status:
        reading = lines[part.line].text[part.start : part.end]
        status = read_status(reading, _span(lines, part), _words(text, lines, part))
        if status is not None:
            return status
    return None


def _problem(
    text: str, lines: Sequence[Line], structure: Structure, found: FoundProblem, measures: Sequence[ParsedMeasure]
) -> ParsedProblem:
    draft = found.draft
    path = tuple(_words(text, lines, part) for part in draft.path)
    statement = _words(text, lines, draft.statement) if draft.statement is not None else None
    first, last = structure.units[draft.first], structure.units[draft.last]
    begin = lines[first.line].place_of(first.start)
    block = Span(begin, lines[last.line].original_span(last.start, last.end).end)
    return ParsedProblem(
        label=draft.label,
        number=found.number,
        run=found.run,
        path=path,
        text=statement,
        text_missing=statement is None,
        span=_span(lines, draft.statement) if draft.statement is not None else Span(begin, begin),
        block=block,
        measures=found.measures,
        status=_status(text, lines, found),
        categories=categorise(statement, [measures[i].text for i in found.measures], path),
    )


def _words(text: str, lines: Sequence[Line], part: TextRange) -> str:
    return lines[part.line].source_text(text, part.start, part.end)


def _span(lines: Sequence[Line], part: TextRange) -> Span:
    return lines[part.line].original_span(part.start, part.end)


def _outline(
    text: str,
    structure: Structure,
    header: Header,
    declared: Sequence[ParsedTotal],
    problems: Sequence[ParsedProblem],
    measures: Sequence[ParsedMeasure],
) -> tuple[OutlineBlock, ...]:
    starts = [line.span.start for line in structure.lines]
    totals = frozenset(bisect_right(starts, total.span.start) - 1 for total in declared)
    return build_outline(
        text,
        structure,
        problems,
        measures,
        title=header.title_lines,
        opening=header.opening,
        footer=header.footer,
        totals=totals,
    )
