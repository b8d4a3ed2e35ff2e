"""What a unit of the problem sections says of itself, and what all units of its style show together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.parsing.depths import custom_rank, titles_unnumbered
from reports.parsing.frame_words import states_totals
from reports.parsing.statements import statement_of
from reports.parsing.units import Unit

_LONG = 150
_SHORT = 60
_UNNUMBERED = -2.5
_LEADS, _MAY_LEAD = 3.0, 1.5  # steps on the line of a failing, of words that do not tell
_MOST_SENTENCES = 3
_STEP = -5.0
_BULLET = -2.5
_MOST_FAILING = 0.7
SLIGHT = 2.5
"""Evidence of form that an exception may show: steps below, a heading below."""
NEVER = -99.0
# (1)已完成2个:1-3,… counts by status inside a text; no problem.
_STATUS_COUNT = re.compile(r"(?:已完成|基本完成|正在|未完成|长期|阶段性|持续)[^。:]{0,10}\d+[个项条件][:,。(]")

# (1)着力解决台账管理有关问题 alone on its line; near-miss, a step: (1)着力解决停车难问题,新增泊位300个。
_TITLE_OF_TASK = re.compile(r"(?:着力|切实|重点|有效|全力)解决[^,。;:]{2,50}(?:有关|相关|方面)的?问题。?$")


class Evidence(NamedTuple):
    """What a unit says of itself: by its form and what follows it, and by its speech. Above 0 speaks for a heading."""

    form: float
    speech: float

    @property
    def sum(self) -> float:
        """Both together."""
        return self.form + self.speech


NOTHING = Evidence(NEVER, 0.0)
GROUP = Evidence(4.0, 2.0)
"""What its place above problems proves to be a group (`groups`)."""
STEP_OF_A_ROW = Evidence(_STEP, -2.0)
"""What the lines around it prove to be a step (`step_rows`)."""
INTRODUCTION = Evidence(NEVER, 0.0)
"""What its place between a group and its first problem proves to be neither (`groups`)."""
TITLE_WITHOUT_NUMBER = Evidence(4.0, 2.0)
"""What the section proves to be a problem without a number (`unnumbered`)."""


def own_evidence(unit: Unit, following: Sequence[Unit]) -> Evidence:
    """Of a unit above the two that are `following` (fewer at the end)."""
    if unit.duplicate or unit.opens_rectification or unit.is_field or unit.end <= unit.start:
        return NOTHING
    if unit.style == "shi" and unit.is_step:
        return NOTHING
    if _STATUS_COUNT.match(unit.text, unit.content) or (unit.marker is None and states_totals(unit)):
        return NOTHING
    form = _UNNUMBERED if unit.marker is None else 0.0
    if unit.is_step:
        form += _BULLET if unit.style == "bullet" else _STEP
    form += _form(unit) + _follow(unit, following)
    speech = max(-2.2, min(2.0, unit.voice))
    if _leads_into_steps(unit):
        return Evidence(form + _LEADS * (unit.voice > 0) + _MAY_LEAD * (unit.voice == 0), speech)
    size, sentences = _extent(unit)
    if unit.marker is None and size > _LONG:
        speech -= 2.0
    if not unit.is_closed() and unit.size <= _SHORT:
        speech += 0.7
    if size > _LONG:
        speech -= 1.0
    if sentences >= 3:
        speech -= 0.7
    return Evidence(form, speech)


def _extent(unit: Unit) -> tuple[int, int]:
    """Characters and sentences of what may be a statement: of 关于台账不全的问题。一是… those before the steps count.

    Near-miss, all of it counts: 关于台账不全的问题,县委高度重视,…
    """
    wrapper = unit.wrapper
    if wrapper is None or not unit.holds_steps():
        return unit.size, unit.sentences()
    return wrapper.end - unit.content, unit.text.count("。", wrapper.start, wrapper.end) + 1


def _leads_into_steps(unit: Unit) -> bool:
    """1.账目公开不及时。一是…二是…: steps on the line, and no more before them than a problem takes."""
    if unit.marker is None or unit.is_step or unit.wrapper is not None:
        return False
    words, rest, _status = statement_of(unit)
    if words is None or rest is None or words.end - words.start > _LONG:
        return False
    return unit.text.count("。", words.start, words.end - 1) < _MOST_SENTENCES


def _form(unit: Unit) -> float:
    """What the heading's own wording says."""
    if unit.issue is not None or unit.states_problem:
        return 6.0
    if unit.wrapper is not None:
        if unit.marker is None and unit.wrapper.kind in ("target", "feedback", "cure"):
            return 1.0
        return 4.0
    if unit.is_sector():
        return 3.0
    return 3.0 if unit.marker is not None and _TITLE_OF_TASK.match(unit.text, unit.content, unit.end) else 0.0


def _follow(unit: Unit, below: Sequence[Unit]) -> float:
    """What stands directly below says."""
    if not below:
        return 0.0
    following = below[0]
    brief = unit.sentences() <= 2 or unit.voice > 0.5
    if following.opens_rectification or (following.is_field and following.start == 0):
        if unit.marker is not None:
            return 5.0
        if unit.wrapper is not None and unit.wrapper.after >= unit.end:
            return 5.0  # 针对“窗口轮流值守”问题。 whatever its words
        # 储备后备力量318人。 ⏎ 整改进度:已完成: a field may follow what was done too
        least = 0.0 if following.is_field else -1.0
        return 5.0 if brief and unit.size <= _LONG and unit.voice > least else 0.0
    if unit.marker is not None and brief and unit.size <= _LONG and _heads_a_heading(unit, below):
        return 2.5
    if following.starts_steps() and following.style != unit.style and brief and unit.size <= _LONG:
        if unit.marker is None and unit.leads_in() and unit.voice <= 0:
            return 0.0  # 区委高度重视,采取以下措施: ⏎ 一是…; near-miss: 台账不全: ⏎ 一是…
        if unit.voice < -0.5 or (unit.marker is None and unit.is_closed() and unit.voice <= 1):
            return 0.0  # a step may have steps below it too
        return 2.5
    if titles_unnumbered(unit, following):
        return 4.0
    if unit.marker is None and following.marker is not None and not following.is_step:  # a title line in bold, once
        return 2.0 if not unit.is_closed() and unit.size <= _SHORT and (unit.is_sector() or unit.voice > 1) else 0.0
    return 0.0


def _heads_a_heading(unit: Unit, below: Sequence[Unit]) -> bool:
    """A marked line of another style follows, and a label follows that; or it stands deeper and is worded as a problem:
    this one groups, whatever it is called.

    (二)聚焦防范风险 ⏎ 1.关于台账不全的问题。…; near-miss, a step: (二)完善制度。 ⏎ 1.修订办法3项。
    """
    following = below[0]
    if following.marker is None or following.key == unit.key:
        return False
    if len(below) > 1 and below[1].opens_rectification and not following.opens_rectification:
        return True
    closed = unit.is_closed() and not unit.text.endswith("情况。", unit.content, unit.end)
    if closed or unit.size > _SHORT or following.is_step or following.number[:1] == ():
        return False
    return custom_rank(following.key) > custom_rank(unit.key) and (_form(following) >= 4 or following.voice > 1)


class Prior(NamedTuple):
    """What a style's units show together: the mean of their evidence, the share with the form of headings."""

    mean: float = 0.0
    formed: float = 0.0


NO_PRIOR = Prior()


def priors(units: Sequence[Unit], positions: Iterable[int], evidence: dict[int, Evidence]) -> dict[str, Prior]:
    """Per style what its units show together; a mean of 0 where a style plainly serves two ends.

    1.关于…的问题 ⏎ 1.改进… ⏎ 2.结合… ⏎ 2.关于…的问题: here each line must speak for itself, and its number.
    """
    listed: dict[str, list[Evidence]] = defaultdict(list)
    for position in positions:
        if units[position].marker is not None and evidence[position].form > NEVER:
            listed[units[position].key].append(evidence[position])
    values = {style: _without_proven_steps(found) for style, found in listed.items()}
    return {
        style: Prior(0.0 if _is_mixed(found) else _mean(found), sum(e.form >= SLIGHT for e in found) / len(found))
        for style, found in values.items()
    }


def _without_proven_steps(found: Sequence[Evidence]) -> Sequence[Evidence]:
    """1、账目混乱。 ⏎ 1.核对账目。2.补录126条。 ⏎ 2、…: steps say nothing of failings counted in the same style."""
    others = [each for each in found if each is not STEP_OF_A_ROW]
    failing = sum(each.speech >= 1 for each in others)
    return others if failing and failing >= _MOST_FAILING * len(others) else found


def _is_mixed(found: Sequence[Evidence]) -> bool:
    strong = sum(e.form >= 2.5 for e in found)
    weak = sum(e.form < 1 and e.speech < 1 for e in found)
    return strong >= 2 and weak >= 2 and weak >= 0.4 * len(found)


def _mean(found: Sequence[Evidence]) -> float:
    return sum(max(-4.0, min(6.0, e.sum)) for e in found) / len(found)
