"""Paragraphs between a problem and its label that are no problem of their own.

1.学习研讨不深入。 ⏎ 主要表现:发言照抄照搬。 ⏎ 整改措施:… goes on with the problem,
1.路灯损坏多。 ⏎ 换灯64盏。 ⏎ 整改成效:… is its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.parsing.depths import Heading
from reports.parsing.markers import alternatives, data
from reports.parsing.units import Unit

_OUTCOME = re.compile("成效|效果|成果|结果")
_MANY = 3  # headings of a style that have their label right below
_WORDS = re.compile(rf"(?:{alternatives(data()['symptom']['words'])})(?:[为在是][,:]?|[:,])")


def names_symptoms(unit: Unit) -> bool:
    """主要表现:…, 具体表现为… without a number; near-miss: 问题表现:…, 2.主要表现:…"""
    return unit.marker is None and _WORDS.match(unit.text, unit.start, unit.end) is not None


def tells_outcome(unit: Unit) -> bool:
    """整改成效: what stands above it, and states no failing, was done. Near-miss: 整改情况:"""
    return unit.opens_rectification and unit.label is not None and _OUTCOME.search(unit.label.word) is not None


def without_symptoms(units: Sequence[Unit], headings: Sequence[Heading]) -> list[Heading]:
    """The `headings` but for unnumbered lines right below a stated problem that add to it: by their first words, or
    since most problems counted like that one have a label right below, or as what was done stands above 整改成效:.

    Near-miss: 1.党建方面 ⏎ 主要表现:学习不深入。 and headings below which several such lines stand, each with its text.
    """
    at = {heading.unit for heading in headings}
    labelled: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for p in at:
        if units[p].marker is not None and p + 1 < len(units):
            labelled[units[p].key] += units[p + 1].opens_rectification
            covered[units[p].key] += p + 1 in at and units[p + 1].marker is None
    dropped: set[int] = set()
    for i, heading in enumerate(headings):
        above = units[heading.unit]
        if not _states_failing(above):
            continue
        run, following = _run_below(units, headings, i)
        named = [names_symptoms(unit) for unit in run]
        if not run or any(named[1:]) or (following is not None and following.marker is None):
            continue  # several problems, each with its text
        label = heading.unit + 1 + len(run)
        done = label < len(units) and tells_outcome(units[label]) and all(unit.voice <= 0 for unit in run)
        rare = len(run) == 1 and labelled[above.key] >= max(_MANY, 2 * covered[above.key])
        if named[0] or done or rare:
            dropped.update(range(heading.unit + 1, label))
    return [heading for heading in headings if heading.unit not in dropped]


def _run_below(units: Sequence[Unit], headings: Sequence[Heading], index: int) -> tuple[list[Unit], Unit | None]:
    """The unnumbered headings right below heading `index`, line by line, and the heading after them."""
    run: list[Unit] = []
    for place in range(index + 1, len(headings)):
        unit = units[headings[place].unit]
        if headings[place].unit != headings[place - 1].unit + 1 or not _may_add(unit):
            return run, unit
        run.append(unit)
    return run, None


def _may_add(unit: Unit) -> bool:
    return unit.marker is None and unit.wrapper is None and (not unit.states_problem or names_symptoms(unit))


def _states_failing(unit: Unit) -> bool:
    """1.学习不深入。 关于…的问题; near-miss: 1.党建方面"""
    if unit.marker is None or unit.is_sector() or unit.size < 1:
        return False
    return unit.wrapper is not None or unit.voice > 0
