"""The numbers that Word generates: they stand in no paragraph's text, and the parser needs them.

A paragraph names a list (`numId`) and a level, itself or through its style; the list names an abstract one, whose
levels say how a number is written: `(%1)` with chineseCounting gives (一). ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from reports.readers import numerals
from reports.readers.docx_package import Element, attribute, child, is_on, number, short_name

_SPELLINGS: dict[str, Callable[[int], str]] = {
    "decimal": numerals.decimal,
    "decimalHalfWidth": numerals.decimal,
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": lambda value: numerals.roman(value).upper(),
    "lowerRoman": numerals.roman,
    "upperLetter": lambda value: numerals.letters(value).upper(),
    "lowerLetter": numerals.letters,
    "chineseCounting": numerals.chinese,
    "chineseCountingThousand": numerals.chinese,
    "japaneseCounting": numerals.chinese,
    "taiwaneseCounting": numerals.chinese,
    "taiwaneseCountingThousand": numerals.chinese,
    "ideographDigital": numerals.chinese_digits,
    "japaneseDigitalTenThousand": numerals.chinese_digits,
    "taiwaneseDigital": numerals.chinese_digits,
    "chineseLegalSimplified": numerals.chinese_legal,
    "ideographTraditional": numerals.stems,
    "ideographZodiac": numerals.branches,
    "decimalEnclosedCircle": numerals.circled,
    "decimalEnclosedCircleChinese": numerals.circled,
    "decimalEnclosedParen": numerals.parenthesized,
    "decimalEnclosedFullstop": numerals.with_stop,
    "ideographEnclosedCircle": numerals.chinese_parenthesized,
    "decimalFullWidth": numerals.full_width,
    "decimalFullWidth2": numerals.full_width,
    "none": lambda _: "",
}
_LEVELS = 9
_PLACE = re.compile("%([1-9])")
# Bullets come from symbol fonts, at code points without meaning outside them.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BULLET = "●"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `restart_after` is the level whose step begins it anew, 0 for never."""

    start: int = 1
    spelling: str = "decimal"
    pattern: str = ""
    restart_after: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    starts: dict[int, int]
    levels: dict[int, Level]


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or numbering style: what it is based on, and the list and level that it sets."""

    name: str
    based_on: str | None
    num_id: str | None
    level: int | None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted. `mark` must be asked paragraph by paragraph, in order."""

    styles: dict[str, Style]
    _lists: dict[str, _List] = field(default_factory=dict)
    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, properties: Element | None) -> str:
        """The number in front of the paragraph with these <w:pPr>, and the list counted on; empty for none.

        A number that ends in a letter or digit is followed by a blank: `1 文字`, but `1.文字`.
        """
        place = self._place(properties)
        if place is None:
            return ""
        num_id, depth = place
        levels, counts = self._levels(num_id), self._counts.setdefault(self._lists[num_id].abstract, [None] * _LEVELS)
        start = levels.get(depth, Level()).start
        if (num_id, depth) not in self._started:
            self._started.add((num_id, depth))
            if depth in self._lists[num_id].starts:
                start, counts[depth] = self._lists[num_id].starts[depth], None
        before = counts[depth]
        counts[depth] = start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels.get(deeper, Level()).restart_after
            if restart is None or depth < restart:
                counts[deeper] = None
        written = _written(levels, counts, depth)
        return written + " " if written[-1:].isalnum() else written

    def style_name(self, properties: Element | None) -> str:
        """The name of the paragraph's style, lower case (`toc 1`, `heading 2`); empty for none."""
        style = self.styles.get(attribute(child(properties, "pStyle")) or "")
        return style.name if style else ""

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        numbered = child(properties, "numPr")
        num_id, depth = attribute(child(numbered, "numId")), number(child(numbered, "ilvl"))
        if num_id is None:
            style_id = attribute(child(properties, "pStyle"))
            num_id, style_depth = self._of_style(style_id)
            depth = style_depth if depth is None else depth
        if num_id is None or num_id not in self._lists:
            return None
        return num_id, min(max(depth or 0, 0), _LEVELS - 1)

    def _of_style(self, style_id: str | None) -> tuple[str | None, int | None]:
        """List and level that a style sets, itself or through what it is based on."""
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            style = self.styles[style_id]
            if style.num_id is not None:
                linked = (d for d, level in self._levels(style.num_id).items() if level.style == style_id)
                return style.num_id, style.level if style.level is not None else next(linked, None)
            style_id = style.based_on
        return None, None

    def _levels(self, num_id: str) -> dict[int, Level]:
        found = self._lists.get(num_id)
        return self._abstract.get(found.abstract, {}) | found.levels if found else {}


def _written(levels: dict[int, Level], counts: list[int | None], depth: int) -> str:
    level = levels.get(depth, Level())
    if level.spelling == "bullet":
        return _PRIVATE.sub(_BULLET, level.pattern)

    def spelt(place: re.Match[str]) -> str:
        other = int(place[1]) - 1
        named = levels.get(other, Level())
        count = counts[other]
        spelling = "decimal" if level.legal else named.spelling
        return _SPELLINGS.get(spelling, numerals.decimal)(named.start if count is None else count)

    return _PLACE.sub(spelt, level.pattern).strip()


def read_styles(part: Element | None) -> dict[str, Style]:
    """The styles of styles.xml by id."""
    styles: dict[str, Style] = {}
    for style in part if part is not None else ():
        style_id = attribute(style, "styleId")
        if short_name(style) == "style" and style_id is not None:
            numbered = child(style, "pPr", "numPr")
            styles[style_id] = Style(
                name=(attribute(child(style, "name")) or "").lower(),
                based_on=attribute(child(style, "basedOn")),
                num_id=attribute(child(numbered, "numId")),
                level=number(child(numbered, "ilvl")),
            )
    return styles


def read_numbering(part: Element | None, styles: dict[str, Style]) -> Numbering:
    """The lists of numbering.xml, which may be absent."""
    numbering = Numbering(styles)
    links: dict[str, str] = {}
    for element in part if part is not None else ():
        if short_name(element) == "abstractNum":
            abstract_id = attribute(element, "abstractNumId") or ""
            numbering._abstract[abstract_id] = dict(_levels_of(element))
            link = attribute(child(element, "numStyleLink"))
            if link is not None:
                links[abstract_id] = link
        elif short_name(element) == "num":
            numbering._lists[attribute(element, "numId") or ""] = _list_of(element)
    for abstract_id, style_id in links.items():
        style = styles.get(style_id)
        target = numbering._lists.get(style.num_id or "") if style else None
        if target is not None and target.abstract not in links:
            numbering._abstract[abstract_id] = numbering._abstract.get(target.abstract, {})
    return numbering


def _list_of(element: Element) -> _List:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element:
        depth = number(override, "ilvl")
        if short_name(override) == "lvlOverride" and depth is not None:
            start = number(child(override, "startOverride"))
            if start is not None:
                starts[depth] = start
            levels.update(_levels_of(override))
    return _List(attribute(child(element, "abstractNumId")) or "", starts, levels)


def _levels_of(element: Element) -> list[tuple[int, Level]]:
    found = []
    for level in element:
        depth = number(level, "ilvl")
        if short_name(level) == "lvl" and depth is not None and 0 <= depth < _LEVELS:
            start = number(child(level, "start"))
            found.append(
                (
                    depth,
                    Level(
                        start=1 if start is None else start,
                        spelling=attribute(child(level, "numFmt")) or "decimal",
                        pattern=attribute(child(level, "lvlText")) or "",
                        restart_after=number(child(level, "lvlRestart")),
                        legal=is_on(child(level, "isLgl")),
                        style=attribute(child(level, "pStyle")),
                    ),
                )
            )
    return found
