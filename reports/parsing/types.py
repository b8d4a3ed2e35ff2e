"""The values that parsing hands on, from one stage to the next and to the importer.

Every value is immutable. Offsets (`start`, `end`) count characters of the *original* text given to
`parse`, half-open as in a slice. A value the text does not prove is None; doubts are `ParsedWarning`s.
The JSON form of a `ParsedReport` is written by `reports.parsing.schema`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year"]
Verb = Literal["xunshi", "xuncha"]
AuthorityLevel = Literal["central", "province", "prefecture", "county", "body"]
Stage = Literal["concentrated", "continued", "special", "unknown"]


class Span(NamedTuple):
    """A stretch of the original text: characters `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as the text gives it: the first day that it can mean, how exact it is, and its words."""

    date: dt.date
    precision: Precision
    words: str
    span: Span | None = None

    def iso(self) -> str:
        """`2024-03-05`, `2024-03` or `2024`, by precision."""
        return self.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


@dataclass(frozen=True, slots=True)
class ParsedWarning:
    """A doubt about the parse: a code of `warnings.toml`, where it stands, and what it is about."""

    code: str
    span: Span | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RegionRef:
    """A row of the gazetteer: (code, name) is its key; province and prefecture are full names."""

    code: str
    name: str
    level: str
    province: str | None = None
    prefecture: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """The inspected committee or body, its kind (a code of `body_kinds.toml`) and its region; no region for central
    bodies.
    """

    name: str
    kind: str
    region: RegionRef | None
    aliases: tuple[str, ...] = ()
    central: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ParsedInspection:
    """One inspection as the report tells it. `kind` is schema.md's word (巡察, 专项巡视 …) or None."""

    verb: Verb | None = None
    authority_level: AuthorityLevel | None = None
    authority_region: RegionRef | None = None
    team: str | None = None
    kind: str | None = None
    term: int | None = None
    round: int | None = None
    batch: int | None = None
    start: ParsedDate | None = None
    end: ParsedDate | None = None
    feedback: ParsedDate | None = None


@dataclass(frozen=True, slots=True)
class ParsedContact:
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedTotal:
    """A total that the report states about this rectification; money in yuan."""

    key: str
    value: int
    words: str
    span: Span


class ParsedFact(NamedTuple):
    """Something a measure names: a document issued, people held to account, money, a date or a deadline.

    `value` is a number of people or yuan; `date` the day, month or year of a date or deadline whose year is known.
    """

    kind: str
    text: str
    span: Span
    value: int | None = None
    verb: str | None = None
    issuer: str | None = None
    date: ParsedDate | None = None


class ParsedMeasure(NamedTuple):
    """One enumerated step. `text` leaves out page numbers and hard breaks that `span` covers."""

    text: str
    span: Span
    types: tuple[str, ...] = ()
    facts: tuple[ParsedFact, ...] = ()


class Evidence(NamedTuple):
    """A term that spoke for a category: where it was found (statement, measure or heading) and its weight."""

    term: str
    source: Literal["statement", "measure", "heading"]
    weight: float


class CategoryVote(NamedTuple):
    """A category given to a problem, with its score (0 or more) and the terms that decided."""

    code: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ParsedStatus:
    """A problem's status where the text says it for that problem, with the words that say it."""

    code: str
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class ParsedProblem:
    """One problem. `measures` are positions in `ParsedReport.measures`, so that a shared text is held once.

    `run` is the numbering run, from 0: it rises where the numbers start again. `label` is the numbering
    as written, `number` its digits and hyphens. `span` covers the statement, or, when that is missing,
    the place where it would stand. `block` covers heading and measures.
    """

    label: str | None
    number: str | None
    run: int
    path: tuple[str, ...]
    text: str | None
    text_missing: bool
    span: Span
    block: Span
    measures: tuple[int, ...]
    status: ParsedStatus | None = None
    categories: tuple[CategoryVote, ...] = ()


class OutlineBlock(NamedTuple):
    """A block of the outline. Blocks of one report tile its text: no gap, no overlap, in order.

    `kind` is one of wrapper, title, opening, organisation, section, group, subgroup, problem, label,
    measure, totals, closing, contact, signature, footer, text. `depth` counts headings above, from 0.
    `problem` is the position in `ParsedReport.problems` of the problem that the block belongs to.
    """

    kind: str
    depth: int
    span: Span
    heading: str | None = None
    problem: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """What one report says. `refused` is a code of `refusals.toml` when the text is no report; then the rest is empty.

    `quality` runs from 0 to 100: how little there is to doubt, by the warnings.
    """

    text: str
    refused: str | None = None
    title: str | None = None
    body: ParsedBody | None = None
    region: RegionRef | None = None
    inspection: ParsedInspection = ParsedInspection()
    stage: Stage = "unknown"
    published: ParsedDate | None = None
    source: str | None = None
    signed_by: str | None = None
    signed: ParsedDate | None = None
    contact: ParsedContact = ParsedContact()
    declared: tuple[ParsedTotal, ...] = ()
    problems: tuple[ParsedProblem, ...] = ()
    measures: tuple[ParsedMeasure, ...] = ()
    outline: tuple[OutlineBlock, ...] = ()
    warnings: tuple[ParsedWarning, ...] = ()
    parser_version: str = ""
    quality: int = 100


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a reader knows of the page beside its text; a manifest's values win over the page's own."""

    title: str | None = None
    source: str | None = None
    published: str | None = None
    url: str | None = None
    region: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
