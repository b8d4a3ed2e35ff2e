"""Paragraphs that go on with the problem above them, and are none of their own.

1.学习研讨不深入。 ⏎ 主要表现:发言照抄照搬。 ⏎ 整改措施:…
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.parsing.depths import Heading
from reports.parsing.markers import alternatives, data
from reports.parsing.units import Unit

_MANY = 3  # headings of a style that have their label right below
_WORDS = re.compile(rf"(?:{alternatives(data()['symptom']['words'])})(?:[为在是][,:]?|[:,])")


def names_symptoms(unit: Unit) -> bool:
    """主要表现:…, 具体表现为… without a number; near-miss: 问题表现:…, 2.主要表现:…"""
    return unit.marker is None and _WORDS.match(unit.text, unit.start, unit.end) is not None


def without_symptoms(units: Sequence[Unit], headings: Sequence[Heading]) -> list[Heading]:
    """The `headings` but for unnumbered lines right below a stated problem that add to it: by their first words, or
    since most problems counted like that one have a label right below.

    Near-miss: 1.党建方面 ⏎ 主要表现:学习不深入。 and headings below which several such lines stand, each with its text.
    """
    at = {heading.unit for heading in headings}
    labelled: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for p in at:
        if units[p].marker is not None and p + 1 < len(units):
            labelled[units[p].key] += units[p + 1].opens_rectification
            covered[units[p].key] += p + 1 in at and units[p + 1].marker is None
    kept: list[Heading] = []
    for i, heading in enumerate(headings):
        p = heading.unit
        following = headings[i + 1].unit if i + 1 < len(headings) else None
        if p - 1 in at and _adds(units[p - 1], units[p], None if following is None else units[following]):
            above = units[p - 1].key
            if names_symptoms(units[p]) or labelled[above] >= max(_MANY, 2 * covered[above]):
                continue
        kept.append(heading)
    return kept


def _adds(above: Unit, unit: Unit, following: Unit | None) -> bool:
    """Whether `unit` is the only unnumbered heading below a numbered one that states a failing."""
    if unit.marker is not None or unit.wrapper is not None or (unit.states_problem and not names_symptoms(unit)):
        return False
    if above.marker is None or above.is_sector() or above.size < 1:
        return False
    if above.wrapper is None and above.voice <= 0:
        return False
    return following is None or following.marker is not None
