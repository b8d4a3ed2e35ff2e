"""The header of a report: everything that is not problems and measures.

`read_header` never raises on text. What the words do not prove is None; doubts are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.parsing.dates import find_dates
from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.header_body import identify
from reports.parsing.header_closing import read_closing
from reports.parsing.header_inspection import InspectionFacts, read_inspection, read_round
from reports.parsing.header_meta import read_page_facts
from reports.parsing.header_names import HeaderWords
from reports.parsing.header_passage import Passage, passage, squeeze
from reports.parsing.header_title import Title, find_title, glued_title, looks_like_title
from reports.parsing.lines import Line, reading_form
from reports.parsing.types import (
    PageMetadata,
    ParsedBody,
    ParsedContact,
    ParsedDate,
    ParsedInspection,
    ParsedWarning,
    RegionRef,
    Span,
    Stage,
)

LineRange = tuple[int, int]

_SEARCHED_FOR_OPENING = 150
_ORGANISATION_LINES = 6
_LONGEST_OPENING = 6
_LONGEST_READ = 3000
_LINES_WITHOUT_OPENING = 12

# 根据省委统一部署,…; 按照市委巡察工作安排.
_ACCORDING = re.compile(
    r"^.{0,30}?(?:根据|按照|依据|遵照|经)[^。]{0,80}(?:部署|安排|要求|工作|计划|规划|决定|批准|同意|授权|条例|规定"
    r"|党委|省委|市委|中央|区委|县委)"
)
_INSPECTION = re.compile(r"巡[视察查]|督察组")
_TELLS_INSPECTION = re.compile(
    r"(?:对|向|进驻)[^。]{1,100}?(?:进行|开展|实施|反馈)[^。]{0,40}?(?:巡[视察]|意见|情况|回头看)"
    r"|组[^。]{0,60}对[^。]{1,80}巡[视察]|组巡[视察][^,。;]{2,30}[省市县区州盟旗厅局委组学院司][,。;]|接受[^。]{0,40}巡[视察]|巡[视察]了(?!解)|反馈[^。]{0,12}巡[视察]"
)
_PUBLISHES = re.compile(
    r"(?:予以|进行|现)?(?:公布|公开|公告|公示|通报|报告)(?:如下)?[。:.]?$|(?:公布|公开|公告|公示|通报|报告"
    r"|摘登)如下|予以(?:公布|公开|公示|通报)|向社会(?:公布|公开|公示)"
)
_SECTION_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]部分|\d{1,3}[.、])"
)
_CONCENTRATED, _CONTINUED = (
    re.compile(r"集中整改|阶段性整改|整改阶段性"),
    re.compile(r"后续整改|持续整改|持续推进|持续深化|长期整改|整改\"回头看\""),
)
_SPECIAL = re.compile(r"专项检查")


@dataclass(frozen=True, slots=True)
class HeaderInput:
    """A report cut into lines. Ranges are half-open positions in `lines`; None where the caller does not know them."""

    text: str
    lines: Sequence[Line]
    opening: LineRange | None = None
    organisation: LineRange | None = None
    closing: LineRange | None = None
    metadata: PageMetadata | None = None
    gazetteer: Gazetteer = field(default_factory=default_gazetteer)


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. `title_lines`: the lines of the title (none where it is glued to the opening); `footer`:
    the first line of the page's footer.
    """

    title: str | None = None
    title_lines: LineRange | None = None
    opening: LineRange | None = None
    footer: int = 0
    body: ParsedBody | None = None
    region: RegionRef | None = None
    inspection: ParsedInspection = field(default_factory=ParsedInspection)
    stage: Stage = "unknown"
    published: ParsedDate | None = None
    source: str | None = None
    signed_by: str | None = None
    signed: ParsedDate | None = None
    contact: ParsedContact = field(default_factory=ParsedContact)
    warnings: tuple[ParsedWarning, ...] = ()


def read_header(inp: HeaderInput) -> Header:
    """The header of a report."""
    lines = inp.lines
    opening = inp.opening or find_opening(lines)
    before = opening[0] if opening else _lines_before_text(lines)
    title = find_title(inp.text, lines, before) or (glued_title(inp.text, lines, before) if opening else None)
    title_text = title.text if title else _page_title(inp.metadata)
    zone = passage(inp.text, lines, *opening) if opening else passage(inp.text, lines, 0, 0)
    facts = _inspection(inp, opening, zone, title_text)
    closing = read_closing(inp.text, lines, max(inp.closing[0] if inp.closing else 0, opening[1] if opening else 0))
    page = read_page_facts(inp.text, lines, before, closing.stop, title.stop if title else None)
    published = _manifest_date(inp.metadata) or page.published or (title.date if title else None)
    source = (inp.metadata.source if inp.metadata and inp.metadata.source else None) or page.source
    turn = read_round(title_text, zone.text, facts.owner_words or "")
    year = _year(facts.start, facts.feedback, closing.signed, published)
    identity = identify(
        inp.gazetteer,
        _words(inp, opening, zone, title_text, closing.signed_by, closing.contact, source),
        facts,
        turn,
        year=year,
        span=_body_span(zone, facts, title),
    )
    warnings = [*facts.warnings, *closing.warnings, *identity.warnings]
    if opening is None:
        warnings.append(ParsedWarning("opening_missing"))
    if facts.team is not None and re.search(r"第(?:巡|组)", facts.team):
        warnings.append(ParsedWarning("team_damaged", None, (("words", facts.team),)))
    return Header(
        title=title.words if title else (inp.metadata.title if inp.metadata and title_text else None),
        title_lines=(title.first, title.stop) if title else None,
        opening=opening,
        footer=closing.stop,
        body=identity.body,
        region=identity.region,
        inspection=ParsedInspection(
            facts.verb,
            identity.authority_level,
            identity.authority_region,
            facts.team,
            facts.kind,
            turn.term,
            turn.round,
            turn.batch,
            facts.start,
            facts.end,
            facts.feedback,
        ),
        stage=_stage(title_text, zone.text),
        published=published,
        source=source,
        signed_by=closing.signed_by,
        signed=closing.signed,
        contact=closing.contact,
        warnings=tuple(warnings),
    )


def find_opening(lines: Sequence[Line]) -> LineRange | None:
    """The lines that tell of inspection and feedback and announce the report (`[start, stop)`), or None.

    The first paragraph that begins with 根据 or 按照 and speaks of 巡视 or 巡察; one that also announces the report
    (予以公布) within a few lines goes before one that does not (a newspaper's lead-in, a list page: W12, W14).
    """
    fallback: LineRange | None = None
    for at in range(min(len(lines), _SEARCHED_FOR_OPENING)):
        text = lines[at].text
        if len(text) < 12 or not _INSPECTION.search(text):
            continue
        squeezed = squeeze(text[:_LONGEST_READ])
        if not _opens(squeezed):
            continue
        stop, announces = _opening_stop(lines, at)
        if announces:
            return at, stop
        fallback = fallback or (at, stop)
    return fallback


def _opens(text: str) -> bool:
    if _SECTION_HEADING.match(text) or looks_like_title(text):
        return False
    if _ACCORDING.match(text) and len(text) >= 30:
        return True
    return bool(
        _TELLS_INSPECTION.search(text)
        and len(text) >= 25
        and ("。" in text or _PUBLISHES.search(text) or find_dates(text))
    )


def _opening_stop(lines: Sequence[Line], start: int) -> tuple[int, bool]:
    """(the line after the opening, whether it announces the report). Without an announcement the opening is one
    line.
    """
    for at in range(start, min(start + _LONGEST_OPENING, len(lines))):
        if at > start and (
            _SECTION_HEADING.match(lines[at].text) or _starts_again(squeeze(lines[at].text[:_LONGEST_READ]))
        ):
            break
        if _PUBLISHES.search(squeeze(lines[at].text[:_LONGEST_READ])):
            return at + 1, True
    return start + 1, False


def _starts_again(text: str) -> bool:
    """Whether a line below a lead-in is the report's own title or opening."""
    return looks_like_title(text) or (_ACCORDING.match(text) is not None and _TELLS_INSPECTION.search(text) is not None)


def _lines_before_text(lines: Sequence[Line]) -> int:
    """How many lines may hold page and title facts when no opening is found."""
    for at, line in enumerate(lines[:_LINES_WITHOUT_OPENING]):
        if _SECTION_HEADING.match(line.text) or len(line.text) > 200:
            return at
    return min(len(lines), _LINES_WITHOUT_OPENING)


def _inspection(inp: HeaderInput, opening: LineRange | None, zone: Passage, title: str) -> InspectionFacts:
    """The facts of the opening; what it leaves out is looked for at the head of the first section (天津)."""
    facts = read_inspection(zone, title)
    if facts.start is not None and facts.feedback is not None:
        return facts
    if any(w.code == "date_damaged" for w in facts.warnings):
        return facts
    first = opening[1] if opening else 0
    stop = min(first + _ORGANISATION_LINES, len(inp.lines))
    more = read_inspection(passage(inp.text, inp.lines, first, stop), title)
    if not facts.found and (more.found or more.feedback):
        return replace(
            more,
            object=more.object or facts.object,
            feedback_object=more.feedback_object or facts.feedback_object,
            team=more.team or facts.team,
            owner=more.owner or facts.owner,
            owner_words=more.owner_words or facts.owner_words,
            feedback=more.feedback or facts.feedback,
        )
    if more.found:
        facts = replace(facts, start=facts.start or more.start, end=facts.end or more.end, team=facts.team or more.team)
    if facts.feedback is None and (more.found or facts.start is None):
        facts = replace(facts, feedback=more.feedback)
    return facts


def _words(
    inp: HeaderInput,
    opening: LineRange | None,
    zone: Passage,
    title: str,
    signature: str | None,
    contact: ParsedContact,
    source: str | None,
) -> HeaderWords:
    first = opening[1] if opening else 0
    organisation = tuple(squeeze(line.text[:300])[:200] for line in inp.lines[first : first + 4])
    metadata = inp.metadata
    return HeaderWords(
        title=title,
        opening=zone.text,
        signature=squeeze(reading_form(signature)) if signature else None,
        address=squeeze(reading_form(contact.address)) if contact.address else None,
        phone=contact.phone,
        source=squeeze(reading_form(source)) if source else None,
        site=squeeze(reading_form(metadata.title)) if metadata and metadata.title else None,
        manifest_region=metadata.region if metadata else None,
        organisation=organisation,
        section=passage(inp.text, inp.lines, first, first + _ORGANISATION_LINES, _LONGEST_READ).text,
        text=inp.text,
    )


def _page_title(metadata: PageMetadata | None) -> str:
    """The page's own title in passage form where it has the form of a report's title, else nothing."""
    if metadata is None or not metadata.title:
        return ""
    text = squeeze(reading_form(metadata.title))
    return text if looks_like_title(text) else ""


def _manifest_date(metadata: PageMetadata | None) -> ParsedDate | None:
    if metadata is None or not metadata.published:
        return None
    found = find_dates(reading_form(metadata.published))
    return found[0].parsed() if found and found[0].precision != "year" else None


def _body_span(zone: Passage, facts: InspectionFacts, title: Title | None) -> Span | None:
    if facts.object:
        at = zone.text.find(facts.object)
        if at >= 0:
            return zone.span(at, at + len(facts.object))
    return title.span if title else None


def _stage(title: str, opening: str) -> Stage:
    """集中整改 concentrated, 后续整改 or 持续推进 continued, 专项检查 special: from the title, else from the
    announcing sentence.
    """
    announcement = opening[opening.rfind("现将") :] if "现将" in opening else ""
    for words in (title, announcement):
        if _SPECIAL.search(words) and not re.search(r"巡[视察]", words):
            return "special"
        if _CONTINUED.search(words):
            return "continued"
        if _CONCENTRATED.search(words):
            return "concentrated"
    return "unknown"


def _year(*dates: ParsedDate | None) -> int | None:
    return next((date.date.year for date in dates if date is not None), None)
