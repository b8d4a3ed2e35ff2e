"""Folding: the one rule by which search takes two spellings for the same (design.md §6).

Character to character, so that an offset in folded text is an offset in the text: full and half width, case,
traditional and simplified (`data/traditional_simplified.tsv`), quotation marks of every kind. White space between two
CJK characters carries no meaning in Chinese (hard line breaks, justified headings) and is dropped before folding;
`fold_with_offsets` then tells where each remaining character stood. Numerals are left alone. Knows no Django.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reports.data_files import read_text

# Ideographs, 々〆〇, radicals as copied from PDF files, compatibility ideographs, the planes beyond the first.
CJK = "\u3005-\u3007\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What \s means, named one by one: asking for \s takes twice as long.
WHITE_SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# With the invisible marks that web editors leave behind.
SPACE = WHITE_SPACE + r"\u200b-\u200d\u2060\ufeff"
# 整改 措施 -> both sides CJK, dropped; 整改 PPP -> kept: there the space separates words.
# It begins with the space and looks behind there only: three times as fast as looking for the character before it.
_SPACE_BETWEEN_CJK = re.compile(f"[{SPACE}](?<=[{CJK}].)[{SPACE}]*+(?=[{CJK}])", re.DOTALL)

_QUOTES = frozenset(
    "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u300c\u300d\u300e\u300f\u301d\u301e\u301f"
    "\u00ab\u00bb\ufe41\ufe42\ufe43\ufe44"
)
_VARIANTS = (("\uff01", "\uffef"), ("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"))
_FIRST_PLANE = 0x10000


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Its character `i` stood at `offsets[i]` of the original; the last offset is the length of that."""

    text: str
    offsets: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that gave `text[start:end]`, where start < end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> str:
    """`text` folded, of the same length. `fold(fold(x)) == fold(x)`.

    A text holds few different characters that fold into others: looking for them and replacing each takes a third of
    the time of asking the table for every character. Folded characters stay, so that the order does not matter.
    """
    changing = set(_CHANGING.findall(text))
    if len(changing) > _FEW:
        return text.translate(_TABLE)
    for char in changing:
        text = text.replace(char, _TABLE[ord(char)])
    return text


def drop_space(text: str) -> str:
    """`text` without the white space that stands between two CJK characters."""
    return _SPACE_BETWEEN_CJK.sub("", text)


def fold_without_space(text: str) -> str:
    """What the index and the query hold: `drop_space`, then `fold`."""
    return fold(drop_space(text))


def fold_with_offsets(text: str) -> Folded:
    """`fold_without_space(text)` with the way back to `text`, for highlighting."""
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for gap in _SPACE_BETWEEN_CJK.finditer(text):
        kept.append(text[position : gap.start()])
        offsets.extend(range(position, gap.start()))
        position = gap.end()
    kept.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return Folded(fold("".join(kept)), offsets)


def _table() -> list[str]:
    """The folded form of every character of the first plane; those beyond stay as they are."""
    simplified = _simplified()
    return [_folded(chr(code), simplified) for code in range(_FIRST_PLANE)]


def _folded(char: str, simplified: dict[str, str]) -> str:
    plain = _single(unicodedata.normalize("NFKC", char), char) if _is_variant(char) else char
    if plain in _QUOTES:
        return '"'
    lower = _single(plain.lower(), plain)
    return simplified.get(lower, lower)


def _is_variant(char: str) -> bool:
    """Width forms and the ideographs that Unicode holds twice; not ① or ㎡, which are words of their own."""
    return char == "\u3000" or any(first <= char <= last for first, last in _VARIANTS)


def _single(replacement: str, char: str) -> str:
    return replacement if len(replacement) == 1 else char


def _simplified() -> dict[str, str]:
    table = read_text("traditional_simplified.tsv")
    return {line[0]: line[2] for line in table.splitlines()[1:]}


_TABLE = _table()
_CHANGING = re.compile("[" + re.escape("".join(chr(code) for code, to in enumerate(_TABLE) if to != chr(code))) + "]")
_FEW = 50
"""Different characters of a text that are replaced one by one: a text in traditional characters has hundreds."""
