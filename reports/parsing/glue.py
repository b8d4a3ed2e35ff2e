"""Headings glued to the text before them: where a line must be cut.

A mark inside a line is a heading only if its wording says so (2.问题2:, (二)反馈问题:) or if it is the very number that
the headings of its style await, states a failing, and no enumeration in the same line leads up to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from reports.parsing.depths import Heading
from reports.parsing.markers import Marker, marker_at
from reports.parsing.physical import MOST_LINES
from reports.parsing.units import Unit, read_unit

# After the end of a sentence: 。2.账目公开不及时。 Near-miss: 3.2万元
_AFTER_SENTENCE = re.compile(
    r"[。!?\u201d)][ \t]{0,3}"
    r"(?=[(【\[]?[ \t]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|问题)[ \t]{0,2}[)】\].、\-\d问:(])"
)
# These need no full stop before them: 12.问题12:… (二)反馈问题:… 3.关于“…
_BY_ITSELF = re.compile(
    r"[\d(](?:(?<=\d)(?<!\d\d)(?=\d{0,2}[.、] ?(?:问题\d{1,3}[:.、]|(?:关于|针对)\u201c))"
    r"|(?<=\()(?=[一二三四五六七八九十]{1,3}\)反馈问题))"
)
# Whatever `_BY_ITSELF` finds has one of these in it, which are found much faster.
_IN_BY_ITSELF = re.compile(r"[问关针反](?:(?<=问)题\d|(?<=[关针])[于对]\u201c|(?<=反)馈问题)")
# 。欢迎广大干部群众…监督。 after the last step
_CONTACT = re.compile(r"。(?=欢迎[^。]{0,40}(?:监督|批评|意见)|联系(?:电话|方式):)")
# The contact paragraph itself: …如有意见建议,请及时反映。联系电话:…
_CONTACT_ITSELF = re.compile(r"[^:]{0,200}?(?:欢迎|如有|意见建议|请(?:及时)?(?:向|与)|公示|公开)")
_HEADINGS = frozenset({"part", "cn_dun", "cn_paren", "ar_dot", "ar_paren", "ar_half", "compound", "issue"})


def find_glued(units: Sequence[Unit], headings: Sequence[Heading], body: int, tail: int) -> dict[int, list[int]]:
    """Per line the offsets at which a glued heading begins; only units from `body` on are looked at."""
    at = {h.unit for h in headings}
    styles = {units[h.unit].style for h in headings}
    awaited: dict[str, int] = {}
    cuts: dict[int, list[int]] = {}
    left = MOST_LINES - len(units)  # what stands in one line is bounded like what stands in many
    for position in range(body, len(units)):
        unit = units[position]
        if position in at and unit.number:
            awaited[unit.style] = unit.number[0] + 1
        if unit.in_table or unit.duplicate or unit.size < 8:
            continue
        found = list(_contact_inside(unit))
        if position < tail:
            found.extend(islice(_headings_inside(unit, styles, awaited, units, position), max(0, left)))
        if found:
            left -= len(found)
            cuts.setdefault(unit.line, []).extend(found)
    return {line: sorted(set(offsets)) for line, offsets in cuts.items()}


def _headings_inside(
    unit: Unit, styles: set[str], awaited: dict[str, int], units: Sequence[Unit], position: int
) -> Iterable[int]:
    seen: dict[str, int] = {}
    for offset in _candidates(unit):
        marker = marker_at(unit.text, offset)
        if marker is None or marker.end >= unit.end or marker.style not in _HEADINGS or not marker.number:
            continue
        number = marker.number[0]
        if _says_so(unit, marker) or (
            marker.style in styles
            and number == awaited.get(marker.style)
            and seen.get(marker.style) is None
            and _reads_as_heading(unit, marker, units, position)
        ):
            yield offset
            awaited[marker.style] = number + 1
        else:
            seen[marker.style] = number


def _candidates(unit: Unit) -> list[int]:
    text = unit.text
    places = [m.end() for m in _AFTER_SENTENCE.finditer(text, unit.content, unit.end)]
    if _IN_BY_ITSELF.search(text, unit.content + 1, unit.end):
        places += [m.start() for m in _BY_ITSELF.finditer(text, unit.content + 1, unit.end)]
    return sorted(set(places)) if len(places) > 1 else places


def _says_so(unit: Unit, marker: Marker) -> bool:
    piece = read_unit(unit.line, unit.text, marker.start, unit.end)
    if marker.style == "issue":
        return marker.label[0] in "【[" or marker.label[-1:] in ":.、"
    if piece.issue is not None or piece.states_problem:
        return True
    return piece.wrapper is not None and piece.wrapper.quoted and piece.wrapper.kind == "about"


def _reads_as_heading(unit: Unit, marker: Marker, units: Sequence[Unit], position: int) -> bool:
    """The rest of the line is one sentence that states a failing; or a label follows on the line or below."""
    rest = read_unit(unit.line, unit.text, marker.start, unit.end)
    if 0 <= unit.text.find("。", rest.content, unit.end) < unit.end - 1:
        return False
    following = units[position + 1] if position + 1 < len(units) else None
    if following is not None and following.opens_rectification:
        return rest.voice > -1
    return rest.voice > 1


def _contact_inside(unit: Unit) -> Iterable[int]:
    text, start, end = unit.text, unit.content, unit.end  # a line may hold thousands of units: only its own words
    if text.find("欢迎", start, end) < 0 and text.find("联系", start, end) < 0:
        return []
    match = _CONTACT.search(text, start, end)
    if match is None or _CONTACT_ITSELF.match(text, start, match.end()):
        return []
    return [match.end()]
