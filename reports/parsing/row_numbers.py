"""Numbers before a number: 2.12345热线办理不及时。 is item two where item one stands above and item three below.

`markers.toml` reads no number there, since 3.5万元 is prose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from reports.parsing.markers import Marker, marker_at

_NUMBER = re.compile(r"(\d{1,3})[ \t]{0,2}[.、][ \t]{0,2}(?=(\d+))")
_NEAR = 40  # numbered lines among which the next of the row is looked for
_DEEPEST = 8  # rows inside rows
_NO_DECIMAL = 3  # digits behind the point: nobody writes 2.12345


class _Item(NamedTuple):
    """A line that begins with a number, which is `sure` or only may count it."""

    place: int
    number: int
    sure: bool
    digits: int = 0
    end: int = 0


def row_numbers(texts: Sequence[str]) -> Mapping[int, Marker]:
    """The enumerators, by place, of those `texts` whose number only the row shows.

    1.面窄。 ⏎ 2.12345热线不畅。 ⏎ 3.账目不清。; near-miss, prose: 2.追缴欠款。 ⏎ 3.5万元已上缴。 ⏎ 3.公开账目。
    """
    items = [
        item for place, text in enumerate(texts) if text[:1].isdigit() and (item := _item(place, text)) is not None
    ]
    found: dict[int, Marker] = {}
    if all(item.sure for item in items):
        return found
    rows: list[int] = []
    for i, item in enumerate(items):
        if not item.sure and not (_goes_on(item, rows) and _is_followed(items, i)):
            continue
        _count(rows, item.number)
        if not item.sure:
            label = texts[item.place][: item.end].rstrip()
            found[item.place] = Marker("ar_dot", label, (item.number,), 0, item.end)
    return found


def _item(place: int, text: str) -> _Item | None:
    marker = marker_at(text)
    if marker is not None:
        return _Item(place, marker.number[0], sure=True) if marker.style == "ar_dot" else None
    match = _NUMBER.match(text)
    return None if match is None else _Item(place, int(match[1]), sure=False, digits=len(match[2]), end=match.end())


def _goes_on(item: _Item, rows: Sequence[int]) -> bool:
    if item.number == 1:
        return item.digits >= _NO_DECIMAL
    return item.number - 1 in rows


def _is_followed(items: Sequence[_Item], index: int) -> bool:
    """The next of the row comes before its own number is written again, but in a row inside: 2.12345热线… ⏎ 1.… ⏎ 2.…;
    the last of a row shows by its digits.
    """
    number = items[index].number
    inside = 0
    for item in islice(items, index + 1, index + _NEAR):
        if item.number == number + 1:
            return True
        if item.number in (1, inside + 1):
            inside = item.number
        elif item.number == number and (item.sure or item.digits >= _NO_DECIMAL):
            return False
    return number > 1 and items[index].digits >= _NO_DECIMAL


def _count(rows: list[int], number: int) -> None:
    """`number` goes on in the innermost row that awaits it, and ends those inside; else it opens one."""
    while number > 1 and rows and number - 1 in rows and rows[-1] != number - 1:
        rows.pop()
    if rows and rows[-1] == number - 1:
        rows[-1] = number
    else:
        rows.append(number)
        del rows[:-_DEEPEST]
