"""What the API answers, as types: the OpenAPI document is made of them, and every answer passes through them.

The names are schema.md's and those of a line of /problems/export.jsonl. Dates are `2024-03-05`, or `2024-03` and
`2024` where the source says no more; spans count characters in the report's text.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from ninja import Schema

Item = TypeVar("Item")


class Words(Schema):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Reference(Schema):
    """A row by its id, and its address in this API."""

    public_id: str
    url: str


class Refused(Words):
    """Why there is no answer. `successor`: what came in the place of a retired row."""

    code: str
    withdrawn: str | None = None
    retired: str | None = None
    successor: Reference | None = None


class PlaceAnswer(Schema):
    name: str
    code: str
    level: str
    province: str | None
    prefecture: str | None


class BodyInside(Schema):
    public_id: str
    name: str
    kind: str | None
    level: str
    central: bool


class BodyAnswer(BodyInside):
    url: str
    aliases: list[str]
    region: PlaceAnswer | None


class InspectionAnswer(Schema):
    """`kind` has the words of the report; `kind_code`, `verb` and `authority` are the codes that filters take."""

    public_id: str
    year: int | None
    verb: str | None
    authority: str | None
    authority_region: str | None
    authority_body: str | None
    team: str | None
    kind: str | None
    kind_code: str
    term: int | None
    round: int | None
    batch: int | None
    start: str | None
    end: str | None
    feedback: str | None


class RoundAnswer(InspectionAnswer):
    body: BodyInside
    region: PlaceAnswer | None
    reports: list[Reference]


class ReportInside(Schema):
    """What a problem says of its report."""

    public_id: str
    url: str
    title: str | None
    origin: str
    stage: str
    region: PlaceAnswer | None
    body: BodyInside
    inspection: InspectionAnswer
    published: str | None
    published_year: int | None
    source: str | None
    source_url: str | None
    signed_by: str | None
    signed: str | None
    parser_version: str


class Contact(Schema):
    phone: str | None
    address: str | None
    postcode: str | None
    email: str | None


class ReportAnswer(ReportInside):
    """`declared`: totals that the report states; `counted_problems`: what is comparable with its `problems`."""

    contact: Contact
    declared: dict[str, int]
    counted_problems: int


class MeasureInside(Schema):
    public_id: str
    text: str
    start: int | None
    end: int | None
    types: list[str]
    type_names: list[str]


class Fact(Schema):
    """What a measure names: a document, people, money (`value` in yuan), a date, a deadline."""

    kind: str
    text: str
    value: int | None
    verb: str | None
    issuer: str | None
    start: int
    end: int


class MeasureAnswer(MeasureInside):
    facts: list[Fact]
    problems: list[Reference]
    report: Reference


class ProblemAnswer(Schema):
    """`continues`: the public id of the problem of an earlier report that this one goes on, as an editor has found."""

    public_id: str
    url: str
    label: str | None
    number: str | None
    path: list[str]
    text: str | None
    text_missing: bool
    start: int | None
    end: int | None
    status: str
    status_name: str | None
    status_words: str | None
    measures: list[MeasureInside]
    topics: list[str]
    topic_names: list[str]
    continues: str | None
    report: ReportInside


class RegionAnswer(Schema):
    """`successors`: the codes of what a former place became."""

    code: str
    name: str
    full_name: str
    level: str
    parent: str | None
    valid_from: int | None
    valid_to: int | None
    successors: list[str]
    url: str


class RegionItem(RegionAnswer):
    """`former`: other names that the code had."""

    former: list[RegionAnswer]


class CategoryAnswer(Schema):
    code: str
    parent: str | None
    name: Words
    description: Words
    url: str


class Ignored(Schema):
    parameter: str
    value: str


class QueryFault(Words):
    """A fault in the words: the span in `q`, and a sentence."""

    code: str
    start: int
    end: int


class Page(Schema, Generic[Item]):
    """A page of a list. `next`: the address of the following page, null on the last. `ignored`, `messages`: what was
    not understood of the address. `version`: the data version."""

    version: int
    total: int
    items: list[Item]
    next: str | None
    ignored: list[Ignored]
    messages: list[Words]


class ProblemPage(Page[ProblemAnswer]):
    """`query`: the parameters as they were understood; `errors`: faults in the words, the rest of which was sought."""

    query: str
    errors: list[QueryFault]


class FacetCount(Schema):
    value: str
    count: int
    selected: bool


class SearchPage(ProblemPage):
    """`facets`: how many problems each value would give under all the other filters, exact; on the first page only."""

    facets: dict[str, list[FacetCount]] | None
