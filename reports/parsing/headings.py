"""Which units of the problem sections are headings, and how deep each stands.

A mark means nothing by itself: (一) is a group here and a measure there. Every unit brings evidence of its own (a
wrapper, 问题n, the label that follows, the voice of its words); its style brings what all units of that style in the
document show; its number says whether it goes on with the headings or with the steps before it. The sum decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.parsing.units import Unit
from reports.parsing.voice import ends_failing

# Depth by custom; the document's own nesting corrects it (`_ranks`).
_CUSTOM = {
    "part": 0.0, "cn_dun": 1.0, "cn_paren": 2.0, "ar_dot": 3.0, "ar_bare": 3.0, "decimal": 3.5,
    "ar_half": 4.0, "ar_paren": 4.0, "compound": 4.0,
    "di": 4.5, "shi": 5.0, "order": 5.0, "circled": 5.0, "issue": 4.5, "bullet": 6.0, "dash": 6.0, "": 6.0,
}  # fmt: skip
_LONG = 150
_SHORT = 60
_UNNUMBERED = -2.5
_STEP = -5.0
_BULLET = -2.5
_SLIGHT = 2.5  # evidence of form that an exception may show: steps below, a heading below
_FEW = 0.3
_DEEPER = 0.6  # a level below the one just opened needs some evidence that it lists problems too
_OWN_SPEECH = 0.5  # how one line speaks counts for less than how all lines of its style do
_LABELLED = 9.0  # 一是关于“…”的问题 ⏎ 整改情况:… names a problem wherever it stands: its wrapper and the label below it
_NEVER = -99.0
# (1)已完成2个:1-3,… counts by status inside a text; no problem.
_STATUS_COUNT = re.compile(r"(?:已完成|基本完成|正在|未完成|长期|阶段性|持续)[^。:]{0,10}\d+[个项条件][:,。(]")
# 巡察反馈的四个方面17个问题,已完成15个。 counts the problems, and is none; near-miss: 上轮巡视反馈的3个问题整改不彻底。
_TOTALS = re.compile(
    r"(?:反馈|巡[视察])[^。]{0,40}?[\d一二三四五六七八九十百]+[个项条类][^。]{1,40}?[\d一二三四五六七八九十百两]+[个项条]"
)


class Evidence(NamedTuple):
    """What a unit says of itself: by its form and what follows it, and by its speech. Above 0 speaks for a heading."""

    form: float
    speech: float

    @property
    def sum(self) -> float:
        """Both together."""
        return self.form + self.speech


_NOTHING = Evidence(_NEVER, 0.0)


@dataclass(slots=True)
class Heading:
    """Unit `unit` is a heading of depth `rank` (less is higher)."""

    unit: int
    rank: float


@dataclass(slots=True)
class _State:
    """What has been read since the last heading, and where each style's numbering stands."""

    heading: int | None = None
    style: str = ""
    states_problem: bool = False
    label: bool = False
    text: bool = False
    headings: dict[str, tuple[int, ...]] = field(default_factory=dict)
    steps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last_was_step: dict[str, bool] = field(default_factory=dict)


def find_headings(units: Sequence[Unit], positions: Sequence[int], listed: bool) -> list[Heading]:
    """The headings among `units` at `positions` (those of the problem sections, section headings left out), in order.

    `listed` says that unnumbered paragraphs 针对“…”问题,… are the problems.
    """
    evidence = {
        p: _own_evidence(units[p], [units[q] for q in positions[i + 1 : i + 3]]) for i, p in enumerate(positions)
    }
    priors = _priors(units, positions, evidence)
    state = _State()
    chosen: list[int] = []
    for position in positions:
        unit = units[position]
        if unit.duplicate:
            continue
        if _score(unit, evidence[position], priors, state, listed) > 0:
            chosen.append(position)
            state.heading, state.label, state.text = position, False, _holds_text(unit)
            state.style = unit.key
            state.states_problem = unit.wrapper is not None or (unit.voice > 0 and not unit.is_sector())
            if _continues_brackets(unit, state):
                state.headings["ar_paren"] = unit.number
            state.headings[unit.key] = unit.number
            state.last_was_step[unit.key] = False
            continue
        state.text = True
        state.label = state.label or unit.opens_rectification
        if unit.marker is not None:
            state.steps[unit.key] = unit.number
            state.last_was_step[unit.key] = True
    return _ranked(units, chosen)


def lists_paragraphs(units: Sequence[Unit], positions: Sequence[int]) -> bool:
    """Whether paragraphs 针对“…”问题,… stand side by side under one heading or none: then each is a problem."""
    run = most = total = 0
    for position in positions:
        unit = units[position]
        if unit.opens_rectification:
            return False
        if unit.marker is None and unit.wrapper is not None and unit.wrapper.kind == "target":
            run += 1
            total += 1
            most = max(most, run)
        elif unit.marker is not None and not unit.is_step:
            run = 0
    return most >= 2 and total >= 2


def _own_evidence(unit: Unit, following: Sequence[Unit]) -> Evidence:
    if unit.duplicate or unit.opens_rectification or unit.is_field or unit.end <= unit.start:
        return _NOTHING
    if unit.style == "shi" and unit.is_step:
        return _NOTHING
    if _STATUS_COUNT.match(unit.text, unit.content) or (unit.marker is None and _states_totals(unit)):
        return _NOTHING
    form = _UNNUMBERED if unit.marker is None else 0.0
    if unit.is_step:
        form += _BULLET if unit.style == "bullet" else _STEP
    form += _form(unit) + _follow(unit, following)
    speech = max(-2.2, min(2.0, unit.voice))
    if unit.marker is None and unit.size > _LONG:
        speech -= 2.0
    if not unit.is_closed() and unit.size <= _SHORT:
        speech += 0.7
    if unit.size > _LONG:
        speech -= 1.0
    if unit.sentences() >= 3:
        speech -= 0.7
    return Evidence(form, speech)


def _states_totals(unit: Unit) -> bool:
    return unit.wrapper is None and _TOTALS.search(unit.text, unit.content, unit.end) is not None


def _form(unit: Unit) -> float:
    """What the heading's own wording says."""
    if unit.issue is not None or unit.states_problem:
        return 6.0
    if unit.wrapper is not None:
        if unit.marker is None and unit.wrapper.kind in ("target", "feedback", "cure"):
            return 1.0
        return 4.0
    return 3.0 if unit.is_sector() else 0.0


def _follow(unit: Unit, below: Sequence[Unit]) -> float:
    """What stands directly below says."""
    if not below:
        return 0.0
    following = below[0]
    brief = unit.sentences() <= 2 or unit.voice > 0.5
    if following.opens_rectification or (following.is_field and following.start == 0):
        if unit.marker is not None:
            return 5.0
        return 5.0 if brief and unit.size <= _LONG and unit.voice > -1 else 0.0
    if following.starts_steps() and following.style != unit.style and brief and unit.size <= _LONG:
        if unit.marker is None and unit.leads_in() and unit.voice <= 0:
            return 0.0  # 区委高度重视,采取以下措施: ⏎ 一是…; near-miss: 台账不全: ⏎ 一是…
        if unit.voice < -0.5 or (unit.marker is None and unit.is_closed() and unit.voice <= 1):
            return 0.0  # a step may have steps below it too
        return 2.5
    if unit.marker is not None and brief and unit.size <= _LONG and _heads_a_heading(unit, below):
        return 2.5
    if _titles_unnumbered(unit, following):
        return 4.0
    if unit.marker is None and following.marker is not None and not following.is_step:  # a title line in bold, once
        return 2.0 if not unit.is_closed() and unit.size <= _SHORT and (unit.is_sector() or unit.voice > 1) else 0.0
    return 0.0


def _titles_unnumbered(unit: Unit, following: Unit) -> bool:
    """推动改革有差距 ⏎ 关于审批慢的问题: a short line above the first of the unnumbered problems that it groups."""
    if unit.marker is not None or unit.wrapper is not None or unit.is_closed() or unit.size > _SHORT:
        return False
    about = following.wrapper is not None and following.wrapper.kind == "about"
    return about and following.marker is None and (unit.is_sector() or ends_failing(unit.words()))


def _heads_a_heading(unit: Unit, below: Sequence[Unit]) -> bool:
    """A marked line of another style follows, and a label follows that: this one groups."""
    if below[0].marker is None or below[0].key == unit.key:
        return False
    return len(below) > 1 and below[1].opens_rectification and not below[0].opens_rectification


class Prior(NamedTuple):
    """What a style's units show together: the mean of their evidence, the share with the form of headings."""

    mean: float = 0.0
    formed: float = 0.0


_NO_PRIOR = Prior()


def _priors(units: Sequence[Unit], positions: Iterable[int], evidence: dict[int, Evidence]) -> dict[str, Prior]:
    """Per style what its units show together; a mean of 0 where a style plainly serves two ends.

    1.关于…的问题 ⏎ 1.改进… ⏎ 2.结合… ⏎ 2.关于…的问题: here each line must speak for itself, and its number.
    """
    values: dict[str, list[Evidence]] = defaultdict(list)
    for position in positions:
        if units[position].marker is not None and evidence[position].form > _NEVER:
            values[units[position].key].append(evidence[position])
    return {
        style: Prior(0.0 if _is_mixed(found) else _mean(found), sum(e.form >= _SLIGHT for e in found) / len(found))
        for style, found in values.items()
    }


def _is_mixed(found: Sequence[Evidence]) -> bool:
    strong = sum(e.form >= 2.5 for e in found)
    weak = sum(e.form < 1 and e.speech < 1 for e in found)
    return strong >= 2 and weak >= 2 and weak >= 0.4 * len(found)


def _mean(found: Sequence[Evidence]) -> float:
    return sum(max(-4.0, min(6.0, e.sum)) for e in found) / len(found)


def _score(unit: Unit, evidence: Evidence, priors: dict[str, Prior], state: _State, listed: bool) -> float:
    own = evidence.sum
    if own <= _NEVER:
        return own
    style = unit.key
    if (
        style == "shi"
        and evidence.form < _LABELLED
        and (state.label or (state.style != "shi" and state.states_problem))
    ):
        return -1.0  # inside a problem's own text: a sub-problem's step
    if unit.marker is None:
        if unit.wrapper is not None and unit.wrapper.kind == "target":
            return 4.0 if listed else -1.0
        if state.label and own < 3:
            return -1.0
        return own
    if _continues_brackets(unit, state):
        style = "ar_paren"
    prior = priors.get(style, _NO_PRIOR)
    form = evidence.form
    if form <= _SLIGHT and prior.formed < _FEW:
        form = min(form, 0.0)  # one step with steps below it makes its style no list of problems
    score = form + _OWN_SPEECH * evidence.speech + 0.8 * max(-3.0, min(4.0, prior.mean))
    known, steps = state.headings.get(style), state.steps.get(style)
    if known and _follows(known, unit.number):
        score += 1.5
    if steps and state.last_was_step.get(style) and _follows(steps, unit.number):
        score -= 5.0 if state.label and own < 3 else 2.0
    if state.label and style not in state.headings:
        score -= 2.0
    inside = state.label or state.text or state.style == style
    if inside and known is not None and unit.number[:1] == (1,) and not _follows(known, unit.number):
        score -= 3.0  # a new count inside an item
    if state.style and _custom_rank(style) > _custom_rank(state.style) and style not in state.headings:
        score -= _DEEPER
    return score


def _continues_brackets(unit: Unit, state: _State) -> bool:
    """(2) -> (3-1), (3-1) -> (3-2): a split item in the row of the single ones."""
    known = state.headings.get("ar_paren")
    return (
        unit.style == "compound" and unit.text[unit.start] == "(" and known is not None and _follows(known, unit.number)
    )


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """1 -> 2; (35, 1) -> (35, 2) or (36,); 3 -> (4, 1)."""
    if not before or not number:
        return False
    if len(before) == len(number) and before[:-1] == number[:-1] and number[-1] == before[-1] + 1:
        return True
    return number[0] == before[0] + 1


def _holds_text(unit: Unit) -> bool:
    wrapper = unit.wrapper
    return unit.holds_steps() or (wrapper is not None and unit.end - wrapper.after > 10)


def _ranked(units: Sequence[Unit], chosen: Sequence[int]) -> list[Heading]:
    ranks = _ranks(units, chosen)
    holding = frozenset(style for style in ranks if style and _holds_unnumbered(units, chosen, style))
    result: list[Heading] = []
    for i, position in enumerate(chosen):
        unit = units[position]
        if unit.marker is not None:
            result.append(Heading(position, ranks[unit.key]))
            continue
        following = chosen[i + 1] if i + 1 < len(chosen) else None
        result.append(Heading(position, _rank_unnumbered(units, unit, position, following, chosen, ranks, holding)))
    return result


def _ranks(units: Sequence[Unit], chosen: Sequence[int]) -> dict[str, float]:
    """Depth per style: by custom, unless the document nests two styles the other way about."""
    keys = [units[p].key for p in chosen]
    ranks: dict[str, float] = {}
    for key in keys:
        ranks[key] = _custom_rank(key)
    bare: dict[tuple[str, str], int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for i, key in enumerate(keys):
        counts[key] += 1
        if i + 1 < len(keys) and keys[i + 1] != key and chosen[i + 1] == chosen[i] + 1:
            bare[key, keys[i + 1]] += 1
    for (upper, lower), count in bare.items():
        if not upper or not lower or ranks[upper] < ranks[lower]:
            continue
        if count >= 2 and count >= 0.6 * counts[upper] and bare.get((lower, upper), 0) <= 0.2 * counts[lower]:
            ranks[upper] = ranks[lower] - 0.5
    return ranks


def _custom_rank(key: str) -> float:
    if key.startswith("decimal"):
        return _CUSTOM["decimal"] - 1 + 0.3 * int(key[7:])
    return _CUSTOM.get("bullet" if key.startswith("bullet") else key, 6.0)


def _rank_unnumbered(
    units: Sequence[Unit],
    unit: Unit,
    position: int,
    following: int | None,
    chosen: Sequence[int],
    ranks: dict[str, float],
    holding: frozenset[str],
) -> float:
    """Above the heading that follows at once, on the level of headings worded alike; else among the deepest."""
    numbered = {key: rank for key, rank in ranks.items() if key}
    if unit.states_problem or (unit.wrapper is not None and unit.wrapper.kind == "target"):
        return _CUSTOM[""]
    if following == position + 1 and units[following].marker is not None and not _holds_text(unit):
        below = ranks[units[following].key]
        alike = [
            ranks[u.key]
            for u in (units[p] for p in chosen)
            if u.marker is not None and ranks[u.key] < below and _alike(u, unit)
        ]
        return max(alike) if alike else below - 0.5
    if following == position + 1 and _titles_unnumbered(unit, units[following]):
        return 3.0 if not numbered else max(numbered.values()) - 0.5
    if not numbered:
        return 3.0 if unit.is_sector() and following == position + 1 else 6.0
    alike = [
        ranks[u.key]
        for u in (units[p] for p in chosen)
        if u.marker is not None and unit.wrapper is not None and _alike(u, unit)
    ]
    if alike:
        return max(alike)
    deepest = max(numbered, key=lambda key: numbered[key])
    return numbered[deepest] + (0.5 if deepest in holding else 0.0)


def _holds_unnumbered(units: Sequence[Unit], chosen: Sequence[int], style: str) -> bool:
    """Whether most headings of a style have an unnumbered one right below: (一)监督弱化 ⏎ 底数不清 ⏎ 整改情况:…"""
    row = [i for i, p in enumerate(chosen) if units[p].key == style]
    above = sum(
        i + 1 < len(chosen) and chosen[i + 1] == chosen[i] + 1 and units[chosen[i + 1]].marker is None for i in row
    )
    return above >= 2 and above >= 0.6 * len(row)


def _alike(one: Unit, other: Unit) -> bool:
    if one.wrapper is None or other.wrapper is None:
        return (
            one.wrapper is other.wrapper
            and one.is_sector() == other.is_sector()
            and one.states_problem == other.states_problem
        )
    return one.wrapper.kind == other.wrapper.kind
