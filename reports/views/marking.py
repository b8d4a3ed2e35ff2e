"""Text with marks in it, made safe: what is found, what is a fact, what belongs to a problem.

Marks are half-open spans of the text shown. They may overlap; every stretch between two edges is wrapped on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe

from reports.models.choices import FactKind


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to wrap in `tag`, with a class (may be empty) and an id for its first stretch (may be empty).

    `of` names what the stretch is (`data-of`): the same words elsewhere on the page bear the same name, and a script
    lights both.
    """

    start: int
    end: int
    tag: str = "mark"
    css: str = ""
    anchor: str = ""
    of: str = ""


class Fact(Protocol):
    """A `MeasureFact`, or its columns that are shown."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Measured(Protocol):
    """A `Measure`, or its columns that are shown."""

    @property
    def public_id(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


# The strokes of Chinese punctuation: wavy under titles, double under money, dots under people, dashes under dates.
FACT_MARKS = {
    FactKind.DOCUMENT: ("cite", "doc"),
    FactKind.MONEY: ("data", "sum"),
    FactKind.PEOPLE: ("span", "who"),
    FactKind.DATE: ("span", "day"),
    FactKind.DEADLINE: ("span", "day"),
}


def render(text: str, marks: Iterable[Mark]) -> SafeString:
    """The text, escaped, with its marks. Marks outside the text are cut to it; an earlier mark wraps a later one."""
    inside = [mark for mark in marks if max(mark.start, 0) < min(mark.end, len(text))]
    if not inside:
        return mark_safe(escape(text))
    edges = sorted({0, len(text)}.union(*({max(m.start, 0), min(m.end, len(text))} for m in inside)))
    named: set[str] = set()
    pieces = []
    for start, end in pairwise(edges):
        piece = escape(text[start:end])
        for mark in reversed([mark for mark in inside if mark.start <= start and end <= mark.end]):
            css = f' class="{mark.css}"' if mark.css else ""
            anchor = f' id="{escape(mark.anchor)}"' if mark.anchor and mark.anchor not in named else ""
            named.add(mark.anchor)
            of = f' data-of="{escape(mark.of)}"' if mark.of else ""
            piece = f"<{mark.tag}{css}{anchor}{of}>{piece}</{mark.tag}>"
        pieces.append(piece)
    return mark_safe("".join(pieces))


def found(spans: Iterable[tuple[int, int]]) -> list[Mark]:
    """Marks of what was searched for."""
    return [Mark(start, end) for start, end in spans]


def fact_marks(measure: Measured, facts: Iterable[Fact], source: str | None) -> list[Mark]:
    """Marks of a measure's facts in the measure's text. Facts count in `source`, the document's text.

    A fact whose words are not where its span says (an editor rewrote the measure) is sought by its words, and
    left unmarked when they are gone.
    """
    held = list(facts)
    if not held:
        return []
    text = measure.text or ""
    places = positions(text, source, measure.start, measure.end)
    marks = []
    for fact in held:
        tag, css = FACT_MARKS[FactKind(fact.kind)]
        start = places.get(fact.start)
        last = places.get(fact.end - 1)
        if start is None or last is None:
            start = text.find(fact.text)
            last = start + len(fact.text) - 1
        if 0 <= start <= last:
            marks.append(Mark(start, last + 1, tag, css, of=fact_name(fact)))
    return marks


def fact_name(fact: Fact) -> str:
    """What a fact is called wherever its words are shown: by its place in the document."""
    return f"f-{fact.start}"


def source_fact_marks(facts: Iterable[Fact]) -> list[Mark]:
    """Marks of facts in the document itself."""
    return [Mark(fact.start, fact.end, *FACT_MARKS[FactKind(fact.kind)], of=fact_name(fact)) for fact in facts]


def positions(text: str, source: str | None, start: int | None, end: int | None) -> dict[int, int]:
    """From offsets in the document to offsets in a text that was taken from `source[start:end]`.

    The text leaves out hard line breaks and page numbers that its span covers, so the two are walked side by side.
    Empty when the text is not, in this sense, part of the document.
    """
    if source is None or start is None or end is None:
        return {}
    if source[start:end] == text:
        return dict(zip(range(start, end), range(len(text)), strict=True))
    places: dict[int, int] = {}
    at = start
    for offset, char in enumerate(text):
        at = source.find(char, at, end)
        if at < 0:
            return {}
        places[at] = offset
        at += 1
    return places
