"""The original text -> logical lines: one paragraph, heading or cell each.

First stage of parsing. `physical` reads the lines as they stand, `breaks` joins what a hard break has cut.
"""

from __future__ import annotations

from reports.parsing.breaks import join_lines
from reports.parsing.physical import Line, physical_lines, reading_form

__all__ = ["Line", "reading_form", "split_lines"]


def split_lines(text: str) -> tuple[Line, ...]:
    """The logical lines of `text` in order. Empty lines, and page numbers or running heads between lines, give none.

    `Line.text` is the reading form (half-width punctuation, simplified characters, no zero-width marks): match on it,
    and take the wording from the source with `Line.source_text(text, start, end)` or `Line.original_span(start, end)`.
    """
    return join_lines(physical_lines(text))
